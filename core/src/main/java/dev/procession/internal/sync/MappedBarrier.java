package dev.procession.internal.sync;

import dev.procession.internal.lock.BarrierState;
import dev.procession.internal.lock.BarrierState.Progress;
import dev.procession.internal.wait.SegmentContext;
import dev.procession.internal.wait.SegmentResident;
import dev.procession.internal.wait.WaitPoint;
import dev.procession.sync.ProcessBarrier;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A barrier that knows whose parties have come. */
public final class MappedBarrier implements ProcessBarrier, SegmentResident {
    private final SegmentContext context;
    private final BarrierState state;

    /** The barrier with this state. */
    public MappedBarrier(SegmentContext context, BarrierState state) {
        this.context = context;
        this.state = state;
    }

    @Override
    public SegmentContext context() {
        return context;
    }

    @Override
    public void close() {
        context.close();
    }

    @Override
    public int await() throws InterruptedException, BrokenBarrierException {
        try {
            return await(WaitPoint.FOREVER);
        } catch (TimeoutException e) {
            throw new AssertionError("a wait without a limit timed out", e);
        }
    }

    @Override
    public int await(long timeout, TimeUnit unit)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        return await(unit.toNanos(timeout));
    }

    private int await(long nanos) throws InterruptedException, BrokenBarrierException, TimeoutException {
        if (Thread.interrupted()) {
            // As CyclicBarrier does: the interrupted thread will not arrive, and the others must not wait for it.
            state.breakNow();
            throw new InterruptedException();
        }
        long arrival = state.arrive();
        if (arrival < 0) {
            throw broken();
        }
        int index = (int) arrival;
        if (index == 0) {
            return 0;
        }
        long generation = arrival >>> Integer.SIZE;
        Progress progress;
        try {
            progress = state.await(generation, nanos);
            if (progress == Progress.WAITING) {
                progress = state.breakGeneration(generation);
            }
        } catch (InterruptedException e) {
            progress = state.breakGeneration(generation);
            if (progress == Progress.WAITING) {
                throw e;
            }
            // It had ended before this one could give up, as with CyclicBarrier.
            Thread.currentThread().interrupt();
        }
        return switch (progress) {
            case TRIPPED -> index;
            case BROKEN -> throw broken();
            case WAITING -> throw new TimeoutException("barrier: not all came in time, parties=" + state.parties());
        };
    }

    private static BrokenBarrierException broken() {
        return new BrokenBarrierException(
                "a party died, was interrupted or timed out, or the barrier was reset; reset() makes it whole");
    }

    @Override
    public int getParties() {
        return state.parties();
    }

    @Override
    public int getNumberWaiting() {
        return state.waiting();
    }

    @Override
    public boolean isBroken() {
        return state.broken();
    }

    @Override
    public void reset() {
        state.reset();
    }

    @Override
    public String toString() {
        return "ProcessBarrier[parties=" + getParties() + "]";
    }
}

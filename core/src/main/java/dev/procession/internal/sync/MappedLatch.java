package dev.procession.internal.sync;

import dev.procession.internal.lock.LatchState;
import dev.procession.internal.wait.SegmentContext;
import dev.procession.internal.wait.SegmentResident;
import dev.procession.internal.wait.WaitPoint;
import dev.procession.sync.ProcessLatch;
import java.util.concurrent.TimeUnit;

/** A latch on a count. */
public final class MappedLatch implements ProcessLatch, SegmentResident {
    private final SegmentContext context;
    private final LatchState state;

    /** The latch with this state. */
    public MappedLatch(SegmentContext context, LatchState state) {
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
    public void await() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        state.await(WaitPoint.FOREVER);
    }

    @Override
    public boolean await(long timeout, TimeUnit unit) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return state.await(unit.toNanos(timeout));
    }

    @Override
    public void countDown() {
        state.countDown();
    }

    @Override
    public long getCount() {
        return state.count();
    }

    @Override
    public String toString() {
        return "ProcessLatch[count=" + getCount() + "]";
    }
}

package dev.procession.internal.sync;

import dev.procession.internal.lock.SemaphoreState;
import dev.procession.internal.wait.SegmentContext;
import dev.procession.internal.wait.SegmentResident;
import dev.procession.internal.wait.WaitPoint;
import dev.procession.sync.ProcessSemaphore;
import java.util.concurrent.TimeUnit;

/** A semaphore that knows which process holds what. */
public final class MappedSemaphore implements ProcessSemaphore, SegmentResident {
    private final SegmentContext context;
    private final SemaphoreState state;

    /** The semaphore with this state. */
    public MappedSemaphore(SegmentContext context, SemaphoreState state) {
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

    private static void checkPermits(int permits) {
        if (permits < 0) {
            throw new IllegalArgumentException("semaphore: permits=" + permits + " must not be negative");
        }
    }

    private static void throwIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    @Override
    public void acquire() throws InterruptedException {
        acquire(1);
    }

    @Override
    public void acquireUninterruptibly() {
        acquireUninterruptibly(1);
    }

    @Override
    public boolean tryAcquire() {
        return tryAcquire(1);
    }

    @Override
    public boolean tryAcquire(long timeout, TimeUnit unit) throws InterruptedException {
        return tryAcquire(1, timeout, unit);
    }

    @Override
    public void release() {
        release(1);
    }

    @Override
    public void acquire(int permits) throws InterruptedException {
        checkPermits(permits);
        throwIfInterrupted();
        state.acquire(permits, WaitPoint.FOREVER);
    }

    @Override
    public void acquireUninterruptibly(int permits) {
        checkPermits(permits);
        state.acquireUninterruptibly(permits);
    }

    @Override
    public boolean tryAcquire(int permits) {
        checkPermits(permits);
        return state.tryAcquire(permits);
    }

    @Override
    public boolean tryAcquire(int permits, long timeout, TimeUnit unit) throws InterruptedException {
        checkPermits(permits);
        throwIfInterrupted();
        return state.acquire(permits, unit.toNanos(timeout));
    }

    @Override
    public void release(int permits) {
        checkPermits(permits);
        state.release(permits);
    }

    @Override
    public int availablePermits() {
        return state.available();
    }

    @Override
    public int drainPermits() {
        return state.drain();
    }

    @Override
    public String toString() {
        return "ProcessSemaphore[permits=" + availablePermits() + "]";
    }
}

package dev.procession.internal.sync;

import dev.procession.internal.lock.ConditionState;
import dev.procession.internal.wait.SegmentContext;
import dev.procession.internal.wait.SegmentResident;
import dev.procession.internal.wait.WaitPoint;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/** A condition of an {@link MappedLock}. */
@SuppressWarnings({"WaitNotInLoop", "JavaUtilDate"}) // the loop is the user's; the date is the interface's
public final class MappedCondition implements Condition, SegmentResident {
    private final MappedLock lock;
    private final int index;
    private final ConditionState state;

    /** The condition with this index. */
    public MappedCondition(MappedLock lock, int index) {
        this.lock = lock;
        this.index = index;
        state = lock.state().conditionState(index);
    }

    @Override
    public SegmentContext context() {
        return lock.context();
    }

    /** 0 is the lock itself. */
    @Override
    public int part() {
        return index + 1;
    }

    private void checkHeld() {
        if (!lock.isHeldByCurrentThread()) {
            throw new IllegalMonitorStateException("the calling thread does not hold the lock of this condition");
        }
    }

    private boolean awaitFor(long nanos) throws InterruptedException {
        checkHeld();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        ConditionState.Ticket place = state.enter();
        int holds = lock.unlockFully();
        try {
            return state.await(place, nanos);
        } finally {
            lock.lockAgain(holds);
        }
    }

    @Override
    public void await() throws InterruptedException {
        awaitFor(WaitPoint.FOREVER);
    }

    @Override
    public void awaitUninterruptibly() {
        checkHeld();
        ConditionState.Ticket place = state.enter();
        int holds = lock.unlockFully();
        try {
            state.awaitUninterruptibly(place);
        } finally {
            lock.lockAgain(holds);
        }
    }

    @Override
    public long awaitNanos(long nanosTimeout) throws InterruptedException {
        long start = System.nanoTime();
        long nanos = Math.max(0, nanosTimeout);
        awaitFor(nanos);
        return nanos - (System.nanoTime() - start);
    }

    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return awaitFor(Math.max(0, unit.toNanos(time)));
    }

    @Override
    public boolean awaitUntil(Date deadline) throws InterruptedException {
        long now = System.currentTimeMillis();
        return await(Math.max(deadline.getTime(), now) - now, TimeUnit.MILLISECONDS);
    }

    @Override
    public void signal() {
        checkHeld();
        state.signal();
    }

    @Override
    public void signalAll() {
        checkHeld();
        state.signalAll();
    }
}

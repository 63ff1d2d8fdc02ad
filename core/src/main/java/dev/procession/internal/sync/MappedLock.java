package dev.procession.internal.sync;

import dev.procession.internal.lock.LockState;
import dev.procession.internal.lock.RobustLock.Outcome;
import dev.procession.internal.wait.SegmentContext;
import dev.procession.internal.wait.SegmentResident;
import dev.procession.internal.wait.WaitPoint;
import dev.procession.sync.OwnerDiedException;
import dev.procession.sync.ProcessLock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A lock that its owner's process is named in. To threads of one process that process is alive, so that the shared
 * lock excludes them as it does others; which of them holds it, and how often, is kept here.
 */
public final class MappedLock implements ProcessLock, SegmentResident {
    private final SegmentContext context;
    private final LockState state;
    private final IntFunction<? extends Condition> conditions;
    /**
     * The holds that threads have yet to undo after a wait that could not get the lock back.
     */
    private final Map<Thread, Integer> owed = new ConcurrentHashMap<>();

    /**
     * The thread of this process that holds the lock. Written by it alone; other threads, which may read an old value,
     * only compare it with themselves.
     */
    private @Nullable Thread holder;

    /** The number of its holds; the holder's. */
    private int holds;

    /** Whether it got the lock from a dead process; the holder's. */
    private boolean abandoned;

    /**
     * The lock with this state.
     *
     * @param conditions this process's object for a condition of the lock
     */
    public MappedLock(SegmentContext context, LockState state, IntFunction<? extends Condition> conditions) {
        this.context = context;
        this.state = state;
        this.conditions = conditions;
    }

    @Override
    public SegmentContext context() {
        return context;
    }

    @Override
    public void close() {
        context.close();
    }

    LockState state() {
        return state;
    }

    /** Counts one hold more if the calling thread has the lock; returns whether it has. */
    private boolean reenter() {
        if (holder != Thread.currentThread()) {
            return false;
        }
        if (holds == Integer.MAX_VALUE) {
            throw new IllegalStateException("lock: holds=" + holds + ", limit=" + Integer.MAX_VALUE);
        }
        holds++;
        return true;
    }

    @Override
    public void lock() {
        if (!reenter()) {
            context.check();
            accept(state.lock().acquire(), 1);
        }
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (!reenter()) {
            context.check();
            accept(state.lock().acquire(WaitPoint.FOREVER), 1);
        }
    }

    @Override
    public boolean tryLock() {
        if (reenter()) {
            return true;
        }
        context.check();
        return accept(state.lock().tryAcquire(), 1);
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (reenter()) {
            return true;
        }
        context.check();
        return accept(state.lock().acquire(unit.toNanos(time)), 1);
    }

    /** Notes how the lock was got, if it was, and for how many holds; returns whether it was. */
    private boolean accept(Outcome outcome, int count) {
        if (outcome == Outcome.BUSY) {
            return false;
        }
        boolean stolen = outcome == Outcome.OWNER_DIED;
        if (state.reports()) {
            noteAndReport(stolen);
        }
        abandoned = stolen;
        holds = count;
        holder = Thread.currentThread();
        return true;
    }

    private void noteAndReport(boolean stolen) {
        boolean sound = false;
        try {
            if (stolen) {
                state.markInconsistent();
            }
            sound = !state.isInconsistent();
        } finally {
            if (!sound) {
                state.lock().release();
            }
        }
        if (!sound) {
            throw new OwnerDiedException(
                    "lock: a process died while it held this lock, and what it protects may be half done; make it sound"
                            + " with repair(…)");
        }
    }

    private void checkHeld() {
        if (holder != Thread.currentThread()) {
            throw notHeld();
        }
    }

    private static IllegalMonitorStateException notHeld() {
        return new IllegalMonitorStateException("the calling thread does not hold this lock");
    }

    @Override
    public void unlock() {
        if (holder != Thread.currentThread()) {
            undoOwed();
        } else if (--holds == 0) {
            release();
        }
    }

    /** Gives the shared lock back. */
    private void release() {
        holder = null;
        try {
            state.lock().release();
        } catch (IllegalStateException e) {
            context.check(); // the session was closed, and its memory is gone: then this says so
            throw e;
        }
    }

    private void undoOwed() {
        Integer left = owed.computeIfPresent(Thread.currentThread(), (thread, count) -> count - 1);
        if (left == null) {
            throw notHeld();
        }
        if (left == 0) {
            owed.remove(Thread.currentThread());
        }
    }

    /** Releases the lock with all its holds, and returns their number; for a wait. */
    int unlockFully() {
        checkHeld();
        int count = holds;
        release();
        return count;
    }

    /**
     * Takes the lock back, with so many holds. If it cannot be had, because a holder died or the session is closed,
     * the thread will undo its holds with {@link #unlock} all the same: that must not hide what this throws.
     */
    void lockAgain(int count) {
        boolean got = false;
        try {
            context.check();
            got = accept(state.lock().acquire(), count);
        } finally {
            if (!got) {
                owed.put(Thread.currentThread(), count);
            }
        }
    }

    @Override
    public Condition newCondition() {
        return condition("");
    }

    @Override
    public Condition newCondition(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("condition: its name is empty");
        }
        return condition(name);
    }

    private Condition condition(String name) {
        return conditions.apply(state.condition(name));
    }

    @Override
    public boolean isHeldByCurrentThread() {
        return holder == Thread.currentThread();
    }

    @Override
    public int getHoldCount() {
        return isHeldByCurrentThread() ? holds : 0;
    }

    @Override
    public boolean isLocked() {
        context.check();
        return state.lock().owner() != 0;
    }

    @Override
    public boolean wasAbandoned() {
        checkHeld();
        return abandoned;
    }

    @Override
    public boolean repair(Runnable action) {
        if (isHeldByCurrentThread()) {
            return false; // its holder has found it sound
        }
        context.check();
        boolean stolen = state.lock().acquire() == Outcome.OWNER_DIED;
        abandoned = stolen;
        holds = 1;
        holder = Thread.currentThread();
        try {
            if (stolen && state.reports()) {
                state.markInconsistent();
            }
            if (!state.isInconsistent()) {
                return false;
            }
            action.run();
            state.markConsistent();
            return true;
        } finally {
            unlock();
        }
    }

    @Override
    public String toString() {
        return "ProcessLock[" + (isHeldByCurrentThread() ? "held by this thread" : "not held by this thread") + "]";
    }
}

package dev.procession.internal.sync;

import dev.procession.internal.lock.LockState;
import dev.procession.internal.lock.StealableLock.Outcome;
import dev.procession.internal.wait.Site;
import dev.procession.internal.wait.Sited;
import dev.procession.internal.wait.WaitPoint;
import dev.procession.sync.OwnerDiedException;
import dev.procession.sync.ProcessLock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;

/**
 * A lock that its owner's process is named in. Threads of this process exclude each other by a lock of their own, which also counts holds; its holder contends with
 * the other processes.
 */
public final class OwnedLock implements ProcessLock, Sited {
    private final Site site;
    private final LockState state;
    private final IntFunction<OwnedCondition> conditions;
    private final ReentrantLock local = new ReentrantLock();
    /**
     * Whether the thread that holds the local lock holds the shared one; guarded by the local one. It does not after a wait that could not get it back: that thread
     * has yet to unlock.
     */
    private boolean shared;

    /** Whether the current holder got the lock from a dead one; guarded by the local lock. */
    private boolean abandoned;

    /**
     * The lock with this state.
     *
     * @param conditions this process's object for a condition of the lock
     */
    public OwnedLock(Site site, LockState state, IntFunction<OwnedCondition> conditions) {
        this.site = site;
        this.state = state;
        this.conditions = conditions;
    }

    @Override
    public Site site() {
        return site;
    }

    LockState state() {
        return state;
    }

    @Override
    public void lock() {
        local.lock();
        boolean got = shared;
        try {
            if (!got) {
                acquire();
                got = true;
            }
        } finally {
            if (!got) {
                local.unlock();
            }
        }
    }

    /** Takes the shared lock. */
    private void acquire() {
        site.check();
        accept(state.lock().acquire());
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        local.lockInterruptibly();
        acquireOrUnlock(WaitPoint.FOREVER);
    }

    @Override
    public boolean tryLock() {
        if (!local.tryLock()) {
            return false;
        }
        boolean got = shared;
        try {
            if (!got) {
                site.check();
                got = accept(state.lock().tryAcquire());
            }
            return got;
        } finally {
            if (!got) {
                local.unlock();
            }
        }
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        long nanos = unit.toNanos(time);
        long start = System.nanoTime();
        if (!local.tryLock(nanos, TimeUnit.NANOSECONDS)) {
            return false;
        }
        return acquireOrUnlock(nanos - (System.nanoTime() - start));
    }

    private boolean acquireOrUnlock(long timeoutNanos) throws InterruptedException {
        boolean got = shared;
        try {
            if (!got) {
                site.check();
                got = accept(state.lock().acquire(timeoutNanos));
            }
            return got;
        } finally {
            if (!got) {
                local.unlock();
            }
        }
    }

    /** Notes how the lock was got; returns whether it was. */
    private boolean accept(Outcome outcome) {
        if (outcome == Outcome.BUSY) {
            return false;
        }
        abandoned = outcome == Outcome.STOLEN;
        if (state.reports()) {
            if (abandoned) {
                state.markInconsistent();
            }
            if (state.isInconsistent()) {
                state.lock().release();
                throw new OwnerDiedException(
                        "lock: a process died while it held this lock, and what it protects may be half done;"
                                + " make it sound with repair(…)");
            }
        }
        shared = true;
        return true;
    }

    private void checkHeld() {
        if (!isHeldByCurrentThread()) {
            throw notHeld();
        }
    }

    private static IllegalMonitorStateException notHeld() {
        return new IllegalMonitorStateException("the calling thread does not hold this lock");
    }

    /** Gives the shared lock back. */
    private void release() {
        shared = false;
        abandoned = false;
        try {
            state.lock().release();
        } catch (IllegalStateException e) {
            site.check(); // the session was closed, and its memory is gone: then this says so
            throw e;
        }
    }

    @Override
    public void unlock() {
        if (!local.isHeldByCurrentThread()) {
            throw notHeld();
        }
        try {
            if (shared && local.getHoldCount() == 1) {
                release();
            }
        } finally {
            local.unlock();
        }
    }

    /** Gives the lock up whatever the holds, which it returns; for a wait. */
    int unlockFully() {
        checkHeld();
        int holds = local.getHoldCount();
        try {
            release();
        } finally {
            for (int i = 0; i < holds; i++) {
                local.unlock();
            }
        }
        return holds;
    }

    /**
     * Takes the lock back, with so many holds. If the shared lock cannot be had, because a holder died or the session is closed, the thread has its holds all the same,
     * which it will undo with {@link #unlock}: that must not hide what this throws.
     */
    void lockAgain(int holds) {
        for (int i = 0; i < holds; i++) {
            local.lock();
        }
        acquire();
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
        return local.isHeldByCurrentThread() && shared;
    }

    @Override
    public int getHoldCount() {
        return local.getHoldCount();
    }

    @Override
    public boolean isLocked() {
        site.check();
        return state.lock().owner() != 0;
    }

    @Override
    public boolean wasAbandoned() {
        checkHeld();
        return abandoned;
    }

    @Override
    public boolean repair(Runnable action) {
        local.lock();
        boolean got = false;
        try {
            if (shared) {
                return false; // who holds it has found it sound
            }
            site.check();
            abandoned = state.lock().acquire() == Outcome.STOLEN;
            got = true;
            shared = true;
            if (abandoned && state.reports()) {
                state.markInconsistent();
            }
            if (!state.isInconsistent()) {
                return false;
            }
            action.run();
            state.markConsistent();
            return true;
        } finally {
            try {
                if (got) {
                    release();
                }
            } finally {
                local.unlock();
            }
        }
    }

    @Override
    public String toString() {
        return "ProcessLock["
                + (isHeldByCurrentThread() ? "held by this thread" : local.isLocked() ? "held here" : "not held here")
                + "]";
    }
}

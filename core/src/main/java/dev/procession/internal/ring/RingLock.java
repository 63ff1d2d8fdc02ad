package dev.procession.internal.ring;

import dev.procession.internal.lock.RobustLock;
import dev.procession.internal.lock.RobustLock.Outcome;
import dev.procession.internal.wait.WaitPoint;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The lock of one side of a ring. A thread that takes it over from a dead process first recomputes the derived words,
 * and wakes the threads that may wait for the dead process's commit.
 *
 * <p>Thread safety: any thread.
 */
final class RingLock {
    private final RobustLock lock;
    private final Runnable repair;
    private final List<WaitPoint> touched;

    RingLock(RobustLock lock, Runnable repair, List<WaitPoint> touched) {
        this.lock = lock;
        this.repair = repair;
        this.touched = touched;
    }

    void lock() {
        if (lock.acquire() == Outcome.OWNER_DIED) {
            unlock(false);
            lock();
        }
    }

    /**
     * Releases the lock; if its owner died or failed in the middle of an operation, the derived words are recomputed
     * first.
     */
    void unlock(boolean clean) {
        try {
            if (!clean) {
                repair.run();
            }
        } finally {
            lock.release();
        }
        if (!clean) {
            touched.forEach(WaitPoint::signalAll);
        }
    }

    /**
     * Runs {@code action} with the lock; for all operations but those of a single element, which allocate nothing.
     */
    <T extends @Nullable Object> T under(Supplier<T> action) {
        lock();
        boolean clean = false;
        try {
            T result = action.get();
            clean = true;
            return result;
        } finally {
            unlock(clean);
        }
    }

    /** Whether the owner is known to be dead; no system call. */
    boolean isAbandoned() {
        return lock.isOwnerDead();
    }

    /** Repairs what an owner left that is known to be dead; no system call as a rule. */
    void repairIfAbandoned() {
        if (lock.isOwnerDead()) {
            lock();
            unlock(true);
        }
    }

    /** As {@link #repairIfAbandoned}, and asks the kernel about an owner that is not this process. */
    void repairIfOwnerDied() {
        if (lock.isAbandonedNow()) {
            lock();
            unlock(true);
        }
    }
}

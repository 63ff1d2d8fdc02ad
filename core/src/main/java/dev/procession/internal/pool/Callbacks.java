package dev.procession.internal.pool;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs the callbacks of one pool, one after another, on a thread that lives while there are any. What one throws is logged.
 *
 * <p>Thread safety: every method may be called from any thread.
 */
final class Callbacks implements Executor {
    private final String pool;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition drained = lock.newCondition();
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private long owed;
    private final Runnable onRest;
    /** Who runs callbacks now; {@code null} while there are none. */
    private @Nullable Thread runner;

    /** {@code onRest} runs when none is owed any more. */
    Callbacks(String pool, Runnable onRest) {
        this.pool = pool;
        this.onRest = onRest;
    }

    /** A task with a callback was submitted: exactly one {@link #execute} follows. */
    void owe() {
        lock.lock();
        try {
            owed++;
        } finally {
            lock.unlock();
        }
    }

    /** Runs {@code callback} as one that is owed. */
    void run(Runnable callback) {
        owe();
        execute(callback);
    }

    @Override
    public void execute(Runnable callback) {
        boolean isWaiting = false;
        lock.lock();
        try {
            waiting.addLast(callback);
            isWaiting = true;
            ensureRunner();
        } finally {
            lock.unlock();
            if (!isWaiting) {
                // No memory: it will not run, and is not waited for.
                settle();
            }
        }
    }

    /** Under the lock: there is a thread for those that wait. */
    private void ensureRunner() {
        if (runner == null && !waiting.isEmpty()) {
            // Known only once it runs: where there is no thread to be had, the next callback, or the next that waits,
            // tries again.
            runner = Thread.ofPlatform()
                    .daemon()
                    .name("procession-" + pool + "-callbacks")
                    .start(this::drain);
        }
    }

    private void drain() {
        while (true) {
            Runnable callback;
            lock.lock();
            try {
                if (waiting.isEmpty()) {
                    runner = null;
                    return;
                }
                callback = waiting.removeFirst();
            } finally {
                lock.unlock();
            }
            try {
                callback.run();
            } catch (Throwable t) { // a callback is the user's, and may throw anything
                PoolLog.warn(pool, "has a callback that failed", t);
            } finally {
                settle();
            }
        }
    }

    private void settle() {
        boolean areNoMore;
        lock.lock();
        try {
            owed--;
            areNoMore = owed == 0;
            if (areNoMore) {
                drained.signalAll();
            }
        } finally {
            lock.unlock();
        }
        if (areNoMore) {
            onRest.run();
        }
    }

    /** Whether none is owed. */
    boolean areAtRest() {
        lock.lock();
        try {
            return owed == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Whether this thread runs callbacks. */
    boolean isRunner(Thread thread) {
        lock.lock();
        try {
            return runner == thread;
        } finally {
            lock.unlock();
        }
    }

    /** Whether one of these threads runs callbacks. */
    boolean isRunnerAmong(Set<Thread> threads) {
        lock.lock();
        try {
            return runner != null && threads.contains(runner);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until every callback owed has run, or {@code nanos} have passed; returns whether they have. A callback that asks does not
     * wait for itself, nor for those after it.
     */
    boolean await(long nanos) throws InterruptedException {
        long left = nanos;
        lock.lock();
        try {
            while (owed > 0 && Thread.currentThread() != runner) {
                ensureRunner();
                if (left <= 0) {
                    return false;
                }
                left = drained.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}

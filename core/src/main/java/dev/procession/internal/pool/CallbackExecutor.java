package dev.procession.internal.pool;

import dev.procession.internal.service.Log;
import dev.procession.internal.service.ServiceLoop;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs the callbacks of one pool, one after another, on a thread that lives while there are any. What one throws is
 * logged.
 *
 * <p>Thread safety: every method may be called from any thread.
 */
final class CallbackExecutor implements Executor {
    private final String pool;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition drained = lock.newCondition();
    /** Those that wait, linked. */
    private @Nullable Callback first;

    private @Nullable Callback last;
    private long owed;
    private final Runnable onRest;
    private final Runnable onNoMemory;
    private final Runnable running = ServiceLoop.of(this::drain, this::warn);
    /** Who runs callbacks now; {@code null} while there are none. */
    private @Nullable Thread runner;

    /**
     * {@code onRest} runs when none is owed any more, {@code onNoMemory} where there is none for a thread: it calls
     * {@link #ensureRun} later.
     */
    CallbackExecutor(String pool, Runnable onRest, Runnable onNoMemory) {
        this.pool = pool;
        this.onRest = onRest;
        this.onNoMemory = onNoMemory;
    }

    /** A task with a callback was submitted: exactly one {@link #execute} follows. */
    void expect() {
        lock.lock();
        try {
            owed++;
        } finally {
            lock.unlock();
        }
    }

    /** Runs {@code callback} as one that is owed. */
    void run(Runnable callback) {
        expect();
        execute(callback);
    }

    @Override
    public void execute(Runnable callback) {
        Callback next;
        try {
            next = callback instanceof Callback known ? known : new Callback(callback);
        } catch (OutOfMemoryError e) { // it will not run, and is not waited for
            finished();
            throw e;
        }
        lock.lock();
        try {
            if (last == null) {
                first = next;
            } else {
                last.next = next;
            }
            last = next;
        } finally {
            lock.unlock();
        }
        ensureRun();
    }

    /** There is a thread for those that wait, now or when there is memory for one. */
    void ensureRun() {
        try {
            lock.lock();
            try {
                ensureRunner();
            } finally {
                lock.unlock();
            }
        } catch (OutOfMemoryError e) { // they wait
            onNoMemory.run();
        }
    }

    /** Under the lock: there is a thread for those that wait. */
    private void ensureRunner() {
        if (runner == null && first != null) {
            // Known only once it runs: where there is no thread to be had, it is tried again.
            runner = Thread.ofPlatform()
                    .daemon()
                    .name("procession-" + pool + "-callbacks")
                    .start(running);
        }
    }

    private void warn(Throwable failure) {
        Log.warn("dev.procession.pool", pool, "has a callback that failed", failure);
    }

    private void drain() {
        while (true) {
            Callback callback;
            lock.lock();
            try {
                callback = first;
                if (callback == null) {
                    runner = null;
                    return;
                }
                first = callback.next;
                callback.next = null;
                if (first == null) {
                    last = null;
                }
            } finally {
                lock.unlock();
            }
            try {
                callback.run();
            } catch (Throwable t) { // a callback is the user's, and may throw anything
                warn(t);
            } finally {
                finished();
            }
        }
    }

    private void finished() {
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
     * Waits until every callback owed has run, or {@code nanos} have passed; returns whether they have. A callback
     * that asks does not wait for itself, nor for those after it.
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

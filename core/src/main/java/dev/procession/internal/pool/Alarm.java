package dev.procession.internal.pool;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongUnaryOperator;

/**
 * Runs a look at the right time: one thread, which sleeps until the earliest.
 *
 * <p>Thread safety: any thread. Times are those of {@link System#nanoTime()}.
 */
final class Alarm {
    static final long NEVER = Long.MAX_VALUE;

    /** Pause after a look that failed, as without memory. */
    private static final long FAILURE_PAUSE_NANOS = 100_000_000;

    private final String name;
    private final LongUnaryOperator look;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** {@link #NEVER} while none is set; read without the lock by who need not set an earlier one. */
    private volatile long earliest = NEVER;

    private final Thread thread;
    private volatile boolean ended;

    /**
     * An alarm on a thread of this name.
     *
     * @param look is given the time, and returns when to look again, {@link #NEVER} if there is no need
     */
    Alarm(String name, LongUnaryOperator look) {
        this.name = name;
        thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
        this.look = look;
    }

    /** Starts its thread: not with the first time that is set, by somebody who must not fail. */
    void start() {
        thread.start();
    }

    /** Looks at this time, or before. */
    void at(long time) {
        long known = earliest;
        if (time == NEVER || (known != NEVER && known - time <= 0)) {
            return;
        }
        lock.lock();
        try {
            if (ended || (earliest != NEVER && earliest - time <= 0)) {
                return;
            }
            earliest = time;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        boolean isDue = false;
        while (true) {
            try {
                if (!isDue && !await()) {
                    return;
                }
                isDue = false;
                at(look.applyAsLong(System.nanoTime()));
            } catch (RuntimeException | Error e) { // as without memory: the next look is as good as this one
                PoolLog.warn(name, "failed", e);
                LockSupport.parkNanos(this, FAILURE_PAUSE_NANOS);
                isDue = !ended;
            }
        }
    }

    /** Waits for the time; returns whether there is anything to look at. */
    private boolean await() {
        lock.lock();
        try {
            while (!ended) {
                long left = earliest == NEVER ? TimeUnit.DAYS.toNanos(1) : earliest - System.nanoTime();
                if (left <= 0) {
                    earliest = NEVER;
                    return true;
                }
                try {
                    changed.awaitNanos(left);
                } catch (InterruptedException e) {
                    // Nobody interrupts this thread but by mistake.
                }
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Looks no more. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }
}

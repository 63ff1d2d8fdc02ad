package dev.procession.internal.pool;

import dev.procession.internal.liveness.RunningClock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongUnaryOperator;

/**
 * Runs a look at the right time: one thread, which sleeps until the earliest. While a deadline is set it sleeps in slices, so that time in which this process is stopped does not count; see
 * {@link RunningClock}. For a look that nothing depends on it sleeps at once.
 *
 * <p>Thread safety: any thread. Times are those of {@link #now()}.
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

    /** The earliest deadline; changes under the lock. */
    private volatile long deadline = NEVER;

    private final RunningClock clock = RunningClock.system();
    private final Thread thread;
    private volatile boolean ended;

    /**
     * An alarm on a thread of this name.
     *
     * @param look is given the time, and returns the next deadline, {@link #NEVER} if there is none
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

    /** The time for which this process has run. */
    long now() {
        return clock.nanoTime();
    }

    /** Looks at this time, or before; nothing depends on it. */
    void lookAt(long time) {
        long known = earliest;
        if (!isBefore(time, known)) {
            return;
        }
        lock.lock();
        try {
            if (!ended && isBefore(time, earliest)) {
                earliest = time;
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Looks at this time, or before; it is a deadline. */
    void at(long time) {
        if (!isBefore(time, deadline)) {
            return;
        }
        lock.lock();
        try {
            if (ended || !isBefore(time, deadline)) {
                return;
            }
            // It may be sleeping at once until a look.
            boolean isFirst = deadline == NEVER;
            deadline = time;
            if (isBefore(time, earliest)) {
                earliest = time;
                changed.signal();
            } else if (isFirst) {
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private static boolean isBefore(long time, long other) {
        return time != NEVER && (other == NEVER || time - other < 0);
    }

    private void run() {
        boolean isDue = false;
        while (true) {
            try {
                if (!isDue && !await()) {
                    return;
                }
                isDue = false;
                at(look.applyAsLong(now()));
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
                long left = earliest == NEVER ? TimeUnit.DAYS.toNanos(1) : earliest - now();
                if (left <= 0) {
                    earliest = NEVER;
                    deadline = NEVER;
                    return true;
                }
                boolean isSliced = deadline != NEVER;
                long nanos = isSliced ? clock.slice(left) : left;
                if (isSliced) {
                    clock.beginSleep(nanos);
                }
                try {
                    changed.awaitNanos(nanos);
                } catch (InterruptedException e) {
                    // Nobody interrupts this thread but by mistake.
                } finally {
                    if (isSliced) {
                        clock.endSleep();
                    }
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

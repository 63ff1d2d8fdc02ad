package dev.procession.internal.pool;

import dev.procession.internal.liveness.RunningClock;
import dev.procession.internal.service.Log;
import dev.procession.internal.service.ServiceLoop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongUnaryOperator;

/**
 * Runs a look at the right time: one thread, which sleeps until the earliest. While a deadline is set it sleeps in
 * slices, so that time in which this process is stopped does not count; see
 * {@link RunningClock}. For a look that nothing depends on it sleeps at once.
 *
 * <p>Thread safety: any thread. Times are those of {@link #now()}.
 */
final class DeadlineTimer {
    static final long NEVER = Long.MAX_VALUE;

    /** A duration in nanoseconds; of one that is too long, so many that a sum with a time of now does not overflow. */
    static long nanos(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE / 2;
        }
    }

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
    /** Whether the time has come, and nothing has looked; its thread's own. */
    private boolean isDue;
    /** Whether the clock sees a stop of the process; the thread's own. */
    private boolean isAsleep;

    private volatile boolean ended;

    /**
     * An alarm on a thread of this name.
     *
     * @param look is given the time, and returns the next deadline, {@link #NEVER} if there is none
     * @param starved is run when there is no memory to look
     */
    DeadlineTimer(String name, LongUnaryOperator look, Runnable starved) {
        this.name = name;
        thread = Thread.ofPlatform().daemon().name(name).unstarted(ServiceLoop.of(this::run, this::warn, starved));
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

    private void warn(Throwable failure) {
        Log.warn("dev.procession.pool", name, "failed", failure);
    }

    private void run() {
        while (isDue ? !ended : await()) {
            // A look that fails is due still.
            isDue = true;
            at(look.applyAsLong(now()));
            isDue = false;
        }
        setAsleep(false, 0);
    }

    /** Whether the clock is to see it if the process is stopped: while there is a deadline, at work and asleep. */
    private void setAsleep(boolean is, long nanos) {
        if (is && isAsleep) {
            clock.renewSleep(nanos);
        } else if (is) {
            clock.beginSleep(nanos);
        } else if (isAsleep) {
            clock.endSleep();
        }
        isAsleep = is;
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
                setAsleep(isSliced, nanos);
                try {
                    changed.awaitNanos(nanos);
                } catch (InterruptedException e) {
                    // Only a mistake interrupts this thread.
                } finally {
                    setAsleep(isSliced, 0);
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

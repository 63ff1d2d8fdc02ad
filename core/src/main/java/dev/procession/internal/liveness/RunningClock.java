package dev.procession.internal.liveness;

import java.util.concurrent.TimeUnit;

/**
 * The time for which this process has run: the system's monotonic clock without the time in which the process was
 * stopped (SIGSTOP, Ctrl-Z, a debugger that stops all threads). Deadlines of this library use it, so that a process
 * that was stopped, and could neither read nor answer, finds nothing overdue when it continues.
 *
 * <p>A stop shows in a thread that sleeps: it wakes much later than it asked to. So a thread that waits for a deadline
 * sleeps in slices, between {@link #beginSleep} and {@link #endSleep}; while no thread does, nothing is measured and
 * nothing ticks. From the end of the slice on the clock stands until the sleeper is awake: no other thread sees the
 * time of a stop that has not been measured yet. A stop counts as {@link #SLICE_NANOS} and {@link #LATE_NANOS} at most,
 * and a slice always counts in full: on a machine so loaded that every thread is late, deadlines still come.
 *
 * <p>Thread safety: every method may be called from any thread. It never goes back.
 */
public class RunningClock {
    /** Maximum length of a slice, in nanoseconds. */
    public static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long MIN_SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int SLICES = 32;
    /** Maximum delay of a sleeper that does not count as a stop, in nanoseconds. */
    static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final RunningClock SYSTEM = new RunningClock();

    /**
     * Time in which the process was stopped, and the time on the system's clock at which this one stands while
     * {@code isLimited}. No record: one is told from another by identity.
     */
    private static final class State {
        final long stoppedNanos;
        final long limit;
        final boolean isLimited;

        State(long stoppedNanos, long limit, boolean isLimited) {
            this.stoppedNanos = stoppedNanos;
            this.limit = limit;
            this.isLimited = isLimited;
        }
    }

    private volatile State state = new State(0, 0, false);
    /** Guarded by this. */
    private int sleepers;

    /** A clock of its own, for {@link #system()} and for tests. */
    protected RunningClock() {}

    /** The clock of this process. */
    public static RunningClock system() {
        return SYSTEM;
    }

    /** The system's monotonic clock. */
    protected long systemNanos() {
        return System.nanoTime();
    }

    /** The time, comparable as {@link System#nanoTime()} is, and only with times of this clock. */
    public final long nanoTime() {
        while (true) {
            State known = state;
            long now = systemNanos();
            if (known == state) {
                return (known.isLimited && now - known.limit > 0 ? known.limit : now) - known.stoppedNanos;
            }
        }
    }

    /** The time to sleep at once when {@code leftNanos} are left, in nanoseconds. */
    public final long slice(long leftNanos) {
        return Math.min(leftNanos, Math.clamp(leftNanos / SLICES, MIN_SLICE_NANOS, SLICE_NANOS));
    }

    /** Says that the calling thread is about to sleep for {@code nanos} at most; {@link #endSleep} follows. */
    public final synchronized void beginSleep(long nanos) {
        long limit = systemNanos() + Math.max(0, nanos) + LATE_NANOS;
        State known = state;
        if (sleepers++ > 0 && known.limit - limit > 0) {
            limit = known.limit;
        }
        state = new State(known.stoppedNanos, limit, true);
    }

    /** Says that the calling thread is awake. */
    public final synchronized void endSleep() {
        State known = state;
        long late = Math.max(0, systemNanos() - known.limit);
        // Those that sleep on are due as well; what passes until they are awake is measured from here.
        state = new State(known.stoppedNanos + late, known.limit + late, --sleepers > 0);
    }

    /**
     * Ends a sleep and begins another in one step, by a thread that waits for a deadline and works in between: a stop
     * that comes while it works shows in the same way. Zero is for work that is over soon.
     */
    public final synchronized void renewSleep(long nanos) {
        State known = state;
        long now = systemNanos();
        long late = Math.max(0, now - known.limit);
        long limit = now + Math.max(0, nanos) + LATE_NANOS;
        if (sleepers > 1) {
            limit = Math.max(limit, known.limit + late);
        }
        state = new State(known.stoppedNanos + late, limit, true);
    }

    /** A wait for an event. */
    @FunctionalInterface
    public interface Wait {
        /** Waits for so long at most; returns whether the event has come. */
        boolean await(long nanos) throws InterruptedException;
    }

    /** Waits until the event has come or the process has run for {@code nanos}; returns whether it has come. */
    public final boolean await(long nanos, Wait wait) throws InterruptedException {
        long deadline = nanoTime() + nanos;
        long left = nanos;
        while (true) {
            long slice = slice(Math.max(0, left));
            beginSleep(slice);
            boolean done;
            try {
                done = wait.await(slice);
            } finally {
                endSleep();
            }
            left = deadline - nanoTime();
            if (done || left <= 0) {
                return done;
            }
        }
    }
}

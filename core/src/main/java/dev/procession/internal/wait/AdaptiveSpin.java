package dev.procession.internal.wait;

import dev.procession.internal.liveness.Processors;

/**
 * Spins before a thread parks, for as long as that has succeeded lately. A spin that ends in success lengthens the next
 * one, and so does a wait that ended soon after its thread had parked: otherwise two threads that answer each other,
 * and both park, would never find out that neither need to. A long wait shortens the next spin, so that where threads
 * wait for long, spinning all but ends.
 *
 * <p>With more processes than processors, the other side may need this very processor; the time that a yield takes
 * shows it.
 *
 * <table>
 * <caption>A yield that took …</caption>
 * <tr><td>a fraction of a microsecond</td><td>no other thread wanted the processor; spinning does no harm</td></tr>
 * <tr><td>less than a millisecond</td><td>other waiting threads ran in their turn: a crowd, in which all are fastest if
 * each spins just long enough for an answer from another processor</td></tr>
 * <tr><td>more</td><td>a CPU-bound thread ran, to which each yield gives a whole time slice, so
 * the thread parks, because a woken thread is scheduled sooner. No thread of this process yields for some multiple of
 * that time.</td></tr>
 * </table>
 *
 * <p>Source: the competitive argument of A. Karlin et al., "Empirical studies of competitive spinning for a
 * shared-memory multiprocessor" (1991): to spin for about as long as parking takes costs at most twice the best.
 *
 * <p>Thread safety: any thread; its state is a hint, and updates may be lost.
 */
@SuppressWarnings("ThreadPriorityCheck") // yields are what a crowded machine needs here
final class AdaptiveSpin {
    private static final boolean HELPS = Processors.processors() > 1;
    /**
     * Maximum time of a spin, in nanoseconds. Longer than it takes to wake a thread: otherwise each of two threads that
     * answer each other would give up just before the other, woken in vain, answers.
     */
    private static final long MAX_NANOS = 150_000;

    private static final long MIN_NANOS = 500;
    /** Maximum time of a spin in a crowd, in nanoseconds; an answer from another processor takes less, even in turn. */
    private static final long CROWD_NANOS = 20_000;
    /** Number of checks of the condition between two reads of the clock. */
    private static final int LOOKS = 8;

    /** Number of yields at the end of a spin, which let other threads run, perhaps the one waited for. */
    private static final int YIELDS = 8;
    /** Number of yields while other threads do run. */
    private static final int CROWDED_YIELDS = 32;
    /** Minimum time of a yield that let another thread run, in nanoseconds; without one it takes a fraction of that. */
    private static final long CROWDED_NANOS = 2_000;
    /**
     * Minimum time of a yield that let a CPU-bound thread run, in nanoseconds. A time slice is longer, and the turns of
     * some waiting threads are shorter.
     */
    private static final long OCCUPIED_NANOS = 1_000_000;
    /** Number of yields to a crowd after which the last one to a CPU-bound thread counts as an exception. */
    private static final int CROWD = 8;

    /** Maximum length of the time without yields, as a multiple of the slice that a yield cost. */
    private static final int MAX_PENALTY = 3;

    /** Time up to which this process does not yield, of {@link System#nanoTime}. */
    private static long noYieldsUntil = System.nanoTime();

    private static int penalty;
    private static int yieldsToCrowd;

    private long budget = MAX_NANOS / 4;
    /** Whether the last spin that came to yielding let a crowd run. */
    private boolean crowded;

    /** Repeats {@code attempt}; returns whether it succeeded. */
    boolean spin(WaitPoint.Attempt attempt, long start, long timeoutNanos) {
        if (!HELPS || Thread.currentThread().isVirtual()) {
            return false;
        }
        long limit = Math.min(budget, timeoutNanos);
        long now;
        do {
            for (int i = 0; i < LOOKS; i++) {
                Thread.onSpinWait();
                if (attempt.succeeds()) {
                    lengthen(crowded ? CROWD_NANOS : MAX_NANOS);
                    return true;
                }
            }
            now = System.nanoTime();
        } while (now - start < limit);
        return now - noYieldsUntil >= 0 && yieldOften(attempt, start, now, timeoutNanos);
    }

    private boolean yieldOften(WaitPoint.Attempt attempt, long start, long now, long timeoutNanos) {
        long before = now;
        crowded = false;
        for (int i = 0; i < (crowded ? CROWDED_YIELDS : YIELDS) && before - start < timeoutNanos; i++) {
            Thread.yield();
            long after = System.nanoTime();
            long away = after - before;
            before = after;
            boolean occupied = away >= OCCUPIED_NANOS;
            crowded = away >= CROWDED_NANOS && !occupied;
            if (occupied) {
                yieldedSlice(after, away);
            } else if (crowded) {
                yieldsToCrowd++;
                shorten(CROWD_NANOS);
            }
            if (attempt.succeeds()) {
                if (!crowded && !occupied) {
                    lengthen(MAX_NANOS);
                }
                return true;
            }
            if (occupied) {
                return false;
            }
        }
        return false;
    }

    private static void yieldedSlice(long now, long away) {
        penalty = yieldsToCrowd >= CROWD ? 0 : Math.min(2 * penalty + 1, MAX_PENALTY);
        yieldsToCrowd = 0;
        noYieldsUntil = now + penalty * away;
    }

    /** A wait in which a spin did not succeed has ended, and began at {@code start}. */
    void parked(long start) {
        if (!crowded && System.nanoTime() - start < MAX_NANOS) {
            lengthen(MAX_NANOS);
        } else {
            shorten(MAX_NANOS);
        }
    }

    private void shorten(long most) {
        long limit = Math.min(budget, most);
        budget = Math.max(MIN_NANOS, limit - (limit >> 2));
    }

    private void lengthen(long most) {
        long limit = budget;
        if (limit < most) {
            budget = Math.min(most, limit + (limit >> 2) + 1);
        }
    }
}

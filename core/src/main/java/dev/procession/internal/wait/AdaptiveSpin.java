package dev.procession.internal.wait;

import dev.procession.internal.liveness.Processors;

/**
 * Spins before a thread parks, for as long as that has paid off lately. A spin that ends in success lets the next
 * be longer, and so does a wait that was over soon after its thread had parked: two that answer each other, and
 * both park, would never find out that neither need to. A long wait shortens the next spin, so that
 * where threads wait for long, spinning all but ends.
 *
 * <p>Where processes are more than the processors, what is waited for may need this very processor; how long a
 * yield takes tells.
 *
 * <table>
 * <caption>A yield that took …</caption>
 * <tr><td>a fraction of a microsecond</td><td>nobody else was there; spinning does no harm</td></tr>
 * <tr><td>less than a millisecond</td><td>others ran, who wait in their turn: a crowd, in which all are fastest if
 * each spins just long enough for an answer from another processor</td></tr>
 * <tr><td>more</td><td>somebody ran who has much to do and does not yield: each yield gives it a whole slice, so
 * the thread parks, for who wakes up runs sooner. Nobody in this process
 * yields for some multiple of that time.</td></tr>
 * </table>
 *
 * <p>Source: the competitive argument of A. Karlin et al., "Empirical studies of competitive spinning for a
 * shared-memory multiprocessor" (1991): to spin for about as long as parking takes costs at most twice the best.
 *
 * <p>Thread safety: any thread; what it has learnt is a hint, and updates may be lost.
 */
@SuppressWarnings("ThreadPriorityCheck") // yields are what a crowded machine needs here
final class AdaptiveSpin {
    private static final boolean HELPS = Processors.processors() > 1;
    /**
     * Longer than it takes to wake a thread: else each of two that answer each other would give up just before the
     * other, woken in vain, answers.
     */
    private static final long MAX_NANOS = 150_000;

    private static final long MIN_NANOS = 500;
    /** An answer from another processor takes less, even after those to some others. */
    private static final long CROWD_NANOS = 20_000;
    /** So many looks between two at the clock. */
    private static final int LOOKS = 8;

    /** The last part of a spin lets others run, of whom one may be the one waited for. */
    private static final int YIELDS = 8;
    /** So many, while others do run. */
    private static final int CROWDED_YIELDS = 32;
    /** A yield that takes so long let somebody run; to come back at once takes a fraction of that. */
    private static final long CROWDED_NANOS = 2_000;
    /**
     * A yield that takes so long let somebody run who has much to do. A slice is longer, and a turn of some that wait
     * is shorter.
     */
    private static final long OCCUPIED_NANOS = 1_000_000;
    /**
     * After so many yields to a crowd since the last one to somebody who has much to do, that one was the exception.
     */
    private static final int CROWD = 8;

    /** For so many times what a slice took nobody yields, at most. */
    private static final int MAX_PENALTY = 3;

    /** What this process has learnt about the machine. */
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

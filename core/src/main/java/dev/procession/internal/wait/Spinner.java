package dev.procession.internal.wait;

import dev.procession.internal.liveness.Machine;

/**
 * Spins before a thread parks, for as long as that has paid off lately. A spin that ends in success lets the next be longer, and so does a wait that was over soon after its
 * thread had parked: two that answer each other, and both park, would never find out that neither need to. A long wait shortens the next spin, so that
 * where threads wait for long, spinning all but ends.
 *
 * <p>Where processes are more than the processors, what is waited for may need this very processor. A yield that took its time let somebody run; a wait that was over by
 * then was over because of that, and the next one yields sooner.
 *
 * <p>Source: the competitive argument of A. Karlin et al., "Empirical studies of competitive spinning for a shared-memory multiprocessor" (1991): to spin for about as long
 * as parking takes costs at most twice the best.
 *
 * <p>Thread safety: any thread; the budget is a hint, and updates of it may be lost.
 */
@SuppressWarnings("ThreadPriorityCheck") // yields are what a crowded machine needs here
final class Spinner {
    private static final boolean HELPS = Machine.processors() > 1;
    /** About 60 µs of looking, which is what parking and waking takes. */
    private static final int MOST = 1536;

    private static final int LEAST = 8;
    /** The last part of a spin lets others run, of whom one may be the one waited for. */
    private static final int YIELDS = 8;
    /** So many, while others do run. */
    private static final int CROWDED_YIELDS = 32;
    /** A yield that takes so long let somebody run; to come back at once takes a fraction of that. */
    private static final long CROWDED_NANOS = 2_000;
    /** A yield that takes so long let somebody run who has much to do: who is parked is woken sooner than who yields again. */
    private static final long OCCUPIED_NANOS = 100_000;
    /** A wait that is over so soon was parked in vain: what it waited for took part of the time, and waking the rest. */
    private static final long SHORT_NANOS = 150_000;

    private int budget = MOST / 4;
    /** Whether the last spin that came to yielding let others run. */
    private boolean crowded;

    /** Repeats {@code attempt}; returns whether it succeeded. */
    boolean spin(WaitPoint.Attempt attempt, long start, long timeoutNanos) {
        if (!HELPS || Thread.currentThread().isVirtual()) {
            return false;
        }
        int limit = budget;
        for (int i = 0; i < limit; i++) {
            Thread.onSpinWait();
            if (attempt.succeeds()) {
                lengthen(limit);
                return true;
            }
        }
        return yieldOften(attempt, start, timeoutNanos, limit);
    }

    private boolean yieldOften(WaitPoint.Attempt attempt, long start, long timeoutNanos, int limit) {
        boolean othersRan = false;
        long before = System.nanoTime();
        for (int i = 0; i < (othersRan ? CROWDED_YIELDS : YIELDS) && before - start < timeoutNanos; i++) {
            Thread.yield();
            long after = System.nanoTime();
            long away = after - before;
            othersRan = away >= CROWDED_NANOS;
            before = after;
            if (attempt.succeeds()) {
                crowded = othersRan;
                if (othersRan) {
                    shorten(limit);
                } else {
                    lengthen(limit);
                }
                return true;
            }
            if (away >= OCCUPIED_NANOS) {
                break;
            }
        }
        crowded = othersRan;
        return false;
    }

    /** A wait in which a spin did not succeed has ended, and began at {@code start}. */
    void parked(long start) {
        int limit = budget;
        if (!crowded && System.nanoTime() - start < SHORT_NANOS) {
            lengthen(limit);
        } else {
            shorten(limit);
        }
    }

    private void shorten(int limit) {
        budget = Math.max(LEAST, limit - (limit >> 2));
    }

    private void lengthen(int limit) {
        budget = Math.min(MOST, limit + (limit >> 2) + 1);
    }
}

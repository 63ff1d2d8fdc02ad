package dev.procession.internal.wait;

import dev.procession.internal.liveness.Machine;

/**
 * Spins before a thread parks, for as long as that has paid off lately. A spin that ends in success lets the next be longer, and so does a wait that was over soon after its
 * thread had parked: two that answer each other, and both park, would never find out that neither need to. A long wait shortens the next spin, so that
 * where threads wait for long, or are more than the processors, spinning all but ends.
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
    /** A wait that is over so soon was parked in vain: what it waited for took part of the time, and waking the rest. */
    private static final long SHORT_NANOS = 150_000;

    private int budget = MOST / 4;

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
        for (int i = 0; i < YIELDS && System.nanoTime() - start < timeoutNanos; i++) {
            Thread.yield();
            if (attempt.succeeds()) {
                lengthen(limit);
                return true;
            }
        }
        return false;
    }

    /** A wait in which a spin did not succeed has ended, and began at {@code start}. */
    void parked(long start) {
        int limit = budget;
        if (System.nanoTime() - start < SHORT_NANOS) {
            lengthen(limit);
        } else {
            budget = Math.max(LEAST, limit - (limit >> 2));
        }
    }

    private void lengthen(int limit) {
        budget = Math.min(MOST, limit + (limit >> 2) + 1);
    }
}

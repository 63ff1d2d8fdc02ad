package dev.procession.internal.wait;

/**
 * Spins before a thread parks, for as long as that has paid off lately: a spin that ends in success lets the next be longer, one in vain shortens
 * it, so that on a machine with more threads than processors spinning all but ends.
 *
 * <p>Thread safety: any thread; the budget is a hint, and updates of it may be lost.
 */
@SuppressWarnings("ThreadPriorityCheck") // yields are what a crowded machine needs here
final class Spinner {
    private static final boolean HELPS = Runtime.getRuntime().availableProcessors() > 1;
    /** About 20 µs of looking. */
    private static final int MOST = 512;

    private static final int LEAST = 8;
    /** The last part of a spin lets others run, of whom one may be the one waited for. */
    private static final int YIELDS = 8;

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
                budget = Math.min(MOST, limit + (limit >> 2) + 1);
                return true;
            }
        }
        for (int i = 0; i < YIELDS && System.nanoTime() - start < timeoutNanos; i++) {
            Thread.yield();
            if (attempt.succeeds()) {
                return true;
            }
        }
        budget = Math.max(LEAST, limit - (limit >> 2));
        return false;
    }
}

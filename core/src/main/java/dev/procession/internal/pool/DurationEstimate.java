package dev.procession.internal.pool;

/**
 * How long the elements of some jobs take; an average that rises at once and falls slowly, so that what is planned
 * by it waits rather for too few than for too many.
 *
 * <p>Thread safety: any thread; an update may be lost.
 */
final class DurationEstimate {
    /** Nothing is known yet. */
    static final long UNKNOWN = 0;

    private volatile long nanos;

    /** An element took so long. */
    void observe(long elementNanos) {
        long known = nanos;
        long now = Math.max(1, elementNanos);
        nanos = known == UNKNOWN ? now : now > known ? known + (now - known + 1) / 2 : known - (known - now) / 8;
    }

    /** How long an element takes; {@link #UNKNOWN}. */
    long nanos() {
        return nanos;
    }

    /** How many elements take so long; one if nothing is known. */
    long affordable(long budgetNanos) {
        long known = nanos;
        return known == UNKNOWN ? 1 : Math.max(1, budgetNanos / known);
    }
}

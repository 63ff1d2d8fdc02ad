package dev.procession.internal.pool;

import org.jspecify.annotations.Nullable;

/**
 * The first of the elements that a worker holds, which runs or is about to: whose it is, and since when it is the
 * first.
 *
 * <p>Thread safety: written under the lock of its worker queue, read by any thread.
 */
final class HeadElement {
    /** Time that a worker has to begin its first element, in nanoseconds. */
    private static final long GRACE_NANOS = 2_000_000;

    private static final int MAX_DOUBLINGS = 12;

    private volatile @Nullable Job job;
    private volatile long sinceNanos;

    /**
     * Time that the worker has to begin the element before that is reclaimed. It doubles with each return of the
     * chunk, so that a slow machine does not pass an element around forever.
     */
    private volatile long graceNanos = GRACE_NANOS;

    HeadElement(long now) {
        sinceNanos = now;
    }

    /** An element of this chunk is the first now. */
    void set(Chunk chunk, long now) {
        sinceNanos = now;
        graceNanos = GRACE_NANOS << Math.min(chunk.returns(), MAX_DOUBLINGS);
        job = chunk.job();
    }

    /** The worker holds nothing now. */
    void clear(long now) {
        sinceNanos = now;
        job = null;
    }

    /** The worker has died, and holds nothing; what it ran has run until then. */
    void onDeath() {
        job = null;
    }

    /** The job of the element; {@code null} if there is none. */
    @Nullable
    Job job() {
        return job;
    }

    /** Time since the element became the first, or since there is none, in nanoseconds. */
    long ageNanos(long now) {
        return now - sinceNanos;
    }

    /** Whether the worker should have begun and ended it by now, or does not begin anything. */
    boolean isOverdue(long now) {
        return now - sinceNanos > graceNanos;
    }
}

package dev.procession.internal.channel;

import dev.procession.internal.wait.SegmentContext;
import java.util.concurrent.TimeUnit;

/**
 * Caches whether the other end of a pipe is gone: reads the shared word on every call, and asks the kernel only after a
 * reported death or at intervals.
 *
 * <p>Thread safety: any thread; the cached state is the time of the last question.
 */
final class PeerLiveness {
    /** Interval at which a waiter asks the kernel, in nanoseconds. */
    static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final SegmentContext context;
    private final PipeEndpoints ends;
    private final int other;
    private volatile long deaths = -1;
    private volatile long askedAt = System.nanoTime();

    PeerLiveness(SegmentContext context, PipeEndpoints ends, int other) {
        this.context = context;
        this.ends = ends;
        this.other = other;
    }

    boolean isOtherGone() {
        if (ends.isGone(other)) {
            return true;
        }
        long now = context.deaths();
        if (now == deaths && System.nanoTime() - askedAt < EVERY_NANOS / 2) {
            return false;
        }
        deaths = now;
        askedAt = System.nanoTime();
        return ends.checkGone(other);
    }
}

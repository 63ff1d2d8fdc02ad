package dev.procession.internal.channel;

import dev.procession.internal.wait.SegmentContext;
import java.util.concurrent.TimeUnit;

/**
 * Whether the other end of a pipe is gone, for those who ask often: the word that says so always, the kernel when
 * somebody died, and now and then.
 *
 * <p>Thread safety: any thread; what is remembered is when it was asked.
 */
final class PeerLiveness {
    /** How often who waits asks the kernel. */
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

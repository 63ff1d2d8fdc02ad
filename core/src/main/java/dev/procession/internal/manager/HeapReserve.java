package dev.procession.internal.manager;

import dev.procession.internal.service.ServiceLoop;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Memory that a manager keeps for the time when its heap is full of what clients have stored: to answer takes some,
 * and so does to remove.
 *
 * <pre>
 *   held ── an OutOfMemoryError, {@link #release} ──▶ given away ── room again, {@link #isMissing} ──▶ held
 * </pre>
 *
 * <p>While it is given away, calls that may store more are refused: they would take it for good.
 *
 * <p>Thread safety: any thread; a race makes one array too many, which is garbage.
 */
final class HeapReserve {
    private static final int MIN_BYTES = 128 << 10;
    private static final int MAX_BYTES = 4 << 20;
    private static final int HEAP_PART = 64;
    /** Time between two tries to have it again: each makes the JVM collect the whole heap. */
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final int bytes = Math.clamp(Runtime.getRuntime().maxMemory() / HEAP_PART, MIN_BYTES, MAX_BYTES);
    private volatile byte @Nullable [] held = new byte[bytes];
    private volatile long retryAt;

    /** Gives the reserve away. Takes no memory. */
    void release() {
        ServiceLoop.noteShortage();
        if (held != null) {
            retryAt = System.nanoTime();
            held = null;
        }
    }

    /** As {@link #release}, and waits a moment for memory, of which it takes none. */
    void releaseAndPause() {
        release();
        ServiceLoop.afterShortage();
    }

    /** Something was removed: there may be room again. */
    void removed() {
        if (held == null) {
            retryAt = System.nanoTime();
        }
    }

    /** Whether the reserve is given away, and the heap has no room for another. */
    boolean isMissing() {
        if (held != null) {
            return false;
        }
        if (System.nanoTime() - retryAt < 0) {
            return true;
        }
        try {
            held = new byte[bytes];
            return false;
        } catch (OutOfMemoryError e) {
            ServiceLoop.noteShortage();
            retryAt = System.nanoTime() + RETRY_NANOS;
            return true;
        }
    }
}

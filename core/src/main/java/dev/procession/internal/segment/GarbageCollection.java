package dev.procession.internal.segment;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Asks the JVM to collect garbage before a request is refused for lack of files, mappings or shared memory that garbage
 * may still hold: the heap may have space long after those have run out. As the JDK does for direct buffers.
 *
 * <p>Thread safety: any thread.
 */
public final class GarbageCollection {
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    /** Maximum of the pauses, each twice the one before, in which the cleaner may work, in nanoseconds. */
    private static final long MAX_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(128);
    /**
     * Minimum time between two collections, in nanoseconds, so that many refused requests do not stop everything else.
     */
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** When the last one ended; guarded by this. */
    private long endedAt = System.nanoTime() - INTERVAL_NANOS;

    /** Nothing was asked for yet. */
    public GarbageCollection() {}

    /**
     * Has the JVM collect, unless it has just now, and waits up to a quarter of a second until {@code enough} was
     * given back.
     */
    public synchronized void run(BooleanSupplier enough) {
        if (enough.getAsBoolean() || System.nanoTime() - endedAt < INTERVAL_NANOS) {
            return;
        }
        System.gc();
        for (long pause = FIRST_PAUSE_NANOS; pause <= MAX_PAUSE_NANOS && !enough.getAsBoolean(); pause *= 2) {
            LockSupport.parkNanos(pause);
        }
        endedAt = System.nanoTime();
    }
}

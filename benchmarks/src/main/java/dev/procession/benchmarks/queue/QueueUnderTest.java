package dev.procession.benchmarks.queue;

import java.io.IOException;

/**
 * The seam of the rings: made in the producer's JVM and in the consumer's, each with the same rendezvous, by a
 * public constructor that takes it. Each side is used by one thread.
 */
interface QueueUnderTest {
    /**
     * Sends {@code count} elements of {@code bytes} bytes; the first eight bytes of element {@code i} are {@code i}.
     */
    void produce(int bytes, long count) throws IOException;

    /** Takes {@code count} elements; the sum of what their first eight bytes hold. */
    long consume(int bytes, long count) throws IOException;
}

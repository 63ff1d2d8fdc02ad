package dev.procession.fuzz;

import java.util.Map;

/**
 * Something that reads bytes which another process wrote.
 *
 * <p>Thread safety: none; one thread for all its life.
 */
public interface FuzzTarget extends AutoCloseable {

    /**
     * What every target may allocate, and what for each byte of input: an array's slots are 8 bytes, and a frame of
     * JDK serialization may ask for 16 of them per byte.
     */
    long BASE_BYTES = 2 << 20;

    /** See {@link #BASE_BYTES}. */
    long BYTES_PER_BYTE = 1 << 10;

    /**
     * Reads {@code input}. Returns if that was read, or refused by an exception which the reader documents;
     * everything else is a finding.
     *
     * @throws Exception which is a finding
     */
    void run(byte[] input) throws Exception;

    /** Valid inputs by name, and what else is worth to begin with. */
    Map<String, byte[]> seeds() throws Exception;

    /** The most that the reading thread may allocate for an input of that length. */
    default long mostAllocated(int length) {
        return BASE_BYTES + BYTES_PER_BYTE * length;
    }

    @Override
    default void close() {}
}

package dev.procession.shared;

import java.lang.foreign.MemorySegment;

/**
 * A block of memory that processes share, without copies; Python's
 * {@code multiprocessing.shared_memory.SharedMemory}. Made of zeros.
 *
 * <p><b>Safety.</b> Any thread of any process that has it; itself a value. Plain stores through {@link #segment()}
 * are ordered by nothing; the atomic methods are volatile.
 *
 * <p><b>Death.</b> Eight-byte words at multiples of eight are never torn.
 *
 * <p><b>Closing.</b> {@link #close()} frees the block for all processes; those that have it mapped keep their mapping
 * until they release it. Its name is free then, as with {@code shm_unlink}: the next request for that name makes
 * another block.
 */
public interface SharedMemory extends AutoCloseable {

    /** The size in bytes. */
    long byteSize();

    /** The memory, shared with every process that has this block; valid until the session ends. */
    MemorySegment segment();

    /** Reads the eight bytes at a multiple of eight, volatile. */
    long getLongVolatile(long offset);

    /** Writes the eight bytes at a multiple of eight, volatile. */
    void setLongVolatile(long offset, long value);

    /** Adds to the eight bytes at a multiple of eight, atomically; returns the old value. */
    long getAndAddLong(long offset, long delta);

    /**
     * Writes the eight bytes at a multiple of eight if they are {@code expected}, atomically; returns whether they
     * were.
     */
    boolean compareAndSetLong(long offset, long expected, long value);

    /** Removes the block's file: no process can attach it any more. Idempotent. */
    @Override
    void close();
}

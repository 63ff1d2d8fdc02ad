package dev.procession.internal.memory;

import java.lang.foreign.MemorySegment;

/**
 * A stretch of memory that other processes may read and write: every shared load, store and compare-and-set goes
 * through here, so that it can be mapped memory, an array for the model checker, or memory that dies before a
 * chosen store for the crash simulator.
 *
 * <p>Addresses are byte offsets from the start. <i>Words</i> are 64 bits at addresses that are multiples of eight,
 * and are read and written whole; their memory order is in the method's name. <i>Bytes</i> have no order of their
 * own: they are made visible by a word that is released after them. Numbers among the bytes are little-endian and
 * may stand anywhere.
 *
 * <p>Thread safety: any thread, any process.
 *
 * <p>Errors: {@link IndexOutOfBoundsException} for an address outside, which a structure that trusts no length it
 * reads never meets.
 */
public abstract class SharedWords {

    /** The length in bytes. */
    public abstract long size();

    /** Reads a word, in no order. */
    public abstract long getPlain(long at);

    /** Reads a word; what its writer stored before it released the word is visible after. */
    public abstract long getAcquire(long at);

    /** Reads a word in the one order of all volatile reads and writes. */
    public abstract long getVolatile(long at);

    /** Writes a word, in no order. */
    public abstract void setPlain(long at, long value);

    /** Writes a word; everything stored before is visible to a thread that acquires it. */
    public abstract void setRelease(long at, long value);

    /** Writes a word in the one order of all volatile reads and writes; a full fence. */
    public abstract void setVolatile(long at, long value);

    /** Writes {@code value} if the word is {@code expected}; a full fence. Returns whether it was. */
    public abstract boolean compareAndSet(long at, long expected, long value);

    /** Writes {@code value} and returns what was there; a full fence. */
    public abstract long getAndSet(long at, long value);

    /** Adds and returns what was there; a full fence. */
    public abstract long getAndAdd(long at, long delta);

    /** Sets bits and returns what was there; a full fence. */
    public abstract long getAndBitwiseOr(long at, long mask);

    /** Keeps bits and returns what was there; a full fence. */
    public abstract long getAndBitwiseAnd(long at, long mask);

    /** Reads one byte, sign-extended. */
    public abstract byte getByte(long at);

    /** Reads four bytes. */
    public abstract int getInt(long at);

    /** Reads eight bytes. */
    public abstract long getLong(long at);

    /** Writes the low eight bits of {@code value}. */
    public abstract void putByte(long at, int value);

    /** Writes four bytes. */
    public abstract void putInt(long at, int value);

    /** Writes eight bytes. */
    public abstract void putLong(long at, long value);

    /** Reads {@code length} bytes into {@code target}. */
    public abstract void getBytes(long at, byte[] target, int offset, int length);

    /** Writes {@code length} bytes of {@code source}. */
    public abstract void putBytes(long at, byte[] source, int offset, int length);

    /** Reads {@code length} bytes into {@code target}. */
    public abstract void getBytes(long at, MemorySegment target, long offset, long length);

    /** Writes {@code length} bytes of {@code source}. */
    public abstract void putBytes(long at, MemorySegment source, long offset, long length);
}

package dev.procession.shared;

import java.lang.foreign.MemorySegment;

/**
 * An array of numbers that processes share, without copies; Python's {@code multiprocessing.Array}. Made of zeros.
 *
 * <p><b>Safety.</b> Any thread of any process that has it; itself a value. {@code get} and {@code set} of single
 * elements are as those of a plain array, whole but in no order; the methods named volatile, and the compound ones,
 * are atomic and ordered.
 *
 * <p><b>Death.</b> Single elements are never torn. What several stores make together is for the user to guard, by a
 * lock that tells of abandonment.
 *
 * <p><b>Bounds.</b> Indices from 0 to {@link #length()} − 1, else {@link IndexOutOfBoundsException}. As long as the
 * disk has room.
 */
public interface SharedArray {

    /** The number of elements. */
    long length();

    /** The memory of the elements in native byte order, valid until the session ends; a view, not a copy. */
    MemorySegment segment();

    /**
     * Frees the array, for all processes, before its session ends: every later use of it, in any process, throws
     * {@link IllegalStateException}; memory that {@link #segment()} gave out stays valid until the session ends.
     * Idempotent; without effect once the session is closed. An array that never left this process need not be closed:
     * it is freed when it is unreachable, unless {@link #segment()} was called. The name of one with a name stays taken
     * until the session ends.
     */
    void close();

    /** An array of {@code long}. */
    interface OfLong extends SharedArray {
        /** Reads an element. */
        long get(long index);

        /** Writes an element. */
        void set(long index, long value);

        /** Reads an element, volatile. */
        long getVolatile(long index);

        /** Writes an element, volatile. */
        void setVolatile(long index, long value);

        /** Adds atomically and returns the old value. */
        long getAndAdd(long index, long delta);

        /** Writes the element if it is {@code expected}, atomically; returns whether it was. */
        boolean compareAndSet(long index, long expected, long value);

        /** Copies elements out, beginning at {@code from}. */
        void read(long from, long[] target);

        /** Copies elements in, beginning at {@code from}. */
        void write(long from, long... source);
    }

    /** An array of {@code int}. */
    interface OfInt extends SharedArray {
        /** Reads an element. */
        int get(long index);

        /** Writes an element. */
        void set(long index, int value);

        /** Reads an element, volatile. */
        int getVolatile(long index);

        /** Writes an element, volatile. */
        void setVolatile(long index, int value);

        /** Adds atomically and returns the old value. */
        int getAndAdd(long index, int delta);

        /** Writes the element if it is {@code expected}, atomically; returns whether it was. */
        boolean compareAndSet(long index, int expected, int value);

        /** Copies elements out, beginning at {@code from}. */
        void read(long from, int[] target);

        /** Copies elements in, beginning at {@code from}. */
        void write(long from, int... source);
    }

    /** An array of {@code double}. */
    interface OfDouble extends SharedArray {
        /** Reads an element. */
        double get(long index);

        /** Writes an element. */
        void set(long index, double value);

        /** Reads an element, volatile. */
        double getVolatile(long index);

        /** Writes an element, volatile. */
        void setVolatile(long index, double value);

        /** Adds atomically and returns the old value. */
        double getAndAdd(long index, double delta);

        /** Writes the element if its bits are those of {@code expected}, atomically; returns whether they were. */
        boolean compareAndSet(long index, double expected, double value);

        /** Copies elements out, beginning at {@code from}. */
        void read(long from, double[] target);

        /** Copies elements in, beginning at {@code from}. */
        void write(long from, double... source);
    }

    /** An array of {@code byte}. */
    interface OfByte extends SharedArray {
        /** Reads an element. */
        byte get(long index);

        /** Writes an element. */
        void set(long index, byte value);

        /** Copies elements out, beginning at {@code from}. */
        void read(long from, byte[] target);

        /** Copies elements in, beginning at {@code from}. */
        void write(long from, byte... source);
    }
}

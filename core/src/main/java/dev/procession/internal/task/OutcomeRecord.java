package dev.procession.internal.task;

import dev.procession.internal.codec.HeapSink;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.ring.RecordRing;

/**
 * The records in the ring of outcomes: one for each element that was begun, in order, and put before the next is
 * begun.
 *
 * <pre>
 *   byte   0         8       16
 *        +---------+-------+--------------------------+
 *        | element | nanos | encoded value or failure |
 *        +---------+-------+--------------------------+
 * </pre>
 *
 * <p>The sink holds all of it; a record is made once, and used again.
 */
public final class OutcomeRecord implements RecordRing.Payload {
    /** Flag in the kind of a record: the body is a failure. */
    public static final int FAILED = 1;
    /**
     * Flag in the kind of a record: the worker begins no more elements, and ends, because it may be unsound, as after
     * running out of memory.
     */
    public static final int ENDING = 2;

    /** Offset of the body, in bytes. */
    public static final int HEAD_BYTES = 16;

    private static final int FIRST_CAPACITY = 1024;
    /** Maximum bytes of a buffer that is kept for the next outcome. */
    private static final int MAX_KEPT = 1 << 20;

    private HeapSink sink = new HeapSink(FIRST_CAPACITY);

    /** Begins the outcome of an element; returns the sink for its body. */
    public HeapSink begin(int element) {
        sink.clear();
        sink.putLong(element);
        sink.putLong(0);
        return sink;
    }

    /** Says how long the element ran. */
    public void setNanos(long nanos) {
        sink.patchInt(Long.BYTES, (int) nanos);
        sink.patchInt(Long.BYTES + Integer.BYTES, (int) (nanos >>> Integer.SIZE));
    }

    /** It has been put, or will not be: what it held goes, but for a buffer of {@value #MAX_KEPT} bytes at most. */
    public void reset() {
        if (sink.array().length > MAX_KEPT) {
            sink = new HeapSink(FIRST_CAPACITY);
        }
        sink.clear();
    }

    @Override
    public long length() {
        return Math.max(HEAD_BYTES, sink.size());
    }

    @Override
    public void write(SharedWords words, long at) {
        words.putBytes(at, sink.array(), 0, sink.size());
    }
}

package dev.procession.internal.control;

import dev.procession.internal.codec.HeapSink;
import dev.procession.internal.codec.HeapSource;

/**
 * The outcome of one call of a batch; what a {@link FrameType#RESULT} frame carries.
 *
 * <pre>
 *   byte   0          8      12      13        21
 *        +----------+------+-------+---------+-------------------------+
 *        | batch id | call | flags | nanos   | encoded value or failure |
 *        +----------+------+-------+---------+-------------------------+
 * </pre>
 *
 * @param batchId the number of the batch
 * @param call the index of the call in its batch
 * @param flags {@link #FAILED}, {@link #ENDING}
 * @param nanos how long the call ran
 */
public record Outcome(long batchId, int call, int flags, long nanos) {
    /** The body is a failure. */
    public static final int FAILED = 1;
    /** The child takes up no further call; it ends because it may be unsound, as after running out of memory. */
    public static final int ENDING = 2;

    /** In a cancellation, instead of one call: every call of the batch that has not begun. */
    public static final int ALL_LATER = -1;

    private static final int HEAD_BYTES = 21;

    /** The head of the payload. */
    public byte[] encode() {
        HeapSink sink = new HeapSink(HEAD_BYTES);
        sink.putLong(batchId);
        sink.putInt(call);
        sink.putByte(flags);
        sink.putLong(nanos);
        return sink.toByteArray();
    }

    /** Reads the head; {@code source} is then at the body. */
    public static Outcome decode(HeapSource source) {
        return new Outcome(source.getLong(), source.getInt(), source.getByte(), source.getLong());
    }

    /** Whether the body is a failure. */
    public boolean failed() {
        return (flags & FAILED) != 0;
    }

    /** Whether the child ends after this. */
    public boolean ending() {
        return (flags & ENDING) != 0;
    }

    /** The payload of a frame that names one call of a batch: {@link FrameType#STARTED}, {@link FrameType#CANCEL}. */
    public static byte[] name(long batchId, int call) {
        HeapSink sink = new HeapSink(12);
        sink.putLong(batchId);
        sink.putInt(call);
        return sink.toByteArray();
    }
}

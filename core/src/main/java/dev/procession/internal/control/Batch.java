package dev.procession.internal.control;

import dev.procession.internal.codec.HeapSink;
import dev.procession.internal.codec.HeapSource;
import java.io.IOException;
import java.util.List;

/**
 * One function and the arguments to call it with, one call after another; what a {@link FrameType#BATCH} frame carries. Function and
 * arguments stay encoded until the child is about to use them, so that each fails alone.
 *
 * <pre>
 *   byte   0       8      9          10         14            18      22             22 + 4n
 *        +-------+------+----------+----------+-------------+-------+--------------+----------+-----------+
 *        | batch | kind | volatile | loader   | function    | calls | argument     | function | arguments |
 *        | id    |      |          | id       | length      | n     | lengths      |          |           |
 *        +-------+------+----------+----------+-------------+-------+--------------+----------+-----------+
 * </pre>
 *
 * @param id the number of the batch on its link
 * @param kind one of {@link CallKind}
 * @param loaderId where the function's classes come from, see the room of classes
 * @param volatileLoader whether those classes may change between batches
 * @param function the encoded function
 * @param arguments the encoded arguments of each call
 */
public record Batch(long id, int kind, int loaderId, boolean volatileLoader, byte[] function, List<byte[]> arguments) {
    private static final int HEAD_BYTES = 22;

    /** The parts of the frame's payload; large arguments are not copied. */
    public byte[][] encode() {
        HeapSink head = new HeapSink(HEAD_BYTES + 4 * arguments.size());
        head.putLong(id);
        head.putByte(kind);
        head.putByte(volatileLoader ? 1 : 0);
        head.putInt(loaderId);
        head.putInt(function.length);
        head.putInt(arguments.size());
        for (byte[] argument : arguments) {
            head.putInt(argument.length);
        }
        byte[][] parts = new byte[2 + arguments.size()][];
        parts[0] = head.toByteArray();
        parts[1] = function;
        for (int i = 0; i < arguments.size(); i++) {
            parts[2 + i] = arguments.get(i);
        }
        return parts;
    }

    /** A batch as the child reads it: views into the received frame. */
    public static final class View {
        private final byte[] payload;
        private final int[] ends;

        /** The number of the batch. */
        public final long id;

        /** One of {@link CallKind}. */
        public final int kind;

        /** Where the function's classes come from. */
        public final int loaderId;

        /** Whether those classes may change between batches. */
        public final boolean volatileLoader;

        /**
         * Reads a batch.
         *
         * @throws IOException if the lengths do not fit the frame
         */
        public View(Frame frame) throws IOException {
            payload = frame.payload();
            if (payload.length < HEAD_BYTES) {
                throw new IOException("batch: frame=" + payload.length + " bytes, head=" + HEAD_BYTES);
            }
            HeapSource source = frame.source();
            id = source.getLong();
            kind = source.getByte();
            volatileLoader = source.getByte() != 0;
            loaderId = source.getInt();
            int functionLength = source.getInt();
            int calls = source.getInt();
            if (calls < 0 || calls > source.remaining() / 4) {
                throw new IOException("batch: calls=" + calls + ", frame=" + payload.length + " bytes");
            }
            ends = new int[calls + 1];
            ends[0] = end(HEAD_BYTES + 4 * calls, functionLength);
            for (int i = 1; i <= calls; i++) {
                ends[i] = end(ends[i - 1], source.getInt());
            }
            if (ends[calls] != payload.length) {
                throw new IOException(
                        "batch: lengths add up to " + ends[calls] + ", frame=" + payload.length + " bytes");
            }
        }

        private int end(int from, int length) throws IOException {
            if (length < 0 || length > payload.length - from) {
                throw new IOException(
                        "batch: length=" + length + " at " + from + ", frame=" + payload.length + " bytes");
            }
            return from + length;
        }

        /** The number of calls. */
        public int calls() {
            return ends.length - 1;
        }

        /** The encoded function. */
        public HeapSource function() {
            int from = HEAD_BYTES + 4 * calls();
            return new HeapSource(payload, from, ends[0] - from);
        }

        /** The encoded arguments of one call. */
        public HeapSource arguments(int call) {
            return new HeapSource(payload, ends[call], ends[call + 1] - ends[call]);
        }
    }
}

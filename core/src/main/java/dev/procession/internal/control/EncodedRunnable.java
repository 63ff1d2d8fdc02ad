package dev.procession.internal.control;

import dev.procession.codec.CodecException;
import dev.procession.internal.codec.HeapSink;
import dev.procession.internal.codec.HeapSource;
import org.jspecify.annotations.Nullable;

/**
 * An encoded function without arguments or result, and where its classes come from.
 *
 * @param loaderId the number of the loader
 * @param volatileLoader whether its classes may change
 * @param function the encoded function
 */
public record EncodedRunnable(int loaderId, boolean volatileLoader, byte[] function) {

    /** As bytes. */
    public byte[] encode() {
        HeapSink sink = new HeapSink(16 + function.length);
        write(this, sink);
        return sink.toByteArray();
    }

    static void write(@Nullable EncodedRunnable call, HeapSink sink) {
        sink.putInt(call == null ? -1 : call.function.length);
        if (call != null) {
            sink.putInt(call.loaderId);
            sink.putByte(call.volatileLoader ? 1 : 0);
            sink.putBytes(call.function, 0, call.function.length);
        }
    }

    /**
     * From bytes; {@code null} if there is none.
     *
     * @throws CodecException if it is not one
     */
    public static @Nullable EncodedRunnable read(HeapSource source) {
        int length = source.getInt();
        if (length < 0) {
            return null;
        }
        int loaderId = source.getInt();
        boolean volatileLoader = source.getByte() != 0;
        return new EncodedRunnable(loaderId, volatileLoader, source.getBytes(length));
    }
}

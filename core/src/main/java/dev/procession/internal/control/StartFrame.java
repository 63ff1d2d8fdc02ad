package dev.procession.internal.control;

import dev.procession.internal.codec.HeapSink;
import dev.procession.internal.codec.HeapSource;
import org.jspecify.annotations.Nullable;

/**
 * The payload of a {@link FrameType#START} frame, which a child reads before it is ready.
 *
 * @param initializer runs before the child is ready; {@code null} for none
 * @param finalizer runs when the child ends in order; {@code null} for none
 * @param channel the file of its channel, if it is a worker; else empty
 * @param arrivals the file of its pool's segment, if it is a worker; else empty
 */
public record StartFrame(
        @Nullable EncodedRunnable initializer, @Nullable EncodedRunnable finalizer, String channel, String arrivals) {

    /** The frame for a child that is no worker. */
    public static final StartFrame NO_WORKER = new StartFrame(null, null, "", "");

    /** As bytes. */
    public byte[] encode() {
        HeapSink sink = new HeapSink(256);
        EncodedRunnable.write(initializer, sink);
        EncodedRunnable.write(finalizer, sink);
        sink.putString(channel);
        sink.putString(arrivals);
        return sink.toByteArray();
    }

    /** From bytes. */
    public static StartFrame decode(HeapSource source) {
        return new StartFrame(
                EncodedRunnable.read(source), EncodedRunnable.read(source), source.getString(), source.getString());
    }
}

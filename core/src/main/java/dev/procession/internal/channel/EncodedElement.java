package dev.procession.internal.channel;

import dev.procession.internal.codec.EncodingScope;
import dev.procession.internal.codec.HeapSink;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.ring.RecordRing;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One element on its way into a ring: one or two words, or an array's memory behind its head, or encoded bytes. One
 * class for all, so that the ring's calls to it are never virtual.
 *
 * <p>Thread safety: none; it belongs to the put that made it.
 */
final class EncodedElement implements RecordRing.Payload {
    private final long length;
    private final long first;
    private final long second;
    /** The bytes after the first {@code headBytes}, which stand in {@link #first}; null if the words are all. */
    private final @Nullable MemorySegment body;

    private final @Nullable HeapSink sink;
    /** References that travel in it, released if it is not sent. */
    private final List<EncodingScope.TravellingRef> due;

    private EncodedElement(
            long length,
            long first,
            long second,
            @Nullable MemorySegment body,
            @Nullable HeapSink sink,
            List<EncodingScope.TravellingRef> due) {
        this.length = length;
        this.first = first;
        this.second = second;
        this.body = body;
        this.sink = sink;
        this.due = due;
    }

    /** An element of one word or two. */
    static EncodedElement ofWords(long length, long first, long second) {
        return new EncodedElement(length, first, second, null, null, List.of());
    }

    /** The memory of an array behind a head. */
    static EncodedElement ofArray(long head, int headBytes, MemorySegment array) {
        return new EncodedElement(headBytes + array.byteSize(), head, 0, array, null, List.of());
    }

    /** An element that was encoded in {@code sink}, which must not change before the put has ended. */
    static EncodedElement ofBytes(HeapSink sink, List<EncodingScope.TravellingRef> due) {
        return new EncodedElement(sink.size(), 0, 0, null, sink, due);
    }

    /**
     * Things that count themselves while they travel must be received before the element is gone, or be received by
     * another.
     */
    @Override
    public boolean isHandedOver() {
        return !due.isEmpty();
    }

    /** Releases the references that were to travel with it. */
    @Override
    public void cancel() {
        EncodingScope.cancel(due);
    }

    /** The sink that the element was encoded in; null if it was not. */
    @Nullable
    HeapSink sink() {
        return sink;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public void write(SharedWords words, long at) {
        if (sink != null) {
            words.putBytes(at, sink.array(), 0, (int) length);
        } else if (body != null) {
            writeArray(words, at, body);
        } else {
            words.putLong(at, first);
            if (length > Long.BYTES) {
                words.putLong(at + Long.BYTES, second);
            }
        }
    }

    private void writeArray(SharedWords words, long at, MemorySegment array) {
        int headBytes = (int) (length - array.byteSize());
        for (int i = 0; i < headBytes; i++) {
            words.putByte(at + i, (int) (first >>> (i * Byte.SIZE)));
        }
        words.putBytes(at + headBytes, array, 0, array.byteSize());
    }
}

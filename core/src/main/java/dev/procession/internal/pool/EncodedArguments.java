package dev.procession.internal.pool;

import dev.procession.internal.codec.HeapSink;
import dev.procession.internal.codec.HeapSource;
import dev.procession.internal.task.LargeArgumentStore;
import dev.procession.internal.task.TaskRecord;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The encoded arguments of the elements of a chunk, as they travel: one behind the other, each behind its length.
 *
 * @param bytes holds them, in {@code length} bytes from {@code offset} on
 * @param count of how many elements
 * @param outOfLineArguments where those are that are too long to travel; {@code null} if none are. They are then of
 *     one element
 */
record EncodedArguments(
        byte[] bytes,
        int offset,
        int length,
        int count,
        @Nullable OutOfLineArguments outOfLineArguments) {
    /** Of one element that has none. */
    static final EncodedArguments NONE = new EncodedArguments(new byte[Integer.BYTES], 0, Integer.BYTES, 1, null);

    /** All of {@code bytes}. */
    static EncodedArguments of(byte[] bytes, int count) {
        return new EncodedArguments(bytes, 0, bytes.length, count, null);
    }

    /** Those of one element, put aside. */
    static EncodedArguments aside(LargeArgumentStore where, List<MemorySegment> parts, long length) {
        long place = where.put(parts, length);
        HeapSink sink = new HeapSink(Integer.BYTES + TaskRecord.ASIDE_BYTES);
        sink.putInt(TaskRecord.OUT_OF_LINE);
        sink.putLong(place);
        sink.putLong(length);
        return new EncodedArguments(sink.array(), 0, sink.size(), 1, new OutOfLineArguments(where, place));
    }

    /** Nobody needs them any more. */
    void discard() {
        if (outOfLineArguments != null) {
            outOfLineArguments.delete();
        }
    }

    /** As many that hold nothing; where there is no memory for that, these. */
    EncodedArguments emptied() {
        if (count == 1) {
            return NONE;
        }
        try {
            return of(NONE.bytes, count);
        } catch (OutOfMemoryError e) { // they stay as long as their chunk does
            return this;
        }
    }

    /** Those of the elements {@code from} to {@code to}, exclusive. */
    EncodedArguments slice(int from, int to) {
        int begin = offsetOf(from);
        int end = to == count ? offset + length : offsetOf(to);
        return new EncodedArguments(bytes, begin, end - begin, to - from, outOfLineArguments);
    }

    private int offsetOf(int element) {
        int at = offset;
        for (int i = 0; i < element; i++) {
            at += Integer.BYTES + new HeapSource(bytes, at, Integer.BYTES).getInt();
        }
        return at;
    }
}

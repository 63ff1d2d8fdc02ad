package dev.procession.internal.pool;

import dev.procession.internal.codec.HeapSink;

/**
 * The arguments of elements, encoded one behind the other, each behind its length.
 *
 * <p>Thread safety: none; it belongs to who fills it.
 */
final class EncodedArguments {
    private final HeapSink sink;
    private int count;
    /** Where the element that was begun begins. */
    private int started;

    EncodedArguments(int capacity) {
        sink = new HeapSink(capacity);
    }

    /** Begins the next element's; they go into the sink that is returned, until {@link #end}. */
    HeapSink begin() {
        sink.putInt(0);
        started = sink.size();
        return sink;
    }

    /** The element's are whole. */
    void end() {
        sink.patchInt(started - (long) Integer.BYTES, sink.size() - started);
        count++;
    }

    /** How many elements. */
    int count() {
        return count;
    }

    /** How many bytes. */
    int size() {
        return sink.size();
    }

    byte[] toByteArray() {
        return sink.toByteArray();
    }

    /** How many bytes there are behind the length at {@code at}. */
    static int length(byte[] arguments, int at) {
        return (arguments[at] & 0xFF)
                | (arguments[at + 1] & 0xFF) << 8
                | (arguments[at + 2] & 0xFF) << 16
                | arguments[at + 3] << 24;
    }
}

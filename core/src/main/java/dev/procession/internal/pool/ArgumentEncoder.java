package dev.procession.internal.pool;

import dev.procession.internal.codec.ByteSink;
import dev.procession.internal.codec.GatheringSink;
import dev.procession.internal.task.LargeArgumentStore;
import dev.procession.internal.task.TaskRecord;

/**
 * Encodes the arguments of elements, one behind the other, each behind its length. One that is
 * {@linkplain #isLong too long} for that is put aside.
 *
 * <p>Thread safety: none; it belongs to who fills it.
 */
final class ArgumentEncoder {
    private final GatheringSink sink;
    private int count;
    /** Where the element that was begun begins. */
    private long started;

    ArgumentEncoder(int capacity) {
        sink = new GatheringSink(capacity);
    }

    /** Begins the next element's; they go into the sink that is returned, until {@link #end}. */
    ByteSink begin() {
        sink.putInt(0);
        started = sink.position();
        return sink;
    }

    /** The element's are whole. */
    void end() {
        if (!isLong()) {
            sink.patchInt(started - Integer.BYTES, (int) (sink.position() - started));
        }
        count++;
    }

    /** Whether the last element's are to be put aside. */
    boolean isLong() {
        return sink.position() - started > TaskRecord.MAX_BYTES;
    }

    /** How many elements. */
    int count() {
        return count;
    }

    /** How many bytes. */
    long size() {
        return sink.position();
    }

    /** Takes the last element's, which are long. */
    EncodedArguments takeLong(LargeArgumentStore where) {
        EncodedArguments taken = EncodedArguments.aside(where, sink.parts(started), sink.position() - started);
        sink.rewind(started - Integer.BYTES);
        count--;
        return taken;
    }

    /** All, of which none is long. */
    EncodedArguments all() {
        return EncodedArguments.of(sink.toByteArray(), count);
    }

    /** Those of one element. */
    EncodedArguments one(LargeArgumentStore where) {
        return isLong() ? takeLong(where) : all();
    }
}

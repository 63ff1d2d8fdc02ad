package dev.procession.internal.manager;

import dev.procession.internal.codec.HeapSink;
import dev.procession.internal.codec.HeapSource;
import dev.procession.internal.codec.ObjectCodec;
import org.jspecify.annotations.Nullable;

/**
 * What a manager's objects and their calls need of the process that they live in. Thread safety: any thread.
 */
interface ObjectHost {
    /** Reads an object with the classes of the host. */
    @Nullable
    Object decode(HeapSource source);

    /** The object that a value is the form of. */
    default @Nullable Object decode(EncodedValue value) {
        return decode(value.source());
    }

    /** An object as a value that is given away. */
    EncodedValue encode(@Nullable Object object);

    /** A failure as a client decodes it. */
    void encodeFailure(Throwable failure, HeapSink sink);

    /** What a call fails with when the heap is full, encoded: to be made then, it needed memory. */
    byte[] heapFull();

    /** The memory that is given away when the heap is full. */
    HeapReserve reserve();

    ObjectCodec codec();

    ClassLoader loader();

    /** {@code holder} holds each of these objects once more. */
    void hold(Holder holder, long... objects);

    /** An object is about to keep a value with these in it. */
    void contained(long... objects);

    /** Something with objects in it may have been let go of. */
    void sweepRequested();

    /** Runs something that may take its time. */
    void execute(Runnable function);
}

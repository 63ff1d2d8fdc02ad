package dev.procession.internal.pool;

import dev.procession.internal.codec.ByteSink;
import dev.procession.internal.codec.ObjectCodec;
import dev.procession.internal.task.FunctionKind;
import dev.procession.internal.task.LargeArgumentStore;
import org.jspecify.annotations.Nullable;

/**
 * An encoded function: what it is, how it is called, where its classes come from.
 *
 * @param kind one of {@link FunctionKind}
 * @param function the encoded function
 * @param loader what decodes its results here
 * @param loaderId the loader's number for the workers
 * @param volatileLoader whether its classes may change between batches
 * @param shared whether other calls are of the same function: workers keep it
 * @param name where it was written
 */
record EncodedFunction(
        int kind,
        byte[] function,
        ClassLoader loader,
        int loaderId,
        boolean volatileLoader,
        boolean shared,
        String name) {
    /** What is known of it besides the function itself, which may be large. */
    EncodedFunction withoutFunction() {
        return new EncodedFunction(kind, new byte[0], loader, loaderId, volatileLoader, shared, name);
    }

    /** Encodes the arguments of one element. */
    void encode(ObjectCodec codec, @Nullable Object first, @Nullable Object second, ByteSink sink) {
        if (kind == FunctionKind.FN || kind == FunctionKind.FN2) {
            codec.encode(first, sink);
        }
        if (kind == FunctionKind.FN2) {
            codec.encode(second, sink);
        }
    }

    /**
     * The encoded arguments of one element.
     *
     * @throws dev.procession.process.ProcessionException if they are long, and there is no room for them
     */
    EncodedArguments arguments(
            ObjectCodec codec, LargeArgumentStore store, @Nullable Object first, @Nullable Object second) {
        if (kind != FunctionKind.FN && kind != FunctionKind.FN2) {
            return EncodedArguments.NONE;
        }
        ArgumentEncoder arguments = new ArgumentEncoder(64);
        encode(codec, first, second, arguments.begin());
        arguments.end();
        return arguments.one(store);
    }
}

package dev.procession.internal.pool;

import dev.procession.codec.CodecException;
import dev.procession.internal.classes.ClassServer;
import dev.procession.internal.codec.HeapSink;
import dev.procession.internal.codec.LambdaNames;
import dev.procession.internal.codec.ObjectCodec;
import dev.procession.internal.dispatch.CallKind;
import dev.procession.internal.supervise.ChildRuntime;
import java.io.Serializable;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * An encoded function: what it is, how it is called, where its classes come from.
 *
 * @param kind one of {@link CallKind}
 * @param function the encoded function
 * @param loader what decodes its results here
 * @param loaderId the loader's number for the workers
 * @param volatileLoader whether its classes may change between batches
 * @param name where it was written
 */
record Call(int kind, byte[] function, ClassLoader loader, int loaderId, boolean volatileLoader, String name) {
    /** One argument of no bytes. */
    private static final byte[] NO_ARGUMENTS = new byte[Integer.BYTES];

    /**
     * Encodes a function.
     *
     * @throws CodecException if it cannot be
     */
    static Call of(int kind, Object function, ChildRuntime runtime) {
        checkOwn(function);
        ClassServer classes = runtime.classes();
        ClassLoader loader =
                ClassServer.originOf(function, Thread.currentThread().getContextClassLoader());
        int loaderId = classes.register(loader);
        return new Call(
                kind,
                runtime.codec().encode(function),
                loader,
                loaderId,
                classes.isVolatile(loaderId),
                LambdaNames.describe(function));
    }

    /** Encodes the arguments of one element. */
    void encode(ObjectCodec codec, @Nullable Object first, @Nullable Object second, HeapSink sink) {
        if (kind == CallKind.FN || kind == CallKind.FN2) {
            codec.encode(first, sink);
        }
        if (kind == CallKind.FN2) {
            codec.encode(second, sink);
        }
    }

    /** The encoded arguments of one element, as an item has them. */
    byte[] arguments(ObjectCodec codec, @Nullable Object first, @Nullable Object second) {
        if (kind != CallKind.FN && kind != CallKind.FN2) {
            return NO_ARGUMENTS;
        }
        EncodedArguments arguments = new EncodedArguments(64);
        encode(codec, first, second, arguments.begin());
        arguments.end();
        return arguments.toByteArray();
    }

    /** Refuses what cannot run elsewhere before the codec finds it out, to name the way out rather than a field. */
    private static void checkOwn(Object function) {
        Objects.requireNonNull(function, "task");
        String what = function.getClass().getName();
        if (function instanceof CompletableFuture.AsynchronousCompletionTask) {
            throw new CodecException("a CompletableFuture cannot run its stages in another process (" + what
                    + "): use pool.applyAsync(…), whose TaskFuture is a CompletionStage");
        }
        if (function instanceof FutureTask) {
            throw new CodecException(
                    "a FutureTask, as of an ExecutorCompletionService, cannot run in another process (" + what
                            + "): use pool.imapUnordered(…), or pool.applyAsync(…), whose TaskFuture is a CompletionStage");
        }
        if (!(function instanceof Serializable)) {
            throw new CodecException(
                    "task " + what + " is not serializable, and so cannot run in another process: declare it as"
                            + " Task, VoidTask or Fn of dev.procession.function, or write the lambda inside submit(…), apply(…) or map(…)");
        }
    }
}

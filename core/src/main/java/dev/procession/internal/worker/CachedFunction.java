package dev.procession.internal.worker;

import dev.procession.codec.CodecException;
import dev.procession.function.Fn;
import dev.procession.function.Fn2;
import dev.procession.function.VoidTask;
import dev.procession.internal.codec.ByteSource;
import dev.procession.internal.codec.HeapSource;
import dev.procession.internal.codec.ObjectCodec;
import dev.procession.internal.task.FunctionKind;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A function in a worker: decoded when it is first called, because decoding may run user code, and fails with the call.
 *
 * <p>Thread safety: for the one thread that runs tasks.
 */
final class CachedFunction {
    private final ObjectCodec codec;
    private final int kind;
    private final ClassLoader loader;
    private @Nullable HeapSource encoded;
    private @Nullable Object function;
    private @Nullable Throwable undecodable;

    /** The function that is encoded in {@code encoded}. */
    CachedFunction(ObjectCodec codec, int kind, ClassLoader loader, HeapSource encoded) {
        this.codec = codec;
        this.kind = kind;
        this.loader = loader;
        this.encoded = encoded;
    }

    /** Where its classes come from. */
    ClassLoader loader() {
        return loader;
    }

    /**
     * Calls it, and releases {@code arguments} before it runs; returns {@code null} where it returns nothing.
     *
     * @throws Throwable whatever the function throws, or the decoding of it or of its arguments
     */
    @SuppressWarnings("unchecked") // the caller's signature paired function and arguments
    @Nullable
    Object call(ByteSource arguments) throws Throwable {
        decode();
        return switch (kind) {
            case FunctionKind.CALLABLE -> ((Callable<@Nullable Object>) as(Callable.class)).call();
            case FunctionKind.RUNNABLE -> {
                run(as(Runnable.class));
                yield null;
            }
            case FunctionKind.FN -> {
                Object argument = codec.decode(arguments, loader);
                arguments.close();
                yield ((Fn<@Nullable Object, @Nullable Object>) as(Fn.class)).call(argument);
            }
            default -> {
                Object first = codec.decode(arguments, loader);
                Object second = codec.decode(arguments, loader);
                arguments.close();
                yield ((Fn2<@Nullable Object, @Nullable Object, @Nullable Object>) as(Fn2.class)).call(first, second);
            }
        };
    }

    private void decode() throws Throwable {
        HeapSource source = encoded;
        if (source != null) {
            encoded = null;
            try {
                function = codec.decode(source, loader);
            } catch (Throwable t) { // whatever the function's class does there is the failure of every call of it
                undecodable = t;
            }
        }
        if (undecodable != null) {
            throw undecodable;
        }
    }

    private static void run(Runnable runnable) throws Exception {
        if (runnable instanceof VoidTask task) {
            task.call();
        } else {
            runnable.run();
        }
    }

    private <T> T as(Class<T> type) {
        if (!type.isInstance(function)) {
            throw new CodecException("task: decoded as "
                    + (function == null ? "null" : function.getClass().getName()) + ", which is no " + type.getName()
                    + "; a readResolve or a reducer has replaced it");
        }
        return type.cast(function);
    }
}

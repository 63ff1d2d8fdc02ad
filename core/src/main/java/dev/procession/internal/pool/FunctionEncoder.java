package dev.procession.internal.pool;

import dev.procession.codec.CodecException;
import dev.procession.internal.classes.ClassServer;
import dev.procession.internal.codec.ClassCache;
import dev.procession.internal.codec.LambdaNames;
import dev.procession.internal.supervise.ChildEnvironment;
import java.io.Serializable;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Encodes functions. A lambda that captures nothing is the same whenever it is evaluated: it is encoded once, and
 * workers keep it.
 *
 * <p>Thread safety: any thread.
 */
@SuppressWarnings("ReferenceEquality") // loaders are who they are; a foreign equals() is not to be asked
final class FunctionEncoder {
    private final ChildEnvironment runtime;
    private final ClassCache<AtomicReference<@Nullable EncodedFunction>> shared = new ClassCache<>() {
        @Override
        protected AtomicReference<@Nullable EncodedFunction> compute(Class<?> type) {
            return new AtomicReference<>();
        }
    };

    FunctionEncoder(ChildEnvironment runtime) {
        this.runtime = runtime;
    }

    /**
     * Encodes a function.
     *
     * @param kind one of {@link dev.procession.internal.task.FunctionKind}
     * @throws CodecException if it cannot be
     */
    EncodedFunction encode(int kind, Object function) {
        Objects.requireNonNull(function, "task");
        ClassLoader loader =
                ClassServer.originOf(function, Thread.currentThread().getContextClassLoader());
        AtomicReference<@Nullable EncodedFunction> last = shared.get(function.getClass());
        EncodedFunction known = last.get();
        if (known != null && known.kind() == kind && known.loader() == loader) {
            return known;
        }
        EncodedFunction encoded = encode(kind, function, loader);
        if (encoded.shared()) {
            last.set(encoded);
        }
        return encoded;
    }

    private EncodedFunction encode(int kind, Object function, ClassLoader loader) {
        checkOwn(function);
        ClassServer classes = runtime.classes();
        int loaderId = classes.register(loader);
        boolean volatileLoader = classes.isVolatile(loaderId);
        // Not with a loader that may be gone sooner than the lambda's class: that would keep it.
        boolean isShared = !volatileLoader
                && LambdaNames.capturesNothing(function)
                && (loader == ClassLoader.getSystemClassLoader()
                        || loader == function.getClass().getClassLoader());
        return new EncodedFunction(
                kind,
                runtime.codec().encode(function),
                loader,
                loaderId,
                volatileLoader,
                isShared,
                LambdaNames.describe(function));
    }

    /** Refuses what cannot run elsewhere before the codec finds it out, to name the way out rather than a field. */
    private static void checkOwn(Object function) {
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

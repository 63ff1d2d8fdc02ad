package dev.procession.internal.worker;

import dev.procession.codec.CodecException;
import dev.procession.function.Fn;
import dev.procession.function.Fn2;
import dev.procession.function.VoidTask;
import dev.procession.internal.codec.FailureCodec;
import dev.procession.internal.codec.HeapSink;
import dev.procession.internal.codec.HeapSource;
import dev.procession.internal.codec.ObjectCodec;
import dev.procession.internal.control.Batch;
import dev.procession.internal.control.CallKind;
import dev.procession.internal.control.ControlLink;
import dev.procession.internal.control.FrameTooLongException;
import dev.procession.internal.control.FrameType;
import dev.procession.internal.control.Outcome;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Runs the calls of a batch, one after another, and sends the outcome of each before it begins the next: whatever a call does to this
 * process, what was finished before it is known to the parent.
 *
 * <p>Thread safety: for the one thread that runs tasks.
 */
final class BatchRunner {
    private static final int OUTCOME_BYTES = 256;

    private final ControlLink link;
    private final ObjectCodec codec;
    private final FailureCodec failures;
    private final TaskGate gate;
    private final String name;

    BatchRunner(ControlLink link, ObjectCodec codec, TaskGate gate, String name) {
        this.link = link;
        this.codec = codec;
        this.failures = new FailureCodec(codec);
        this.gate = gate;
        this.name = name;
    }

    /**
     * Runs a batch.
     *
     * @return what the last call threw, {@code null} if it returned
     * @throws IOException if the parent is gone
     */
    @Nullable
    Throwable run(Batch.View batch, ClassLoader loader) throws IOException {
        Thread.currentThread().setContextClassLoader(loader);
        Object function = null;
        Throwable undecodable = null;
        Throwable thrown = null;
        for (int call = 0; call < batch.calls(); call++) {
            if (call == 0) {
                link.send(FrameType.STARTED, Outcome.name(batch.id, 0));
            }
            long started = System.nanoTime();
            Object value = null;
            if (gate.begin(batch.id, call)) {
                try {
                    if (function == null && undecodable == null) {
                        function = codec.decode(batch.function(), loader);
                    }
                    thrown = undecodable;
                    if (thrown == null) {
                        value = call(batch.kind, function, batch.arguments(call), loader);
                    }
                } catch (Throwable t) { // a task may throw anything, and all of it is its caller's to know
                    thrown = t;
                    undecodable = function == null ? t : null;
                } finally {
                    gate.end();
                }
            } else {
                thrown = new CancellationException("cancelled before it began");
            }
            report(batch.id, call, System.nanoTime() - started, value, thrown);
        }
        return thrown;
    }

    /** The value of one call, {@code null} for one without. */
    @SuppressWarnings("unchecked") // the caller's signature paired function and arguments
    private @Nullable Object call(int kind, @Nullable Object function, HeapSource arguments, ClassLoader loader)
            throws Exception {
        return switch (kind) {
            case CallKind.CALLABLE -> ((Callable<@Nullable Object>) as(Callable.class, function)).call();
            case CallKind.RUNNABLE -> {
                run(as(Runnable.class, function));
                yield null;
            }
            case CallKind.FN ->
                ((Fn<@Nullable Object, @Nullable Object>) as(Fn.class, function)).call(codec.decode(arguments, loader));
            default -> {
                Object first = codec.decode(arguments, loader);
                yield ((Fn2<@Nullable Object, @Nullable Object, @Nullable Object>) as(Fn2.class, function))
                        .call(first, codec.decode(arguments, loader));
            }
        };
    }

    private static void run(Runnable runnable) throws Exception {
        if (runnable instanceof VoidTask task) {
            task.exec();
        } else {
            runnable.run();
        }
    }

    private static <T> T as(Class<T> type, @Nullable Object function) {
        if (!type.isInstance(function)) {
            throw new CodecException("task: decoded as "
                    + (function == null ? "null" : function.getClass().getName()) + ", which is no " + type.getName()
                    + "; a readResolve or a reducer has replaced it");
        }
        return type.cast(function);
    }

    private void report(long batchId, int call, long nanos, @Nullable Object value, @Nullable Throwable thrown)
            throws IOException {
        HeapSink body = new HeapSink(OUTCOME_BYTES);
        if (thrown == null) {
            try {
                codec.encode(value, body);
                link.send(FrameType.RESULT, new Outcome(batchId, call, 0, nanos).encode(), body.toByteArray());
                return;
            } catch (Throwable t) { // a result that cannot be encoded is that call's failure, and nobody else's
                if (t instanceof IOException && !(t instanceof FrameTooLongException)) {
                    throw t;
                }
                body = new HeapSink(OUTCOME_BYTES);
                thrown = t;
            }
        }
        // A thread of the JVM's or the user's may have met the same end of memory, and not have survived it.
        int ending = thrown instanceof OutOfMemoryError ? Outcome.ENDING : 0;
        failures.encode(thrown, name, ProcessHandle.current().pid(), body);
        link.send(
                FrameType.RESULT,
                new Outcome(batchId, call, Outcome.FAILED | ending, nanos).encode(),
                body.toByteArray());
        if (ending != 0) {
            Runtime.getRuntime().halt(WorkerMain.EXIT_OUT_OF_MEMORY);
        }
    }
}

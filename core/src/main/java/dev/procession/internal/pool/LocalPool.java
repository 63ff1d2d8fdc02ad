package dev.procession.internal.pool;

import dev.procession.function.Fn;
import dev.procession.function.Fn2;
import dev.procession.function.Task;
import dev.procession.function.VoidTask;
import dev.procession.internal.session.SessionAttachment;
import dev.procession.internal.supervise.ChildEnvironment;
import dev.procession.internal.task.FunctionKind;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.PoolStats;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.TaskOutcome;
import dev.procession.pool.WorkerInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A view of one pool with its own task options. Thread safety: as {@link ProcessPool}. */
public final class LocalPool extends PoolExecutor implements ProcessPool {
    private final TaskOptions options;

    private LocalPool(PoolCore core, TaskOptions options, Object use) {
        super(core, use);
        this.options = options;
    }

    /** Starts a pool; {@code onEnd} runs when its last worker has ended. */
    public static LocalPool start(
            ChildEnvironment runtime, SessionAttachment session, PoolOptions options, String name, Runnable onEnd) {
        PoolCore core = new PoolCore(runtime, session, options, name, onEnd);
        Object use = new Object();
        core.start(use);
        return new LocalPool(core, TaskOptions.defaults(), use);
    }

    /** How the session ends it. */
    public PoolControl control() {
        return new PoolControl(core());
    }

    @Override
    public ProcessPool with(TaskOptions taskOptions) {
        return new LocalPool(core(), taskOptions, use());
    }

    // ------------------------------------------------------------------------------------------- one task

    @Override
    <R extends @Nullable Object> PoolFuture<R> submit(
            int kind,
            Object function,
            @Nullable Object first,
            @Nullable Object second,
            @Nullable Consumer<? super R> callback,
            @Nullable Consumer<? super Throwable> errorCallback) {
        EncodedFunction encoded = core().functions().encode(kind, function);
        return inUse(core().submitter()
                .submit(encoded, options, arguments(encoded, first, second), callback, errorCallback));
    }

    private EncodedArguments arguments(EncodedFunction encoded, @Nullable Object first, @Nullable Object second) {
        return encoded.arguments(core().runtime().codec(), core().poolSegment().arguments(), first, second);
    }

    private <R extends @Nullable Object> PoolFuture<R> submit(
            int kind, Object function, @Nullable Object first, @Nullable Object second) {
        return submit(kind, function, first, second, null, null);
    }

    /** Submits one call, and collects until it is settled, unless somebody else does. */
    private <R extends @Nullable Object> PoolFuture<R> lead(
            int kind, Object function, @Nullable Object first, @Nullable Object second) {
        EncodedFunction encoded = core().functions().encode(kind, function);
        EncodedArguments arguments = arguments(encoded, first, second);
        PoolFuture<R> future = core().submitter().submitAndPromise(encoded, options, arguments);
        try {
            future.lead();
        } finally {
            core().collector().releaseLead();
        }
        return inUse(future);
    }

    @Override
    public <R extends @Nullable Object> R apply(Task<R> task) {
        return this.<R>lead(FunctionKind.CALLABLE, task, null, null).await();
    }

    @Override
    public void apply(VoidTask task) {
        this.<@Nullable Void>lead(FunctionKind.RUNNABLE, task, null, null).await();
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> R apply(
            Fn<? super A, ? extends R> function, A argument) {
        return this.<R>lead(FunctionKind.FN, function, argument, null).await();
    }

    @Override
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> R apply(
            Fn2<? super A, ? super B, ? extends R> function, A first, B second) {
        return this.<R>lead(FunctionKind.FN2, function, first, second).await();
    }

    @Override
    public <R extends @Nullable Object> TaskFuture<R> applyAsync(Task<R> task) {
        return submit(FunctionKind.CALLABLE, task, null, null);
    }

    @Override
    public <R extends @Nullable Object> TaskFuture<R> applyAsync(Task<R> task, Consumer<? super R> callback) {
        return submit(FunctionKind.CALLABLE, task, null, null, callback, null);
    }

    @Override
    public <R extends @Nullable Object> TaskFuture<R> applyAsync(
            Task<R> task, Consumer<? super R> callback, Consumer<? super Throwable> errorCallback) {
        return submit(FunctionKind.CALLABLE, task, null, null, callback, errorCallback);
    }

    @Override
    public TaskFuture<@Nullable Void> applyAsync(VoidTask task) {
        return submit(FunctionKind.RUNNABLE, task, null, null);
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> TaskFuture<R> applyAsync(
            Fn<? super A, ? extends R> function, A argument) {
        return submit(FunctionKind.FN, function, argument, null);
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> TaskFuture<R> applyAsync(
            Fn<? super A, ? extends R> function, A argument, Consumer<? super R> callback) {
        return submit(FunctionKind.FN, function, argument, null, callback, null);
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> TaskFuture<R> applyAsync(
            Fn<? super A, ? extends R> function,
            A argument,
            Consumer<? super R> callback,
            Consumer<? super Throwable> errorCallback) {
        return submit(FunctionKind.FN, function, argument, null, callback, errorCallback);
    }

    @Override
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
            TaskFuture<R> applyAsync(Fn2<? super A, ? super B, ? extends R> function, A first, B second) {
        return submit(FunctionKind.FN2, function, first, second);
    }

    @Override
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
            TaskFuture<R> applyAsync(
                    Fn2<? super A, ? super B, ? extends R> function, A first, B second, Consumer<? super R> callback) {
        return submit(FunctionKind.FN2, function, first, second, callback, null);
    }

    @Override
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
            TaskFuture<R> applyAsync(
                    Fn2<? super A, ? super B, ? extends R> function,
                    A first,
                    B second,
                    Consumer<? super R> callback,
                    Consumer<? super Throwable> errorCallback) {
        return submit(FunctionKind.FN2, function, first, second, callback, errorCallback);
    }

    // ------------------------------------------------------------------------------------------- many tasks

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> List<R> map(
            Fn<? super A, ? extends R> function, Collection<? extends A> inputs) {
        return this.<A, R>mapOf(function, inputs).await();
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> TaskFuture<List<R>> mapAsync(
            Fn<? super A, ? extends R> function, Collection<? extends A> inputs) {
        return keptAlive(mapOf(function, inputs));
    }

    private <A extends @Nullable Object, R extends @Nullable Object> PoolFuture<List<R>> mapOf(
            Fn<? super A, ? extends R> function, Collection<? extends A> inputs) {
        ChildEnvironment runtime = core().runtime();
        EncodedFunction encoded = core().functions().encode(FunctionKind.FN, function);
        return inUse(new MapOperation<A, R>(
                        core(),
                        encoded,
                        options,
                        inputs.size(),
                        (input, sink) -> encoded.encode(runtime.codec(), input, null, sink))
                .start(inputs));
    }

    @Override
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> List<R> starmap(
            Fn2<? super A, ? super B, ? extends R> function,
            Collection<? extends Map.Entry<? extends A, ? extends B>> inputs) {
        return this.<A, B, R>starmapOf(function, inputs).await();
    }

    @Override
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
            TaskFuture<List<R>> starmapAsync(
                    Fn2<? super A, ? super B, ? extends R> function,
                    Collection<? extends Map.Entry<? extends A, ? extends B>> inputs) {
        return keptAlive(starmapOf(function, inputs));
    }

    /** Returns the future of what the caller may not wait for. */
    private <R extends @Nullable Object> PoolFuture<R> keptAlive(PoolFuture<R> future) {
        core().keepAlive().workSubmitted();
        return future;
    }

    private <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
            PoolFuture<List<R>> starmapOf(
                    Fn2<? super A, ? super B, ? extends R> function,
                    Collection<? extends Map.Entry<? extends A, ? extends B>> inputs) {
        ChildEnvironment runtime = core().runtime();
        EncodedFunction encoded = core().functions().encode(FunctionKind.FN2, function);
        return inUse(new MapOperation<Map.Entry<? extends A, ? extends B>, R>(
                        core(),
                        encoded,
                        options,
                        inputs.size(),
                        (entry, sink) -> encoded.encode(runtime.codec(), entry.getKey(), entry.getValue(), sink))
                .start(inputs));
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> Stream<R> imap(
            Fn<? super A, ? extends R> function, Iterator<? extends A> source) {
        return OutcomeStream.values(this.<A, R>run(function, source, true));
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> Stream<R> imapUnordered(
            Fn<? super A, ? extends R> function, Iterator<? extends A> source) {
        return OutcomeStream.values(this.<A, R>run(function, source, false));
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> Stream<TaskOutcome<A, R>> imapOutcomes(
            Fn<? super A, ? extends R> function, Iterator<? extends A> source) {
        return OutcomeStream.outcomes(this.<A, R>run(function, source, true));
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> Stream<TaskOutcome<A, R>> imapOutcomesUnordered(
            Fn<? super A, ? extends R> function, Iterator<? extends A> source) {
        return OutcomeStream.outcomes(this.<A, R>run(function, source, false));
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> Stream<R> imap(
            Fn<? super A, ? extends R> function, Stream<? extends A> source) {
        return OutcomeStream.values(this.<A, R>run(function, new ImapSource<A>(source.iterator(), source), true));
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> Stream<R> imapUnordered(
            Fn<? super A, ? extends R> function, Stream<? extends A> source) {
        return OutcomeStream.values(this.<A, R>run(function, new ImapSource<A>(source.iterator(), source), false));
    }

    private <A extends @Nullable Object, R extends @Nullable Object> ImapOperation<A, R> run(
            Fn<? super A, ? extends R> function, Iterator<? extends A> source, boolean ordered) {
        AutoCloseable closeable = source instanceof AutoCloseable its ? its : null;
        return run(function, new ImapSource<A>(source, closeable), ordered);
    }

    private <A extends @Nullable Object, R extends @Nullable Object> ImapOperation<A, R> run(
            Fn<? super A, ? extends R> function, ImapSource<A> source, boolean ordered) {
        EncodedFunction encoded = core().functions().encode(FunctionKind.FN, function);
        // The run leads to this facade, by its encoder: a stream in use is a use of the pool.
        return inUse(new ImapOperation<>(
                core(), encoded, options, source, input -> arguments(encoded, input, null), ordered));
    }

    // ------------------------------------------------------------------------------------------- the pool

    @Override
    public List<WorkerInfo> workers() {
        return core().workers().infos();
    }

    @Override
    public PoolStats stats() {
        return core().stats();
    }

    @Override
    public void resize(int workers) {
        core().workers().resize(workers);
    }

    @Override
    public void restartWorkers() {
        core().workers().restartAll();
    }

    @Override
    public void shutdown() {
        core().shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        List<Runnable> never = new ArrayList<>();
        for (Chunk chunk : core().terminate()) {
            for (int i = 0; i < chunk.count(); i++) {
                never.add(new NeverStarted(chunk.job().name()));
            }
        }
        return never;
    }

    @Override
    public void terminate() {
        core().terminate();
        core().end().awaitUninterruptibly(TimeUnit.DAYS.toNanos(1));
    }

    @Override
    public void close() {
        core().close();
    }

    @Override
    public boolean isShutdown() {
        return !core().isOpen();
    }

    @Override
    public boolean isTerminated() {
        return core().end().isEnded();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return core().end().await(unit.toNanos(timeout));
    }

    @Override
    public String toString() {
        return core().scheduler().toString();
    }

    /**
     * Stands for a task that {@link #shutdownNow} found waiting; it cannot be run, because it exists only encoded.
     */
    private record NeverStarted(String task) implements Runnable {
        @Override
        public void run() {
            throw new UnsupportedOperationException(
                    "task " + task + " was encoded for another process; submit it again instead");
        }
    }
}

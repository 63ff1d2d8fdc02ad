package dev.procession.internal.proxy;

import dev.procession.function.Fn;
import dev.procession.function.Fn2;
import dev.procession.function.Task;
import dev.procession.internal.codec.Rethrow;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import dev.procession.shared.SharedPool;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** A pool for all processes, where it lives. Thread-safe. */
public final class ManagedPool implements SharedPool, AutoCloseable {
    /** The worker process whose task waits for what this thread does; {@code null} for none. */
    private static final ThreadLocal<@Nullable Long> CALLER = new ThreadLocal<>();

    private final ProcessPool pool;
    private final WaitingWorkers waiting;

    ManagedPool(ProcessPool pool) {
        this.pool = pool;
        waiting = new WaitingWorkers(pool);
    }

    /**
     * The calling thread makes a call for which the task of the worker process {@code pid} waits; 0 when that is
     * over.
     */
    public static void callFor(long pid) {
        if (pid == 0) {
            CALLER.remove();
        } else {
            CALLER.set(pid);
        }
    }

    /** Waits as the pool itself does; but if the caller is one of its workers, not forever. */
    private <R extends @Nullable Object> R await(TaskFuture<R> future, long pid) {
        try {
            return waiting.await(future, pid);
        } catch (ExecutionException e) {
            throw Rethrow.unchecked("the task", Objects.requireNonNull(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            CancellationException cancelled =
                    new CancellationException("interrupted while waiting for a task, which is cancelled");
            cancelled.initCause(e);
            throw cancelled;
        }
    }

    /** The process that waits, if it is a worker of this pool; else 0. */
    private long waitingWorker() {
        Long pid = CALLER.get();
        return pid != null && pool.workers().stream().anyMatch(worker -> worker.pid() == pid) ? pid : 0;
    }

    private <R extends @Nullable Object> CompletableFuture<R> noted(TaskFuture<R> future) {
        long worker = waitingWorker();
        CompletableFuture<R> result = future.toCompletableFuture();
        return worker == 0 ? result : waiting.note(result, worker);
    }

    @Override
    public <R extends @Nullable Object> CompletableFuture<R> applyAsync(Task<R> task) {
        return noted(pool.applyAsync(task));
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> CompletableFuture<List<R>> mapAsync(
            Fn<? super A, ? extends R> function, Collection<? extends A> elements) {
        return noted(pool.<A, R>mapAsync(function, elements));
    }

    @Override
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
            CompletableFuture<List<R>> starmapAsync(
                    Fn2<? super A, ? super B, ? extends R> function,
                    Collection<? extends Map.Entry<? extends A, ? extends B>> elements) {
        return noted(pool.<A, B, R>starmapAsync(function, elements));
    }

    @Override
    public <R extends @Nullable Object> R apply(Task<R> task) {
        long worker = waitingWorker();
        return worker == 0 ? pool.apply(task) : await(pool.applyAsync(task), worker);
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> R apply(
            Fn<? super A, ? extends R> function, A argument) {
        long worker = waitingWorker();
        return worker == 0
                ? pool.<A, R>apply(function, argument)
                : await(pool.<A, R>applyAsync(function, argument), worker);
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> List<R> map(
            Fn<? super A, ? extends R> function, Collection<? extends A> elements) {
        long worker = waitingWorker();
        return worker == 0
                ? pool.<A, R>map(function, elements)
                : await(pool.<A, R>mapAsync(function, elements), worker);
    }

    @Override
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> List<R> starmap(
            Fn2<? super A, ? super B, ? extends R> function,
            Collection<? extends Map.Entry<? extends A, ? extends B>> elements) {
        long worker = waitingWorker();
        return worker == 0
                ? pool.<A, B, R>starmap(function, elements)
                : await(pool.<A, B, R>starmapAsync(function, elements), worker);
    }

    @Override
    public int workers() {
        return pool.workers().size();
    }

    @Override
    public void shutdown() {
        pool.shutdown();
    }

    @Override
    public void close() {
        pool.terminate();
    }
}

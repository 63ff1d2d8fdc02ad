package dev.procession.pool;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The result of a task that runs in a worker process: a {@link Future} that can be composed.
 *
 * <p>Thread safety: all methods may be called from any thread; waiting threads, virtual ones included, park without
 * pinning. Dependent stages run on threads of their own, or in the thread that adds one to a task already done, as
 * those of a {@link java.util.concurrent.CompletableFuture} do; never on a thread that serves a worker, so that a
 * stage which blocks or throws harms nothing but its own dependents.
 *
 * <p>When the worker dies, the future completes at once with {@link WorkerCrashedException}, unless the task is
 * retried.
 *
 * @param <R> the type of the result
 */
public interface TaskFuture<R extends @Nullable Object> extends Future<R>, CompletionStage<R> {

    /**
     * Cancels the task. One that has not started never will. One that is running goes on unless
     * {@code mayKillTheWorker}: then its thread is interrupted, and its worker is killed and replaced if it does
     * not end within {@link TaskOptions#graceBeforeKill()}. The future itself is cancelled at once in either case.
     *
     * @return {@code false} if the task was already done
     */
    @Override
    boolean cancel(boolean mayKillTheWorker);

    /**
     * Waits for the result, whatever interrupts.
     *
     * @throws java.util.concurrent.CancellationException if the task was cancelled
     * @throws RemoteTaskException around the exception of the task where that is checked
     */
    R join();

    /** The number of times that the task has been started: 0 while it is queued, more than 1 after retries. */
    int attempts();

    /**
     * Completes when all of {@code futures} are done: with their results in order, or with the failure of the first
     * in order that has none. To have results as they come, use {@link ProcessPool#imapUnordered}.
     */
    static <R extends @Nullable Object> CompletableFuture<List<R>> allOf(
            Collection<? extends TaskFuture<? extends R>> futures) {
        List<CompletableFuture<? extends R>> all = new ArrayList<>(futures.size());
        for (TaskFuture<? extends R> future : futures) {
            all.add(future.toCompletableFuture());
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)).handle((nothing, failure) -> {
            List<R> results = new ArrayList<>(all.size());
            for (CompletableFuture<? extends R> future : all) {
                results.add(future.join());
            }
            return results;
        });
    }

    /**
     * Completes with the first of {@code futures} that is done, be it with a result or not.
     *
     * @throws IllegalArgumentException if there is none
     */
    static <R extends @Nullable Object> CompletableFuture<TaskFuture<R>> anyOf(
            Collection<? extends TaskFuture<R>> futures) {
        if (futures.isEmpty()) {
            throw new IllegalArgumentException("anyOf: futures=0, at least one is needed");
        }
        CompletableFuture<TaskFuture<R>> first = new CompletableFuture<>();
        for (TaskFuture<R> future : futures) {
            var _ = future.whenComplete((result, failure) -> first.complete(future));
        }
        return first;
    }
}

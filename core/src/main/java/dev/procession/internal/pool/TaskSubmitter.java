package dev.procession.internal.pool;

import dev.procession.pool.TaskOptions;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Submits single calls, each with a future.
 *
 * <p>Thread safety: any thread.
 */
final class TaskSubmitter {
    private final Scheduler scheduler;
    private final ResultCollector collector;
    private final CallbackExecutor callbacks;
    private final KeepAlive keepAlive;
    /** Time that single tasks take. */
    private final DurationEstimate estimate = new DurationEstimate();

    TaskSubmitter(Scheduler scheduler, ResultCollector collector, CallbackExecutor callbacks, KeepAlive keepAlive) {
        this.scheduler = scheduler;
        this.collector = collector;
        this.callbacks = callbacks;
        this.keepAlive = keepAlive;
    }

    /** Submits one call for which the calling thread will lead, and then keep its promise. */
    <R extends @Nullable Object> PoolFuture<R> submitAndPromise(
            EncodedFunction encoded, TaskOptions taskOptions, EncodedArguments arguments) {
        PoolFuture<R> future = new PoolFuture<>(collector);
        scheduler.submitAndPromise(item(encoded, taskOptions, arguments, future));
        return future;
    }

    private <R extends @Nullable Object> Chunk item(
            EncodedFunction encoded, TaskOptions taskOptions, EncodedArguments arguments, PoolFuture<R> future) {
        Chunk chunk = Chunk.ofOne(Job.ofOne(encoded, taskOptions, estimate), arguments, 0, new FutureSink<>(future));
        future.setItem(chunk);
        future.setCanceller(mayKill -> scheduler.cancel(chunk, mayKill));
        return chunk;
    }

    /** Submits one call; the callbacks may be {@code null}, both or the second. */
    <R extends @Nullable Object> PoolFuture<R> submit(
            EncodedFunction encoded,
            TaskOptions taskOptions,
            EncodedArguments arguments,
            @Nullable Consumer<? super R> callback,
            @Nullable Consumer<? super Throwable> errorCallback) {
        PoolFuture<R> future = new PoolFuture<>(collector);
        Chunk chunk = item(encoded, taskOptions, arguments, future);
        if (errorCallback != null) {
            future.watch();
        }
        TaskCallback<R> last =
                callback == null && errorCallback == null ? null : new TaskCallback<>(callback, errorCallback);
        if (last != null) {
            // By way of the callbacks' own executor: it takes no thread of the pool's to hand a settled future over.
            // Before the submission, because a failure after it would leave a callback that is waited for and never
            // comes.
            future.onSettled(callbacks, last);
            callbacks.expect();
        }
        try {
            scheduler.submit(chunk);
        } catch (Throwable t) {
            if (last != null) {
                last.refuse();
                future.settleCancelled();
            }
            throw t;
        }
        keepAlive.workSubmitted();
        return future;
    }
}

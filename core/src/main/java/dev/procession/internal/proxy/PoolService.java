package dev.procession.internal.proxy;

import dev.procession.function.Fn;
import dev.procession.function.Fn2;
import dev.procession.function.Task;
import dev.procession.pool.ProcessPool;
import dev.procession.shared.SharedPool;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A pool for all processes, where it lives. Thread-safe. */
final class PoolService implements SharedPool, AutoCloseable {
    private final ProcessPool pool;

    PoolService(ProcessPool pool) {
        this.pool = pool;
    }

    @Override
    public <R extends @Nullable Object> CompletableFuture<R> applyAsync(Task<R> task) {
        return pool.applyAsync(task).toCompletableFuture();
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> CompletableFuture<List<R>> mapAsync(
            Fn<? super A, ? extends R> function, Collection<? extends A> elements) {
        return pool.<A, R>mapAsync(function, elements).toCompletableFuture();
    }

    @Override
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
            CompletableFuture<List<R>> starmapAsync(
                    Fn2<? super A, ? super B, ? extends R> function,
                    Collection<? extends Map.Entry<? extends A, ? extends B>> elements) {
        return pool.<A, B, R>starmapAsync(function, elements).toCompletableFuture();
    }

    @Override
    public <R extends @Nullable Object> R apply(Task<R> task) {
        return pool.apply(task);
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> R apply(
            Fn<? super A, ? extends R> function, A argument) {
        return pool.apply(function, argument);
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> List<R> map(
            Fn<? super A, ? extends R> function, Collection<? extends A> elements) {
        return pool.map(function, elements);
    }

    @Override
    public <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> List<R> starmap(
            Fn2<? super A, ? super B, ? extends R> function,
            Collection<? extends Map.Entry<? extends A, ? extends B>> elements) {
        return pool.starmap(function, elements);
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

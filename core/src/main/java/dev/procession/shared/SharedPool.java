package dev.procession.shared;

import dev.procession.function.Fn;
import dev.procession.function.Fn2;
import dev.procession.function.Task;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A process pool that lives in a {@link Manager}'s server, for the tasks of every process of the session. Failures arrive as from a {@link dev.procession.pool.ProcessPool}.
 * Cancelling a future cancels its task.
 */
@Concurrent
public interface SharedPool {
    /** Runs a task in a worker, without waiting. */
    <R extends @Nullable Object> CompletableFuture<R> applyAsync(Task<R> task);

    /** Applies a function to each element, in workers, without waiting; the results are in order. */
    <A extends @Nullable Object, R extends @Nullable Object> CompletableFuture<List<R>> mapAsync(
            Fn<? super A, ? extends R> function, Collection<? extends A> elements);

    /** Applies a function to each pair, in workers, without waiting; the results are in order. */
    <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
            CompletableFuture<List<R>> starmapAsync(
                    Fn2<? super A, ? super B, ? extends R> function,
                    Collection<? extends Map.Entry<? extends A, ? extends B>> elements);

    /** Runs a task in a worker; returns its result. */
    <R extends @Nullable Object> R apply(Task<R> task);

    /** Applies a function to an argument in a worker. */
    <A extends @Nullable Object, R extends @Nullable Object> R apply(Fn<? super A, ? extends R> function, A argument);

    /** Applies a function to each element, in workers; the results are in order. */
    <A extends @Nullable Object, R extends @Nullable Object> List<R> map(
            Fn<? super A, ? extends R> function, Collection<? extends A> elements);

    /** Applies a function to each pair, in workers; the results are in order. */
    <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> List<R> starmap(
            Fn2<? super A, ? super B, ? extends R> function,
            Collection<? extends Map.Entry<? extends A, ? extends B>> elements);

    /** How many workers it has. */
    int workers();

    /** Ends it once all that was submitted is done. It ends with its manager in any case, and when nobody can reach it any more. */
    void shutdown();
}

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
 * A process pool that lives in a {@link Manager}'s server, for the tasks of every process of the session; Python's
 * {@code Manager().Pool}. Tasks go through the server to a worker, and results back: it is meant for processes that
 * share workers; a process that has work of its own uses {@link dev.procession.pool.ProcessPool}.
 *
 * <p><b>Safety.</b> Any thread of any process that has it; itself a value. Calls wait for no turn.
 *
 * <p><b>Blocking.</b> {@code apply}, {@code map} and {@code starmap} wait for their results; an interrupt of the
 * calling thread interrupts the wait at the server, as it would that of a {@code ProcessPool}, and is kept.
 * Cancelling a future cancels its task.
 *
 * <p><b>Death.</b> A worker's death fails the task it ran, as in a {@code ProcessPool}, and with the same
 * exceptions ({@link dev.procession.pool.WorkerCrashedException} and so on). The server's ends the pool:
 * {@link ManagerDiedException}. The death of a process that waits for a task interrupts or cancels the task.
 *
 * <p><b>Exceptions.</b> What a task throws, as from a {@code ProcessPool}; futures complete with it. A task that
 * cannot be sent: {@link dev.procession.codec.CodecException}. After {@link #shutdown}:
 * {@link java.util.concurrent.RejectedExecutionException}. And those of {@link Manager}.
 *
 * <p><b>Closing.</b> {@link #shutdown}. It is terminated when no process can reach it any more, and with its manager.
 */
@ConcurrentCalls
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

    /** The current number of workers. */
    int workers();

    /**
     * Takes no more tasks, and ends the pool once all that was submitted is done; does not wait for that. Idempotent.
     */
    void shutdown();
}

package dev.procession.pool;

import dev.procession.function.Fn;
import dev.procession.function.Fn2;
import dev.procession.function.Task;
import dev.procession.function.VoidTask;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An {@link ExecutorService} whose threads are processes: tasks run one at a time in worker JVMs that can crash, be
 * killed and be replaced while everything else goes on.
 *
 * <p><b>Safety.</b> Every method may be called from any thread of the process that made the pool. Arguments and
 * results are copies; nothing is shared with a worker but what is made to be shared.
 *
 * <p><b>Order.</b> Tasks start in the order of submission where workers are free, and end in any order. What
 * happens before a submission happens before the task; what the task does happens before its future completes.
 *
 * <p><b>Blocking.</b> {@code apply}, {@code map} and {@code starmap} wait, and so do the streams of {@code imap}. A
 * caller that is interrupted while it waits gets a {@link java.util.concurrent.CancellationException} with its
 * interrupt status kept, and what it waited for is cancelled; virtual threads park without pinning.
 *
 * <p><b>Death.</b> When a worker dies, exactly the task it was running fails, with {@link WorkerCrashedException},
 * or is retried when {@link TaskOptions#retries()} says so; elements of the same chunk that it had finished are
 * finished, and those it had not started run elsewhere. The worker is replaced, within
 * {@link PoolOptions#restartBudget()}. When the parent dies, the workers
 * end.
 *
 * <p><b>Lambdas.</b> Written as an argument of these methods, a lambda needs no cast to be sent. A {@link Callable}
 * or {@link Runnable} that is not serializable is refused at once; declare it as {@link Task} or {@link VoidTask}.
 *
 * <p><b>Failures.</b> {@link TaskFuture#get()} throws {@link java.util.concurrent.ExecutionException} whose cause
 * is the exception of the task; {@code apply}, {@code map} and {@link TaskFuture#join()} throw that cause itself
 * when it is unchecked, else {@link RemoteTaskException} around it. Its stack trace is the worker's.
 *
 * <p><b>Closing.</b> {@link #close()} takes no more tasks and waits for those submitted, and for their callbacks;
 * {@link #terminate()} kills.
 */
public interface ProcessPool extends ExecutorService {

    // ------------------------------------------------------------------------------------------- one task

    /** Runs {@code task} in a worker and waits for its result. */
    <R extends @Nullable Object> R apply(Task<R> task);

    /** Runs {@code task} in a worker and waits until it is done. */
    void apply(VoidTask task);

    /** Applies {@code function} to {@code argument} in a worker and waits for its result. */
    <A extends @Nullable Object, R extends @Nullable Object> R apply(Fn<? super A, ? extends R> function, A argument);

    /** Applies {@code function} to two arguments in a worker and waits for its result. */
    <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> R apply(
            Fn2<? super A, ? super B, ? extends R> function, A first, B second);

    /** Runs {@code task} in a worker. */
    <R extends @Nullable Object> TaskFuture<R> applyAsync(Task<R> task);

    /**
     * Runs {@code task} in a worker; {@code callback} gets its result, see
     * {@link #applyAsync(Task, Consumer, Consumer)}.
     */
    <R extends @Nullable Object> TaskFuture<R> applyAsync(Task<R> task, Consumer<? super R> callback);

    /**
     * Runs {@code task} in a worker. Exactly one of the callbacks is then called in this process, by a thread that
     * serves only the callbacks of this pool, one after another: what one throws is logged, and one that blocks
     * delays only other callbacks.
     */
    <R extends @Nullable Object> TaskFuture<R> applyAsync(
            Task<R> task, Consumer<? super R> callback, Consumer<? super Throwable> errorCallback);

    /** Runs {@code task} in a worker. */
    TaskFuture<@Nullable Void> applyAsync(VoidTask task);

    /** Applies {@code function} to {@code argument} in a worker. */
    <A extends @Nullable Object, R extends @Nullable Object> TaskFuture<R> applyAsync(
            Fn<? super A, ? extends R> function, A argument);

    /** As {@link #applyAsync(Task, Consumer)}. */
    <A extends @Nullable Object, R extends @Nullable Object> TaskFuture<R> applyAsync(
            Fn<? super A, ? extends R> function, A argument, Consumer<? super R> callback);

    /** As {@link #applyAsync(Task, Consumer, Consumer)}. */
    <A extends @Nullable Object, R extends @Nullable Object> TaskFuture<R> applyAsync(
            Fn<? super A, ? extends R> function,
            A argument,
            Consumer<? super R> callback,
            Consumer<? super Throwable> errorCallback);

    /** Applies {@code function} to two arguments in a worker. */
    <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> TaskFuture<R> applyAsync(
            Fn2<? super A, ? super B, ? extends R> function, A first, B second);

    /** As {@link #applyAsync(Task, Consumer)}. */
    <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> TaskFuture<R> applyAsync(
            Fn2<? super A, ? super B, ? extends R> function, A first, B second, Consumer<? super R> callback);

    /** As {@link #applyAsync(Task, Consumer, Consumer)}. */
    <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> TaskFuture<R> applyAsync(
            Fn2<? super A, ? super B, ? extends R> function,
            A first,
            B second,
            Consumer<? super R> callback,
            Consumer<? super Throwable> errorCallback);

    // ------------------------------------------------------------------------------------------- many tasks

    /** Applies {@code function} to every input and returns the results in the order of the inputs. */
    <A extends @Nullable Object, R extends @Nullable Object> List<R> map(
            Fn<? super A, ? extends R> function, Collection<? extends A> inputs);

    /**
     * As {@link #map}, without waiting. The collection is read by a thread of the pool; do not change it meanwhile.
     */
    <A extends @Nullable Object, R extends @Nullable Object> TaskFuture<List<R>> mapAsync(
            Fn<? super A, ? extends R> function, Collection<? extends A> inputs);

    /** As {@link #map}, with keys and values as two arguments. */
    <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> List<R> starmap(
            Fn2<? super A, ? super B, ? extends R> function,
            Collection<? extends Map.Entry<? extends A, ? extends B>> inputs);

    /** As {@link #starmap}, without waiting. */
    <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
            TaskFuture<List<R>> starmapAsync(
                    Fn2<? super A, ? super B, ? extends R> function,
                    Collection<? extends Map.Entry<? extends A, ? extends B>> inputs);

    /**
     * Applies {@code function} to every element of {@code source}, lazily: results come in the order of the
     * elements, and no more elements are in flight than a window that is counted from what was consumed. The source
     * is read by one thread of the pool at a time, from the stream's terminal operation on; it may be endless or
     * slow. An element's failure is thrown at its position; the stream's iterator can go on after it. Closing the
     * stream, or its end, cancels what is in flight.
     *
     * <p>A source that is {@link AutoCloseable} is closed once: at its end, when the returned stream is closed,
     * when an exception comes out of an operation that goes through all of it, such as {@code forEach}, and
     * otherwise when the stream is unreachable, as some time after {@code findFirst()}.
     * Closing interrupts a source that blocks; if it does not heed that for a second, it is closed by another
     * thread while it is being read.
     */
    <A extends @Nullable Object, R extends @Nullable Object> Stream<R> imap(
            Fn<? super A, ? extends R> function, Iterator<? extends A> source);

    /** As {@link #imap(Fn, Iterator)}; {@code source} itself is not closed, because it may be used again. */
    default <A extends @Nullable Object, R extends @Nullable Object> Stream<R> imap(
            Fn<? super A, ? extends R> function, Iterable<? extends A> source) {
        return imap(function, source.iterator());
    }

    /** As {@link #imap(Fn, Iterator)}; {@code source} is closed as is said there. */
    default <A extends @Nullable Object, R extends @Nullable Object> Stream<R> imap(
            Fn<? super A, ? extends R> function, Stream<? extends A> source) {
        return this.<A, R>imap(function, source.iterator()).onClose(source::close);
    }

    /** As {@link #imap(Fn, Iterator)}, with results as they come. */
    <A extends @Nullable Object, R extends @Nullable Object> Stream<R> imapUnordered(
            Fn<? super A, ? extends R> function, Iterator<? extends A> source);

    /** As {@link #imapUnordered(Fn, Iterator)}. */
    default <A extends @Nullable Object, R extends @Nullable Object> Stream<R> imapUnordered(
            Fn<? super A, ? extends R> function, Iterable<? extends A> source) {
        return imapUnordered(function, source.iterator());
    }

    /**
     * As {@link #imapUnordered(Fn, Iterator)}; {@code source} is closed as is said for {@link #imap(Fn, Iterator)}.
     */
    default <A extends @Nullable Object, R extends @Nullable Object> Stream<R> imapUnordered(
            Fn<? super A, ? extends R> function, Stream<? extends A> source) {
        return this.<A, R>imapUnordered(function, source.iterator()).onClose(source::close);
    }

    /**
     * As {@link #imap(Fn, Iterator)}, with failures as values: nothing is thrown for an element, and the run goes on.
     */
    <A extends @Nullable Object, R extends @Nullable Object> Stream<TaskOutcome<A, R>> imapOutcomes(
            Fn<? super A, ? extends R> function, Iterator<? extends A> source);

    /** As {@link #imapOutcomes(Fn, Iterator)}. */
    default <A extends @Nullable Object, R extends @Nullable Object> Stream<TaskOutcome<A, R>> imapOutcomes(
            Fn<? super A, ? extends R> function, Iterable<? extends A> source) {
        return this.<A, R>imapOutcomes(function, source.iterator());
    }

    /** As {@link #imapOutcomes(Fn, Iterator)}, with outcomes as they come. */
    <A extends @Nullable Object, R extends @Nullable Object> Stream<TaskOutcome<A, R>> imapOutcomesUnordered(
            Fn<? super A, ? extends R> function, Iterator<? extends A> source);

    /** As {@link #imapOutcomesUnordered(Fn, Iterator)}. */
    default <A extends @Nullable Object, R extends @Nullable Object> Stream<TaskOutcome<A, R>> imapOutcomesUnordered(
            Fn<? super A, ? extends R> function, Iterable<? extends A> source) {
        return this.<A, R>imapOutcomesUnordered(function, source.iterator());
    }

    // ------------------------------------------------------------------------------------------- the executor

    /** As {@link #applyAsync(Task)}. */
    <R extends @Nullable Object> TaskFuture<R> submit(Task<R> task);

    /** As {@link #applyAsync(VoidTask)}. */
    TaskFuture<?> submit(VoidTask task);

    /** As {@link #applyAsync(VoidTask)}; the future completes with {@code result}, which stays in this process. */
    <R extends @Nullable Object> TaskFuture<R> submit(VoidTask task, R result);

    /**
     * Submits a task that must be serializable.
     *
     * @throws dev.procession.codec.CodecException if it is not; the message says what to do
     */
    @Override
    <R extends @Nullable Object> TaskFuture<R> submit(Callable<R> task);

    /** As {@link #submit(Callable)}. */
    @Override
    TaskFuture<?> submit(Runnable task);

    /** As {@link #submit(Callable)}. */
    @Override
    <R extends @Nullable Object> TaskFuture<R> submit(Runnable task, R result);

    /** Runs {@code task} in a worker; what it throws is logged. */
    void execute(VoidTask task);

    // ------------------------------------------------------------------------------------------- the pool

    /**
     * A view of the same workers whose tasks are run with {@code options}; to shut it down is to shut the pool down.
     */
    ProcessPool with(TaskOptions options);

    /** The workers at this moment. */
    List<WorkerInfo> workers();

    /** The counters of the pool at this moment. */
    PoolStats stats();

    /**
     * Changes the number of workers. Those too many end in order when they have finished what they run, idle ones
     * first; what they had not begun runs elsewhere. Returns before the new ones are ready. A pool whose number
     * follows the work ({@link PoolOptions#minWorkers}) has so many at most from then on.
     *
     * @throws IllegalArgumentException if {@code workers} is not between 1 and 1,000
     * @throws java.util.concurrent.RejectedExecutionException if the pool is shut down
     */
    void resize(int workers);

    /**
     * Replaces every worker by a new process: after a leak, or a change of the world that only a new process sees.
     * Each ends in order when it has finished what it runs; no task is lost or run twice. A task submitted after
     * this call runs in a new worker.
     */
    void restartWorkers();

    /** Kills the workers and cancels every task that is not done. Returns when the workers have ended. Idempotent. */
    void terminate();

    /**
     * Takes no more tasks and waits for those submitted, and for their callbacks; when interrupted, terminates.
     * Idempotent.
     */
    @Override
    void close();
}

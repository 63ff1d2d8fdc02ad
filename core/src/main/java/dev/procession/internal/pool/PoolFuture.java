package dev.procession.internal.pool;

import dev.procession.internal.service.ServiceLoop;
import dev.procession.internal.wait.WaitPoint;
import dev.procession.pool.TaskFuture;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The future of one task.
 *
 * <p>Who settles it is a thread that serves a worker, and must never run a stranger's code. Therefore waiters wait
 * for one future, and dependents hang on another that is made when the first dependent comes, and is completed by a
 * thread of their own.
 */
final class PoolFuture<R extends @Nullable Object> extends ForwardingCompletionStage<R> implements TaskFuture<R> {
    private static final Executor DEPENDENTS =
            task -> Thread.ofVirtual().name("procession-stage").start(task);

    private static final TaskCompletion<?> HEAP_IS_FULL =
            new TaskCompletion<@Nullable Object>(null, new SettledFailure(Chunk.NO_MEMORY, null, null), false);

    private static final TaskCompletion<?> CANCELLED = new TaskCompletion<@Nullable Object>(null, null, true);

    private static final Canceller NOTHING = mayKill -> {};

    /** Cancels what stands behind a future. */
    interface Canceller {
        void cancel(boolean mayKillTheWorker);
    }

    private final @Nullable ResultCollector collector;
    private final CompletableFuture<TaskCompletion<R>> settled = new CompletableFuture<>();
    private volatile Canceller canceller = NOTHING;
    private volatile @Nullable Chunk chunk;
    /** How many attempts there were when it was settled: it keeps the value alone, not what it was computed from. */
    private volatile int attempts;

    private volatile @Nullable CompletableFuture<R> stage;
    /**
     * Whether a thread, a stage or a callback waits for it, or has looked at how it ended: a failure is not lost
     * then.
     */
    private volatile boolean watched;

    /** The future of something that others than workers settle. */
    PoolFuture() {
        this(null);
    }

    /** The future of something that {@code collector} collects: who waits for it may help to. */
    PoolFuture(@Nullable ResultCollector collector) {
        this.collector = collector;
    }

    void setCanceller(Canceller canceller) {
        this.canceller = canceller;
        if (settled.isDone()) {
            letGo();
        }
    }

    /** Says which chunk's attempts {@link #attempts()} counts. */
    void setItem(Chunk chunk) {
        this.chunk = chunk;
        if (settled.isDone()) {
            letGo();
        }
    }

    /** Settles it; returns whether it was not settled before. */
    boolean complete(R value) {
        try {
            return complete(new TaskCompletion<>(value, null, false));
        } catch (OutOfMemoryError e) {
            return complete(heapIsFull());
        }
    }

    /** In a heap that is full a waiter gets that failure, instead of waiting forever. */
    @SuppressWarnings("unchecked") // a failure has no value
    private static <R extends @Nullable Object> TaskCompletion<R> heapIsFull() {
        return (TaskCompletion<R>) HEAP_IS_FULL;
    }

    /** Settles it; returns whether it was not settled before. */
    @SuppressWarnings({"NullAway", "ReferenceEquality"}) // a failure has no value; the error is a constant
    boolean fail(Throwable failure) {
        try {
            return failure == Chunk.NO_MEMORY ? complete(heapIsFull()) : complete(failure);
        } catch (OutOfMemoryError e) {
            return complete(heapIsFull());
        }
    }

    @SuppressWarnings("NullAway") // a failure has no value
    private boolean complete(Throwable failure) {
        if (collector == null) {
            return complete(new TaskCompletion<>(null, new SettledFailure(failure, null, null), false));
        }
        UnreadFailures unread = watched ? null : collector.unreadFailures();
        SettledFailure settling = new SettledFailure(failure, collector.codec(), unread);
        if (unread != null) {
            unread.settled(settling);
        }
        boolean first = complete(new TaskCompletion<>(null, settling, false));
        if (!first || watched) {
            settling.markRead();
        }
        return first;
    }

    /** Settles it as failed for lack of memory. Takes none. */
    void starve() {
        complete(heapIsFull());
    }

    /** Settles it as cancelled without asking anybody; returns whether it was not settled before. */
    @SuppressWarnings("NullAway") // a cancelled task has no value
    boolean settleCancelled() {
        @SuppressWarnings("unchecked") // It has no value.
        TaskCompletion<R> cancelled = (TaskCompletion<R>) CANCELLED;
        return complete(cancelled);
    }

    private boolean complete(TaskCompletion<R> end) {
        boolean first = settled.complete(end);
        if (first) {
            letGo();
        }
        if (first && collector != null) {
            // The waiter may itself be the leader, blocked on the workers' results: wake it.
            collector.wakeLeader();
        }
        return first;
    }

    private void letGo() {
        canceller = NOTHING;
        Chunk counted = chunk;
        if (counted != null) {
            attempts = Math.max(attempts, counted.attempts());
            chunk = null;
        }
    }

    /** A failure will not be lost: there is a thread, a stage or a callback that gets it. */
    void watch() {
        if (!watched) {
            watched = true;
            TaskCompletion<R> end = settled.getNow(null);
            if (end != null && end.failure() != null) {
                end.failure().markRead();
            }
        }
    }

    /**
     * Collects what workers say until this is settled, unless somebody else does, or an interrupt comes, which is
     * kept.
     */
    void lead() {
        try {
            lead(WaitPoint.FOREVER);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** As {@link #lead()}, for so long at most. */
    private void lead(long nanos) throws InterruptedException {
        if (collector != null && !settled.isDone()) {
            collector.lead(settled::isDone, nanos);
        }
    }

    /** Settles as {@code other} does, with another value. */
    void follow(PoolFuture<?> other, R value) {
        Chunk counted = other.chunk;
        if (counted != null) {
            setItem(counted);
        }
        other.watch();
        other.settled.thenAccept(end -> complete(new TaskCompletion<>(value, end.failure(), end.cancelled())));
    }

    /**
     * Calls {@code action} on {@code executor} once it is settled; what it throws is the executor's, and not kept by
     * a stage that nobody looks at.
     */
    void onSettled(Executor executor, Consumer<TaskCompletion<R>> action) {
        Runnable told = new Callback(() -> action.accept(settled.join()));
        settled.thenAccept(end -> executor.execute(told));
    }

    /** As {@link #onSettled}, by an action that a failure is not lost on. */
    void whenSettled(Executor executor, Consumer<TaskCompletion<R>> action) {
        watch();
        onSettled(executor, action);
    }

    @Override
    public boolean cancel(boolean mayKillTheWorker) {
        Canceller cancels = canceller;
        attempts = attempts();
        boolean cancelled = settleCancelled();
        if (cancelled) {
            cancels.cancel(mayKillTheWorker);
        }
        return cancelled;
    }

    @Override
    public boolean isCancelled() {
        return settled.isDone() && settled.join().cancelled();
    }

    @Override
    public boolean isDone() {
        return settled.isDone();
    }

    @Override
    public State state() {
        if (!settled.isDone()) {
            return State.RUNNING;
        }
        watch();
        TaskCompletion<R> end = settled.join();
        return end.cancelled() ? State.CANCELLED : end.failure() != null ? State.FAILED : State.SUCCESS;
    }

    @Override
    public R get() throws InterruptedException, ExecutionException {
        watch();
        lead(WaitPoint.FOREVER);
        return settled.get().get();
    }

    @Override
    public R get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        watch();
        long start = System.nanoTime();
        long nanos = unit.toNanos(timeout);
        lead(nanos);
        return settled.get(nanos - (System.nanoTime() - start), TimeUnit.NANOSECONDS)
                .get();
    }

    @Override
    public R join() {
        watch();
        lead();
        return settled.join().getUnchecked();
    }

    /** Waits as {@link #join()} does, but cancels the task when the thread is interrupted. */
    R await() {
        watch();
        try {
            lead(WaitPoint.FOREVER);
            return settled.get().getUnchecked();
        } catch (InterruptedException e) {
            cancel(true);
            Thread.currentThread().interrupt();
            CancellationException cancelled =
                    new CancellationException("interrupted while waiting for a task, which is cancelled");
            cancelled.initCause(e);
            throw cancelled;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a task is always settled in order", e);
        }
    }

    @Override
    public int attempts() {
        Chunk counted = chunk;
        if (counted == null) {
            return attempts;
        }
        Chunk.Owner owner = counted.owner();
        return Math.max(counted.attempts(), owner == null ? 0 : owner.attemptOf(counted));
    }

    @Override
    public CompletableFuture<R> toCompletableFuture() {
        return stage().copy();
    }

    @Override
    synchronized CompletableFuture<R> stage() {
        CompletableFuture<R> known = stage;
        if (known == null) {
            watch();
            CompletableFuture<R> made = new CompletableFuture<>();
            Runnable settling = () -> settleStage(made, settled.join());
            Runnable last = new Callback(() -> ServiceLoop.untilMemory(settling));
            settled.thenAccept(end -> runDependent(last));
            stage = made;
            known = made;
        }
        return known;
    }

    private void runDependent(Runnable dependent) {
        if (collector == null) {
            DEPENDENTS.execute(dependent);
            return;
        }
        try {
            collector.dependents().execute(dependent);
        } catch (OutOfMemoryError e) { // no memory for its thread
            collector.runLater(dependent);
        }
    }

    private static <R extends @Nullable Object> void settleStage(CompletableFuture<R> stage, TaskCompletion<R> end) {
        Throwable thrown = end.thrown();
        if (thrown != null) {
            stage.completeExceptionally(thrown);
        } else {
            stage.complete(end.value());
        }
    }

    @Override
    public String toString() {
        String state = !isDone() ? "not done" : isCancelled() ? "cancelled" : state().toString();
        return "TaskFuture[" + state + "]";
    }
}

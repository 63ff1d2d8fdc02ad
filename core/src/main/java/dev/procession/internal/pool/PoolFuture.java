package dev.procession.internal.pool;

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
 * <p>Who settles it is a thread that serves a worker, and must never run a stranger's code. Therefore waiters wait for one future, and
 * dependents hang on another that is made when the first dependent comes, and is completed by a thread of their own.
 */
final class PoolFuture<R extends @Nullable Object> extends ForwardingStage<R> implements TaskFuture<R> {
    private static final Executor DEPENDENTS =
            task -> Thread.ofVirtual().name("procession-stage").start(task);

    private static final Settled<?> HEAP_IS_FULL =
            new Settled<@Nullable Object>(null, new OutOfMemoryError("no memory for the outcome of a task"), false);

    private static final Canceller NOTHING = mayKill -> {};

    /** Cancels what stands behind a future. */
    interface Canceller {
        void cancel(boolean mayKillTheWorker);
    }

    private final @Nullable Collector collector;
    private final CompletableFuture<Settled<R>> settled = new CompletableFuture<>();
    private volatile Canceller canceller = NOTHING;
    private volatile @Nullable Item item;
    /** How many attempts there were when it was settled: it keeps the value alone, not what it was computed from. */
    private volatile int attempts;

    private volatile @Nullable CompletableFuture<R> stage;

    /** The future of something that others than workers settle. */
    PoolFuture() {
        this(null);
    }

    /** The future of something that {@code collector} collects: who waits for it may help to. */
    PoolFuture(@Nullable Collector collector) {
        this.collector = collector;
    }

    void setCanceller(Canceller canceller) {
        this.canceller = canceller;
        if (settled.isDone()) {
            letGo();
        }
    }

    /** Says which item's attempts {@link #attempts()} counts. */
    void setItem(Item item) {
        this.item = item;
        if (settled.isDone()) {
            letGo();
        }
    }

    /** Settles it; returns whether it was not settled before. */
    boolean complete(R value) {
        return settle(settled(value, null, false));
    }

    /** In a heap that is full a waiter gets that failure, instead of waiting for ever. */
    @SuppressWarnings("unchecked") // a failure has no value
    private static <R extends @Nullable Object> Settled<R> settled(
            R value, @Nullable Throwable failure, boolean cancelled) {
        try {
            return new Settled<>(value, failure, cancelled);
        } catch (OutOfMemoryError e) {
            return (Settled<R>) HEAP_IS_FULL;
        }
    }

    /** Settles it; returns whether it was not settled before. */
    @SuppressWarnings("NullAway") // a failure has no value
    boolean fail(Throwable failure) {
        return settle(settled(null, failure, false));
    }

    /** Settles it as cancelled without asking anybody; returns whether it was not settled before. */
    @SuppressWarnings("NullAway") // a cancelled task has no value
    boolean settleCancelled() {
        return settle(new Settled<>(null, new CancellationException("the task was cancelled"), true));
    }

    private boolean settle(Settled<R> end) {
        boolean first = settled.complete(end);
        if (first) {
            letGo();
        }
        if (first && collector != null) {
            // Who waits for it may be the one who leads, and wait for what workers say.
            collector.poke();
        }
        return first;
    }

    private void letGo() {
        canceller = NOTHING;
        Item counted = item;
        if (counted != null) {
            attempts = Math.max(attempts, counted.attempts());
            item = null;
        }
    }

    /** Collects what workers say until this is settled, unless somebody else does, or an interrupt comes, which is kept. */
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
        Item counted = other.item;
        if (counted != null) {
            setItem(counted);
        }
        other.settled.thenAccept(end -> {
            if (end.cancelled()) {
                settleCancelled();
            } else if (end.failure() != null) {
                fail(end.failure());
            } else {
                complete(value);
            }
        });
    }

    /** Calls {@code action} on {@code executor} once it is settled; what it throws is the executor's, and not kept by a stage that nobody looks at. */
    void whenSettled(Executor executor, Consumer<Settled<R>> action) {
        settled.thenAccept(end -> executor.execute(() -> action.accept(end)));
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
    public R get() throws InterruptedException, ExecutionException {
        lead(WaitPoint.FOREVER);
        return settled.get().get();
    }

    @Override
    public R get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        long start = System.nanoTime();
        long nanos = unit.toNanos(timeout);
        lead(nanos);
        return settled.get(nanos - (System.nanoTime() - start), TimeUnit.NANOSECONDS)
                .get();
    }

    @Override
    public R join() {
        lead();
        return settled.join().getUnchecked();
    }

    /** Waits as {@link #join()} does, but cancels the task when the thread is interrupted. */
    R await() {
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
        Item counted = item;
        if (counted == null) {
            return attempts;
        }
        Desk desk = counted.desk();
        return Math.max(counted.attempts(), desk == null ? 0 : desk.attemptOf(counted));
    }

    @Override
    public CompletableFuture<R> toCompletableFuture() {
        return stage().copy();
    }

    @Override
    synchronized CompletableFuture<R> stage() {
        CompletableFuture<R> known = stage;
        if (known == null) {
            CompletableFuture<R> made = new CompletableFuture<>();
            settled.thenAcceptAsync(end -> settleStage(made, end), DEPENDENTS);
            stage = made;
            known = made;
        }
        return known;
    }

    private static <R extends @Nullable Object> void settleStage(CompletableFuture<R> stage, Settled<R> end) {
        if (end.failure() != null) {
            stage.completeExceptionally(end.failure());
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

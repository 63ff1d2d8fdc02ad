package dev.procession.internal.pool;

import dev.procession.function.VoidTask;
import dev.procession.internal.control.CallKind;
import dev.procession.internal.supervise.ChildRuntime;
import dev.procession.internal.supervise.ChildSpec;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.WorkerInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One pool: its workers' slots, its scheduler, its end. The views that {@link LocalPool} gives out share it.
 *
 * <p>Thread safety: every method may be called from any thread.
 */
final class PoolCore {
    private static final int WINDOW_BATCHES = 8;
    private static final int LARGEST_WINDOW = 1 << 16;

    private final ChildRuntime runtime;
    private final PoolOptions options;
    private final String name;
    private final Scheduler scheduler;
    private final Callbacks callbacks;
    private final Runnable onEnd;
    private final @Nullable Call initializer;
    private final List<WorkerSlot> slots = new ArrayList<>();
    private final Set<ImapRun<?, ?>> imaps = ConcurrentHashMap.newKeySet();
    private final AtomicInteger lastWorker = new AtomicInteger();
    private final AtomicLong lastFeeder = new AtomicLong();

    PoolCore(ChildRuntime runtime, PoolOptions options, String name, Runnable onEnd) {
        this.runtime = runtime;
        this.options = options;
        this.name = name;
        this.onEnd = onEnd;
        scheduler = new Scheduler(name);
        callbacks = new Callbacks(name);
        VoidTask first = options.initializer().orElse(null);
        initializer = first == null ? null : Call.of(CallKind.RUNNABLE, first, runtime);
    }

    void start() {
        for (int i = 0; i < options.workers(); i++) {
            WorkerSlot slot = new WorkerSlot(this);
            slots.add(slot);
            scheduler.addSlot(slot);
        }
        int n = 0;
        for (WorkerSlot slot : slots) {
            n++;
            Thread.ofPlatform()
                    .daemon()
                    .name("procession-" + name + "-slot-" + n)
                    .start(() -> {
                        slot.run();
                        checkEnd();
                    });
        }
    }

    /** After whatever may have been last. */
    private void checkEnd() {
        if (scheduler.isEnded()) {
            onEnd.run();
        }
    }

    ChildRuntime runtime() {
        return runtime;
    }

    PoolOptions options() {
        return options;
    }

    String name() {
        return name;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    ChildSpec nextWorker() {
        return new ChildSpec(
                name + "-worker-" + lastWorker.incrementAndGet(),
                false,
                options.jvmOptions(),
                options.maxHeap().orElse(0),
                options.workers(),
                options.environment(),
                options.workingDirectory().orElse(null),
                options.output().orElse(null),
                initializer == null ? null : initializer.function(),
                initializer == null ? 0 : initializer.loaderId());
    }

    /** Submits one call; the callbacks may be {@code null}, both or the second. */
    <R extends @Nullable Object> PoolFuture<R> submit(
            Call call,
            TaskOptions taskOptions,
            byte[] arguments,
            @Nullable Consumer<? super R> callback,
            @Nullable Consumer<? super Throwable> errorCallback) {
        PoolFuture<R> future = new PoolFuture<>();
        Item item = new Item(new Job(call, taskOptions), arguments, 0, new FutureSink<>(future));
        future.setItem(item);
        future.setCanceller(mayKill -> scheduler.cancel(item, mayKill));
        boolean called = callback != null || errorCallback != null;
        if (called) {
            callbacks.owe();
        }
        try {
            scheduler.submit(item);
        } catch (RuntimeException e) {
            if (called) {
                callbacks.execute(() -> {});
            }
            throw e;
        }
        if (called) {
            // By way of the callbacks' own executor: it takes no thread of the pool's to hand a settled future over.
            future.whenSettled(callbacks, end -> {
                Throwable failure = end.failure();
                if (failure == null) {
                    if (callback != null) {
                        callback.accept(end.value());
                    }
                } else if (errorCallback != null) {
                    errorCallback.accept(failure);
                }
            });
        }
        return future;
    }

    /** Runs {@code feeder} on a thread of its own; the pool does not end before it has. */
    void feed(Runnable feeder) {
        scheduler.addFeeder();
        Thread.ofPlatform()
                .daemon()
                .name("procession-" + name + "-feeder-" + lastFeeder.incrementAndGet())
                .start(() -> {
                    try {
                        feeder.run();
                    } finally {
                        scheduler.removeFeeder();
                        checkEnd();
                    }
                });
    }

    /** Runs the feeder of an imap on a thread of its own; the pool does not wait for it, but tells it when it takes no more. */
    void remember(ImapRun<?, ?> run, Runnable feeder) {
        imaps.add(run);
        Thread.ofPlatform()
                .daemon()
                .name("procession-" + name + "-feeder-" + lastFeeder.incrementAndGet())
                .start(feeder);
    }

    void forget(ImapRun<?, ?> run) {
        imaps.remove(run);
    }

    /** Whether the pool takes tasks. */
    boolean isOpen() {
        return scheduler.state() == Scheduler.State.RUNNING;
    }

    /** How many items of a job may be on their way: enough that no worker waits for one, and that batches can grow. */
    int window(Job job) {
        long window = (long) WINDOW_BATCHES * options.workers() * scheduler.batchSize(job);
        return (int) Math.min(window, LARGEST_WINDOW);
    }

    /** Takes no more tasks. */
    void shutdown() {
        scheduler.shutdown();
        for (ImapRun<?, ?> run : imaps) {
            run.poolChanged();
        }
    }

    List<WorkerInfo> workers() {
        List<WorkerInfo> infos = new ArrayList<>(slots.size());
        for (WorkerSlot slot : slots) {
            infos.add(slot.info());
        }
        return infos;
    }

    /** Gives up everything; returns the items that never started. */
    List<Item> terminate() {
        List<Item> never = scheduler.terminate();
        for (ImapRun<?, ?> run : imaps) {
            run.poolChanged();
        }
        for (Item item : never) {
            item.sink().failed(item, scheduler.refusal());
        }
        scheduler.done(never.size());
        checkEnd();
        return never;
    }

    /** Waits until all has ended, callbacks included, or {@code nanos} have passed; returns whether it has. */
    boolean awaitEnd(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        return scheduler.awaitEnd(nanos) && callbacks.await(deadline - System.nanoTime());
    }

    /** As {@link #awaitEnd(long)}, whatever interrupts, an interrupt being kept. */
    boolean awaitEndUninterruptibly(long nanos) {
        long deadline = System.nanoTime() + nanos;
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return scheduler.awaitEnd(deadline - System.nanoTime());
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** As {@link dev.procession.pool.ProcessPool#close()}. */
    void close() {
        shutdown();
        try {
            while (!awaitEnd(TimeUnit.DAYS.toNanos(1))) {
                // As long as it takes.
            }
        } catch (InterruptedException e) {
            terminate();
            awaitEndUninterruptibly(TimeUnit.DAYS.toNanos(1));
            Thread.currentThread().interrupt();
        }
    }

    /** The sink of a single task. */
    private record FutureSink<R extends @Nullable Object>(PoolFuture<R> future) implements ItemSink {
        @Override
        @SuppressWarnings({"unchecked", "NullAway"}) // the caller's signature says what the function returns
        public void completed(Item item, @Nullable Object value) {
            future.complete((R) value);
        }

        @Override
        public void failed(Item item, Throwable failure) {
            if (failure instanceof CancelledItemException) {
                future.settleCancelled();
            } else {
                future.fail(failure);
            }
        }
    }
}

package dev.procession.internal.pool;

import dev.procession.internal.control.EncodedRunnable;
import dev.procession.internal.control.StartFrame;
import dev.procession.internal.session.SessionAttachment;
import dev.procession.internal.supervise.Child;
import dev.procession.internal.supervise.ChildEnvironment;
import dev.procession.internal.supervise.ChildSpec;
import dev.procession.internal.task.PoolSegment;
import dev.procession.internal.task.TaskChannel;
import dev.procession.pool.PoolOptions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Starts the worker processes of a pool. Thread safety: any thread.
 */
final class WorkerFactory {
    private final String pool;
    private final PoolOptions options;
    private final ChildEnvironment runtime;
    private final SessionAttachment session;
    private final PoolSegment poolSegment;
    private final PoolCounters counters;
    private final @Nullable EncodedRunnable initializer;
    private final @Nullable EncodedRunnable finalizer;
    private final AtomicInteger lastWorker = new AtomicInteger();
    private final AtomicInteger generation = new AtomicInteger();

    /**
     * What starts the workers of the pool of this name.
     *
     * @param poolSegment where workers tell of outcomes
     * @param initializer what a worker runs before it is ready; {@code null} for nothing
     * @param finalizer what a worker runs before it ends in order; {@code null} for nothing
     */
    WorkerFactory(
            String pool,
            PoolOptions options,
            ChildEnvironment runtime,
            SessionAttachment session,
            PoolSegment poolSegment,
            PoolCounters counters,
            @Nullable EncodedRunnable initializer,
            @Nullable EncodedRunnable finalizer) {
        this.pool = pool;
        this.options = options;
        this.runtime = runtime;
        this.session = session;
        this.poolSegment = poolSegment;
        this.counters = counters;
        this.initializer = initializer;
        this.finalizer = finalizer;
    }

    /** How often all workers were replaced: one whose start began before the last time is not to work. */
    int generation() {
        return generation.get();
    }

    /** Workers whose start has begun are not to work. */
    void beginGeneration() {
        generation.incrementAndGet();
    }

    /**
     * Starts a worker and waits until it is ready.
     *
     * @param launched is told of the process while it boots; what is made there costs the start no time
     * @throws RuntimeException if it cannot be; nothing is left of it then
     */
    WorkerProcess start(Consumer<? super WorkerProcess> launched) {
        long began = System.nanoTime();
        TaskChannel channel = TaskChannel.create(session, poolSegment);
        WorkerProcess worker = new WorkerProcess(channel, generation.get());
        try {
            Child child = Child.launch(runtime, spec(channel), worker);
            worker.launched(child);
            launched.accept(worker);
            child.awaitReady(DeadlineTimer.nanos(options.startTimeout()));
            counters.started.increment();
            if (PoolEvents.areOn()) {
                PoolEvents.workerStarted(child.name(), child.pid(), Duration.ofNanos(System.nanoTime() - began));
            }
            return worker;
        } catch (Throwable e) {
            worker.abandon();
            throw e;
        }
    }

    private ChildSpec spec(TaskChannel channel) {
        return new ChildSpec(
                pool + "-worker-" + lastWorker.incrementAndGet(),
                false,
                options.jvmOptions(),
                options.maxHeap().orElse(0),
                options.workers(),
                options.environment(),
                options.workingDirectory().orElse(null),
                options.output().orElse(null),
                options.killDescendants().orElse(null),
                new StartFrame(initializer, finalizer, channel.file(), poolSegment.file()));
    }
}

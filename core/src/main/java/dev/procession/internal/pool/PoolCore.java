package dev.procession.internal.pool;

import dev.procession.function.VoidTask;
import dev.procession.internal.codec.HeapSource;
import dev.procession.internal.control.EncodedRunnable;
import dev.procession.internal.service.Log;
import dev.procession.internal.session.SessionAttachment;
import dev.procession.internal.supervise.ChildEnvironment;
import dev.procession.internal.task.FunctionKind;
import dev.procession.internal.task.PoolSegment;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.PoolStats;
import java.lang.ref.Cleaner;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One pool: its workers' slots, its scheduler, its end. The views that {@link LocalPool} gives out share it.
 *
 * <p>Thread safety: every method may be called from any thread.
 */
final class PoolCore {
    private final ChildEnvironment runtime;
    private final FunctionEncoder functions;
    private final PoolSegment poolSegment;
    private final PoolOptions options;
    private final String name;
    private final Scheduler scheduler;
    private final PoolLifecycle lifecycle;
    private final ResultCollector collector;
    private final ResultProcessor processor;
    private final DeadlineTimer timer;
    private final KeepAlive keepAlive;
    private final Dependents dependents;
    private final CallbackExecutor callbacks;
    private final Dispatcher dispatcher;
    /** The worker queues of workers that are ready. */
    private final List<WorkerQueue> queues = new CopyOnWriteArrayList<>();

    private final Origin origin = new Origin();
    private volatile Cleaner.@Nullable Cleanable forgetting;
    private final PoolCounters counters = new PoolCounters();
    private final UnreadFailures unreadFailures;
    private final MemoryMonitor memory;
    private final WorkerSet workers;
    private final PoolFeeders feeders;
    private final TaskSubmitter submitter;
    private final PoolEnd end;

    PoolCore(ChildEnvironment runtime, SessionAttachment session, PoolOptions options, String name, Runnable onEnd) {
        Log.prepare();
        this.runtime = runtime;
        functions = new FunctionEncoder(runtime);
        poolSegment = PoolSegment.create(session, options.workers());
        this.options = options;
        this.name = name;
        Parts parts = new Parts();
        timer = new DeadlineTimer("procession-" + name + "-alarm", this::checkDeadlines, this::starve);
        unreadFailures = new UnreadFailures(name);
        keepAlive = new KeepAlive(name, origin, parts, !options.isDaemon());
        Runnable workEnded = keepAlive::workEnded;
        dependents = new Dependents(workEnded);
        callbacks = new CallbackExecutor(name, workEnded, this::lookSoon);
        collector = new ResultCollector(
                name,
                poolSegment,
                queues,
                timer,
                new ResultCollector.Completions(runtime.codec(), unreadFailures, dependents, callbacks),
                parts,
                this::starve);
        lifecycle = new PoolLifecycle(name, workEnded);
        scheduler = new Scheduler(name, options, lifecycle, queues, collector, parts, counters, this::lookSoon);
        dispatcher = scheduler.dispatcher();
        processor = new ResultProcessor(name, runtime.codec(), runtime.failures(), lifecycle, scheduler, counters);
        WorkerFactory factory = new WorkerFactory(
                name,
                options,
                runtime,
                session,
                poolSegment,
                counters,
                options.initializer().map(this::call).orElse(null),
                options.finalizer().map(this::call).orElse(null));
        workers = new WorkerSet(
                name,
                options,
                scheduler,
                lifecycle,
                timer,
                factory,
                counters,
                (worker, onDrained) ->
                        new WorkerQueue(worker.child(), worker.channel(), options, dispatcher, timer, parts, onDrained),
                this::checkEnd);
        memory = new MemoryMonitor(options, queues, timer, scheduler::requeue);
        feeders = new PoolFeeders(name, lifecycle, this::checkEnd);
        submitter = new TaskSubmitter(scheduler, collector, callbacks, keepAlive);
        end = new PoolEnd(
                name,
                lifecycle,
                callbacks,
                List.of(workers::close, collector::end, timer::end, poolSegment::remove, unreadFailures::tell, onEnd),
                this::stopWatching);
    }

    /** What the parts of the pool tell each other. */
    private final class Parts implements WorkerListener, ResultCollector.Growth, KeepAlive.Work {
        @Override
        public void expect(int more) {
            collector.expect(more);
        }

        @Override
        public void settle(List<TaskResult> results) {
            processor.settle(results);
        }

        @Override
        public void settle(TaskCrash crash) {
            processor.settle(crash);
        }

        @Override
        public void reclaimed(List<Chunk> unwanted) {
            scheduler.onReclaimed(unwanted);
        }

        @Override
        public void requeue(List<Chunk> chunks) {
            scheduler.requeue(chunks);
        }

        @Override
        public void workerIdle(long now) {
            workers.workerIdle(now);
        }

        @Override
        public void reported(Job job, String worker, HeapSource source) {
            job.options()
                    .progress()
                    .ifPresent(progress -> callbacks.run(() -> {
                        Object report =
                                runtime.codec().decode(source, job.call().loader());
                        if (report != null) {
                            progress.reported(worker, job.name(), report);
                        }
                    }));
        }

        @Override
        public boolean isElastic() {
            return workers.isElastic();
        }

        @Override
        public void grow() {
            workers.grow();
        }

        @Override
        public boolean isQuiet() {
            return PoolCore.this.isQuiet();
        }

        @Override
        public boolean isOpen() {
            return PoolCore.this.isOpen();
        }
    }

    private void starve() {
        scheduler.starve();
    }

    private EncodedRunnable call(VoidTask task) {
        EncodedFunction encoded = functions.encode(FunctionKind.RUNNABLE, task);
        return new EncodedRunnable(encoded.loaderId(), encoded.volatileLoader(), encoded.function());
    }

    /** The alarm looks at everything: there was no memory for something. */
    void lookSoon() {
        timer.lookAt(timer.now() + TaskTerminator.SOON_NANOS);
    }

    private long checkDeadlines(long now) {
        timer.lookAt(memory.poll(now));
        callbacks.ensureRun();
        long next = DeadlineTimer.NEVER;
        for (WorkerQueue workerQueue : queues) {
            next = Math.min(next, workerQueue.checkDeadlines(now));
        }
        if (!dispatcher.isEmpty()) {
            // A worker queue that was not taken back, because there was no memory for it, is offered again.
            queues.forEach(dispatcher::add);
            next = Math.min(next, now + MemoryMonitor.EVERY_NANOS);
        }
        return Math.min(next, workers.shrink(now));
    }

    /**
     * Starts it, for {@code facade} and its views, which lead to {@code use}: when nothing else does any more, the
     * pool ends.
     */
    void start(Object use) {
        forgetting = Forgetting.watch(use, new Forgotten(this));
        timer.start();
        collector.start();
        workers.start();
    }

    private void checkEnd() {
        end.check();
    }

    /** What has watched whether this JVM waits for the pool, and whether the program has forgotten it, is done. */
    private void stopWatching() {
        keepAlive.end();
        Cleaner.Cleanable watching = forgetting;
        if (watching != null) {
            watching.clean();
        }
    }

    /**
     * What is run when nothing of the program refers to the pool any more: it takes no more tasks, since nobody can
     * submit any, and ends when it has none.
     */
    private record Forgotten(PoolCore core) implements Runnable {
        @Override
        public void run() {
            if (core.isOpen()) {
                Log.warn(
                        "dev.procession.pool",
                        core.name + " was not closed, and nothing refers to it any more: made at=" + core.origin
                                + "; it ends when what was submitted is done; close it, best by"
                                + " try-with-resources");
                core.shutdown();
            }
        }
    }

    KeepAlive keepAlive() {
        return keepAlive;
    }

    /** Whether nothing that was submitted is left to do, callbacks and dependents included. */
    boolean isQuiet() {
        return isQuiet(Set.of());
    }

    /** As {@link #isQuiet()}, where callbacks are not counted if one of these threads runs them. */
    boolean isQuiet(Set<Thread> exiting) {
        // In this order: what an element owes when it ends is counted before the element is not.
        return lifecycle.outstanding() == 0
                && dependents.areAtRest()
                && (callbacks.areAtRest() || callbacks.isRunnerAmong(exiting))
                // And a dependent or a callback submits before it has ended.
                && lifecycle.outstanding() == 0;
    }

    ChildEnvironment runtime() {
        return runtime;
    }

    PoolOptions options() {
        return options;
    }

    String name() {
        return name;
    }

    PoolLifecycle lifecycle() {
        return lifecycle;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    ResultCollector collector() {
        return collector;
    }

    CallbackExecutor callbacks() {
        return callbacks;
    }

    FunctionEncoder functions() {
        return functions;
    }

    PoolSegment poolSegment() {
        return poolSegment;
    }

    WorkerSet workers() {
        return workers;
    }

    PoolFeeders feeders() {
        return feeders;
    }

    TaskSubmitter submitter() {
        return submitter;
    }

    /** Whether the pool takes tasks. */
    boolean isOpen() {
        return lifecycle.state() == PoolLifecycle.State.RUNNING;
    }

    PoolStats stats() {
        int idle = 0;
        int busy = 0;
        long assigned = 0;
        for (WorkerQueue workerQueue : queues) {
            assigned += workerQueue.elements();
            if (workerQueue.isIdle()) {
                idle++;
            } else {
                busy++;
            }
        }
        return new PoolStats(
                workers.size(),
                idle,
                busy,
                Math.max(0, lifecycle.outstanding() - assigned),
                assigned,
                counters.completed.sum(),
                counters.failed.sum(),
                counters.cancelled.sum(),
                counters.retried.sum(),
                counters.crashed.sum(),
                counters.started.sum());
    }

    /** Takes no more tasks. */
    void shutdown() {
        scheduler.shutdown();
        feeders.wake();
    }

    /** Gives up everything; returns the chunks that never started. */
    List<Chunk> terminate() {
        return terminate(null);
    }

    /** As {@link #terminate()}; because the session ends, if {@code why} is not {@code null}. */
    List<Chunk> terminate(@Nullable String why) {
        List<Chunk> never = scheduler.terminate(why);
        feeders.wake();
        for (Chunk chunk : never) {
            scheduler.fail(chunk, lifecycle.refusal());
        }
        end.check();
        return never;
    }

    PoolEnd end() {
        return end;
    }

    /** As {@link dev.procession.pool.ProcessPool#close()}. */
    void close() {
        shutdown();
        try {
            while (!end.await(TimeUnit.DAYS.toNanos(1))) {
                // As long as it takes.
            }
        } catch (InterruptedException e) {
            terminate();
            end.awaitUninterruptibly(TimeUnit.DAYS.toNanos(1));
            Thread.currentThread().interrupt();
        }
    }
}

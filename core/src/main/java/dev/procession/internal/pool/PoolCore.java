package dev.procession.internal.pool;

import dev.procession.function.VoidTask;
import dev.procession.internal.codec.HeapSource;
import dev.procession.internal.control.EncodedRunnable;
import dev.procession.internal.service.Log;
import dev.procession.internal.service.ServiceLoop;
import dev.procession.internal.session.SessionAttachment;
import dev.procession.internal.supervise.ChildEnvironment;
import dev.procession.internal.task.FunctionKind;
import dev.procession.internal.task.PoolSegment;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.PoolStats;
import dev.procession.pool.TaskOptions;
import java.lang.ref.Cleaner;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One pool: its workers' slots, its scheduler, its end. The views that {@link LocalPool} gives out share it.
 *
 * <p>Thread safety: every method may be called from any thread.
 */
final class PoolCore {
    private static final int ENDING_STEPS = 6;
    /** Maximum number of tries of a step of the end for which there is no memory. */
    private static final int MAX_ENDING_TRIES = 20;

    private final ChildEnvironment runtime;
    private final FunctionEncoder functions;
    private final PoolSegment poolSegment;
    private final PoolOptions options;
    private final String name;
    private final Scheduler scheduler;
    private final ResultCollector collector;
    private final ResultProcessor processor;
    private final DeadlineTimer timer;
    /** How long single tasks take. */
    private final DurationEstimate estimate = new DurationEstimate();

    private final KeepAlive keepAlive;
    private final Dependents dependents;
    private final CallbackExecutor callbacks;
    private final Dispatcher dispatcher;
    /** The worker queues of workers that are ready. */
    private final List<WorkerQueue> queues = new CopyOnWriteArrayList<>();

    private final Origin origin = new Origin();
    private volatile Cleaner.@Nullable Cleanable forgetting;
    private final Runnable onEnd;
    private final PoolCounters counters = new PoolCounters();
    private final UnreadFailures unreadFailures;
    private final MemoryMonitor memory;
    private final WorkerSet workers;
    private final Set<ImapFeeder> imapFeeders = ConcurrentHashMap.newKeySet();
    private final AtomicLong lastFeeder = new AtomicLong();
    private final AtomicBoolean ending = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);

    PoolCore(ChildEnvironment runtime, SessionAttachment session, PoolOptions options, String name, Runnable onEnd) {
        Log.prepare();
        this.runtime = runtime;
        functions = new FunctionEncoder(runtime);
        poolSegment = PoolSegment.create(session, options.workers());
        this.options = options;
        this.name = name;
        this.onEnd = onEnd;
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
        scheduler = new Scheduler(name, options, queues, collector, parts, counters, this::lookSoon, workEnded);
        dispatcher = scheduler.dispatcher();
        processor = new ResultProcessor(name, runtime.codec(), runtime.failures(), scheduler, counters);
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
                timer,
                factory,
                counters,
                (worker, onDrained) ->
                        new WorkerQueue(worker.child(), worker.channel(), options, dispatcher, timer, parts, onDrained),
                this::checkEnd);
        memory = new MemoryMonitor(options, queues, timer, scheduler::requeue);
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

    /** After whatever may have been last. */
    private void checkEnd() {
        if (scheduler.isEnded() && ending.compareAndSet(false, true)) {
            for (int step = 0; step < ENDING_STEPS; step++) {
                endStep(step);
            }
            ended.countDown();
            keepAlive.end();
            Cleaner.Cleanable watching = forgetting;
            if (watching != null) {
                watching.clean();
            }
        }
    }

    /** One step of the end; the next ones are done whatever becomes of it, because threads wait for the last. */
    private void endStep(int step) {
        for (int tries = 1; tries <= MAX_ENDING_TRIES; tries++) {
            try {
                switch (step) {
                    case 0 -> workers.close();
                    case 1 -> collector.end();
                    case 2 -> timer.end();
                    case 3 -> poolSegment.remove();
                    case 4 -> unreadFailures.tell();
                    default -> onEnd.run();
                }
                return;
            } catch (OutOfMemoryError e) { // Tried again: there may be memory by then.
                ServiceLoop.afterShortage();
            } catch (RuntimeException | Error e) {
                Log.warn("dev.procession.pool", name, "failed to end", e);
                return;
            }
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
        return scheduler.outstanding() == 0
                && dependents.areAtRest()
                && (callbacks.areAtRest() || callbacks.isRunnerAmong(exiting))
                // And a dependent or a callback submits before it has ended.
                && scheduler.outstanding() == 0;
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
        boolean submitted = false;
        try {
            scheduler.submit(chunk);
            submitted = true;
        } finally {
            if (last != null && !submitted) {
                last.refuse();
                future.settleCancelled();
            }
        }
        keepAlive.workSubmitted();
        return future;
    }

    /** Runs {@code feeder} on a thread of its own; the pool does not end before it has. */
    void feed(Runnable feeder) {
        scheduler.addFeeder();
        boolean started = false;
        try {
            Thread.ofPlatform()
                    .daemon()
                    .name("procession-" + name + "-feeder-" + lastFeeder.incrementAndGet())
                    .start(() -> {
                        try {
                            feeder.run();
                        } finally {
                            endFeeder();
                        }
                    });
            started = true;
        } finally {
            if (!started) {
                scheduler.removeFeeder();
            }
        }
    }

    private void endFeeder() {
        scheduler.removeFeeder();
        ServiceLoop.untilMemory(this::checkEnd);
    }

    /**
     * Runs the feeder of an imap on a thread of its own; the pool does not wait for it, but tells it when it takes no
     * more.
     */
    void remember(ImapFeeder feeder) {
        imapFeeders.add(feeder);
        boolean started = false;
        try {
            Thread.ofPlatform()
                    .daemon()
                    .name("procession-" + name + "-feeder-" + lastFeeder.incrementAndGet())
                    .start(feeder);
            started = true;
        } finally {
            if (!started) {
                imapFeeders.remove(feeder);
            }
        }
    }

    void forget(ImapFeeder feeder) {
        imapFeeders.remove(feeder);
    }

    /** Whether the pool takes tasks. */
    boolean isOpen() {
        return scheduler.state() == Scheduler.State.RUNNING;
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
                Math.max(0, scheduler.outstanding() - assigned),
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
        imapFeeders.forEach(ImapFeeder::wake);
    }

    /** Gives up everything; returns the chunks that never started. */
    List<Chunk> terminate() {
        return terminate(null);
    }

    /** As {@link #terminate()}; because the session ends, if {@code why} is not {@code null}. */
    List<Chunk> terminate(@Nullable String why) {
        List<Chunk> never = scheduler.terminate(why);
        imapFeeders.forEach(ImapFeeder::wake);
        for (Chunk chunk : never) {
            scheduler.fail(chunk, scheduler.refusal());
        }
        checkEnd();
        return never;
    }

    /** Waits until all has ended, callbacks included, or {@code nanos} have passed; returns whether it has. */
    boolean awaitEnd(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        return awaitWorkers(deadline) && callbacks.await(deadline - System.nanoTime());
    }

    private boolean awaitWorkers(long deadline) throws InterruptedException {
        if (!scheduler.awaitEnd(deadline - System.nanoTime())) {
            return false;
        }
        checkEnd();
        return ended.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    /** Whether nothing of it is left. */
    boolean isEnded() {
        return ended.getCount() == 0;
    }

    /** As {@link #awaitEnd(long)}, whatever interrupts, an interrupt being kept. */
    boolean awaitEndUninterruptibly(long nanos) {
        long deadline = System.nanoTime() + nanos;
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return awaitWorkers(deadline);
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
}

package dev.procession.internal.pool;

import dev.procession.internal.codec.FailureCodec;
import dev.procession.internal.codec.ObjectCodec;
import dev.procession.internal.service.Log;
import dev.procession.internal.service.ServiceLoop;
import dev.procession.pool.MemoryLimitException;
import dev.procession.pool.TaskTimeoutException;
import dev.procession.pool.WorkerCrashedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Decodes results and failures and completes futures, or has the element retried.
 *
 * <p>Decoding, and the user's say on retries, run the user's code; so no lock is held here.
 *
 * <p>Thread safety: any thread.
 */
final class ResultProcessor {
    /** Bytes of an outcome for which there is no memory only in a heap that is full. */
    private static final int SMALL_BYTES = 64 << 10;

    private final String pool;
    private final ObjectCodec codec;
    private final FailureCodec failures;
    private final Scheduler scheduler;
    private final PoolLifecycle lifecycle;
    private final PoolCounters counters;

    /**
     * What settles the outcomes of a pool.
     *
     * @param pool its name
     */
    ResultProcessor(
            String pool,
            ObjectCodec codec,
            FailureCodec failures,
            PoolLifecycle lifecycle,
            Scheduler scheduler,
            PoolCounters counters) {
        this.pool = pool;
        this.codec = codec;
        this.failures = failures;
        this.scheduler = scheduler;
        this.lifecycle = lifecycle;
        this.counters = counters;
    }

    /**
     * Settles outcomes. Where there is no memory for a small one, those that came with it fail with it, untried: in
     * a heap that is full each try is a collection of the whole heap, and thousands of them would keep the threads
     * that hold the memory from hearing of it for minutes.
     */
    void settle(List<TaskResult> arrivals) {
        List<Chunk> again = List.of();
        int done = 0;
        Throwable full = null;
        for (int i = 0; i < arrivals.size(); i++) {
            TaskResult result = arrivals.get(i);
            if (full != null) {
                done++;
                giveUp(result, full);
                continue;
            }
            try {
                Chunk retried = settle(result);
                if (retried == null) {
                    done++;
                } else {
                    again = again.isEmpty() ? new ArrayList<>() : again;
                    again.add(retried);
                }
            } catch (RuntimeException | Error e) { // no memory, most likely; the others are to be told all the same
                // The count first: to warn of it may fail as well.
                done++;
                full = ServiceLoop.isOutOfMemory(e) ? e : null;
                giveUp(result, e);
            }
        }
        try {
            scheduler.requeue(again);
        } finally {
            lifecycle.done(done);
        }
    }

    /** An element whose settling failed fails with that, unless it was told its outcome before. */
    private void giveUp(TaskResult result, Throwable why) {
        try {
            result.chunk().fail(result.index(), why);
            counters.failed.increment();
            Log.warn("dev.procession.pool", pool, "failed to settle a task", why);
        } catch (RuntimeException | Error e) {
            // It is told first, and what is done for it then is not worth more.
        }
    }

    private @Nullable Chunk settle(TaskResult result) {
        Chunk chunk = result.chunk();
        long nanos = result.nanos();
        chunk.job().pace().observe(nanos);
        chunk.ran(result.child().name(), nanos, result.attempt());
        Object value = null;
        Throwable failure = null;
        try {
            if (result.reason() == TerminationReason.TIMED_OUT) {
                failure = timedOut(chunk, result.child().name(), result.child().pid(), false);
            } else if (result.failed()) {
                failure = failures.decode(result.body(), chunk.job().call().loader())
                        .throwable();
            } else {
                value = codec.decode(result.body(), chunk.job().call().loader());
            }
        } catch (Throwable t) { // whatever the classes of a result do here is that call's failure
            if (result.record().length < SMALL_BYTES && ServiceLoop.isOutOfMemory(t)) {
                throw t;
            }
            failure = t;
        }
        if (PoolEvents.areOn()) {
            PoolEvents.task(chunk.job(), chunk.worker(), result.attempt(), nanos, failure);
        }
        if (failure == null) {
            counters.completed.increment();
            chunk.complete(result.index(), value);
            return null;
        }
        return fail(chunk, result.index(), result.attempt(), failure);
    }

    /** Settles what ran when its worker died. */
    void settle(TaskCrash crash) {
        Chunk chunk = crash.chunk();
        chunk.ran(crash.child().name(), DeadlineTimer.nanos(crash.ran()), crash.attempt());
        Throwable failure;
        try {
            failure = failure(crash);
        } catch (OutOfMemoryError e) { // its waiter is told of that instead
            failure = e;
        }
        if (PoolEvents.areOn()) {
            PoolEvents.task(chunk.job(), chunk.worker(), crash.attempt(), chunk.nanos(), failure);
        }
        if (failure instanceof WorkerCrashedException || failure instanceof MemoryLimitException) {
            counters.crashed.increment();
        }
        Chunk again = null;
        try {
            again = fail(chunk, crash.index(), crash.attempt(), failure);
        } catch (OutOfMemoryError e) { // no memory for another try
            chunk.fail(crash.index(), e);
        }
        if (again == null) {
            lifecycle.done(1);
        } else {
            scheduler.requeue(List.of(again));
        }
    }

    private Throwable failure(TaskCrash crash) {
        if (crash.terminationCause() != null) {
            return crash.terminationCause();
        }
        return switch (crash.reason()) {
            case TIMED_OUT ->
                timedOut(crash.chunk(), crash.child().name(), crash.child().pid(), crash.killed());
            case CANCELLED -> new CancelledChunkException("the task was cancelled");
            case NONE -> lifecycle.state() == PoolLifecycle.State.TERMINATED ? lifecycle.refusal() : crashed(crash);
        };
    }

    /** Tells of a failure; or returns what is to run instead. */
    private @Nullable Chunk fail(Chunk chunk, int index, int attempt, Throwable failure) {
        if (!retries(chunk, attempt, failure)) {
            (failure instanceof CancellationException ? counters.cancelled : counters.failed).increment();
            chunk.fail(index, failure);
            return null;
        }
        counters.retried.increment();
        return chunk.count() == 1 ? chunk : chunk.slice(index, index + 1, attempt);
    }

    @SuppressWarnings("ReferenceEquality") // an exception cannot suppress itself
    private static boolean retries(Chunk chunk, int attempt, Throwable failure) {
        if (chunk.isUnwanted()
                || attempt > chunk.job().options().retries()
                || failure instanceof CancellationException) {
            return false;
        }
        try {
            return chunk.job().options().retryOn().test(failure);
        } catch (RuntimeException | Error e) { // the predicate is the user's; its failure is no reason to try again
            if (e != failure) {
                failure.addSuppressed(e);
            }
            return false;
        }
    }

    private static TaskTimeoutException timedOut(Chunk chunk, String worker, long pid, boolean workerKilled) {
        Duration timeout = chunk.job().options().timeout().orElse(Duration.ZERO);
        return new TaskTimeoutException(
                "task " + chunk.job().name() + " exceeded its timeout: ran="
                        + TimeUnit.NANOSECONDS.toMillis(chunk.nanos())
                        + " ms, timeout="
                        + timeout.toMillis() + " ms; "
                        + (workerKilled
                                ? "it did not end within "
                                        + chunk.job()
                                                .options()
                                                .graceBeforeKill()
                                                .toMillis()
                                        + " ms of its interrupt, and its worker " + worker + " (pid " + pid
                                        + ") was killed"
                                : "it ended when it was interrupted"),
                timeout,
                workerKilled);
    }

    private static WorkerCrashedException crashed(TaskCrash crash) {
        String task = crash.chunk().job().name();
        return new WorkerCrashedException(
                "worker " + crash.child().name() + " (pid " + crash.child().pid() + ") ended while it ran task " + task
                        + ": " + crash.report().describe()
                        + (crash.residentBytes() == 0
                                ? ""
                                : ", resident memory when last seen=" + (crash.residentBytes() >> 20) + " MiB")
                        + crash.report().stderrSummary(),
                crash.report().status(),
                crash.child().pid(),
                crash.child().name(),
                crash.report().stderrTail(),
                crash.report().crashReport(),
                task,
                crash.residentBytes());
    }
}

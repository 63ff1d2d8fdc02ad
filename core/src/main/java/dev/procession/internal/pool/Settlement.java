package dev.procession.internal.pool;

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
 * What becomes of outcomes: values and failures are decoded and told, or the element runs again.
 *
 * <p>Decoding, and the user's say on retries, run code of the user's; so no lock is held here.
 *
 * <p>Thread safety: any thread.
 */
final class Settlement {
    /** Bytes of an outcome for which there is no memory only in a heap that is full. */
    private static final int SMALL_BYTES = 64 << 10;

    private final PoolCore pool;

    Settlement(PoolCore pool) {
        this.pool = pool;
    }

    static long nanos(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException e) {
            // Far enough, and no sum with a time of now overflows so that it seems near.
            return Long.MAX_VALUE / 2;
        }
    }

    /**
     * Settles outcomes. Where there is no memory for a small one, those that came with it fail with it, untried: in a heap that is full each try is a
     * collection of the whole heap, and thousands of them would keep the threads that hold the memory from hearing of it for minutes.
     */
    void settle(List<Arrival> arrivals) {
        List<Item> again = List.of();
        int done = 0;
        Throwable full = null;
        for (int i = 0; i < arrivals.size(); i++) {
            Arrival arrival = arrivals.get(i);
            if (full != null) {
                done++;
                giveUp(arrival, full);
                continue;
            }
            try {
                Item retried = settle(arrival);
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
                giveUp(arrival, e);
            }
        }
        try {
            pool.scheduler().requeue(again);
        } finally {
            pool.scheduler().done(done);
        }
    }

    /** An element whose settling failed fails with that, unless it was told its outcome before. */
    private void giveUp(Arrival arrival, Throwable why) {
        try {
            arrival.item().fail(arrival.index(), why);
            pool.tally().failed.increment();
            Log.warn("dev.procession.pool", pool.name(), "failed to settle a task", why);
        } catch (RuntimeException | Error e) {
            // It is told first, and what is done for it then is not worth more.
        }
    }

    private @Nullable Item settle(Arrival arrival) {
        Item item = arrival.item();
        long nanos = arrival.nanos();
        item.job().pace().observe(nanos);
        item.ran(arrival.child().name(), nanos, arrival.attempt());
        Object value = null;
        Throwable failure = null;
        try {
            if (arrival.reason() == Cutoff.Reason.TIMED_OUT) {
                failure = timedOut(item, arrival.child().name(), arrival.child().pid(), false);
            } else if (arrival.failed()) {
                failure = pool.runtime()
                        .failures()
                        .decode(arrival.body(), item.job().call().loader())
                        .throwable();
            } else {
                value = pool.runtime()
                        .codec()
                        .decode(arrival.body(), item.job().call().loader());
            }
        } catch (Throwable t) { // whatever the classes of a result do here is that call's failure
            if (arrival.record().length < SMALL_BYTES && ServiceLoop.isOutOfMemory(t)) {
                throw t;
            }
            failure = t;
        }
        if (FlightRecords.areOn()) {
            FlightRecords.task(item.job(), item.worker(), arrival.attempt(), nanos, failure);
        }
        if (failure == null) {
            pool.tally().completed.increment();
            item.complete(arrival.index(), value);
            return null;
        }
        return fail(item, arrival.index(), arrival.attempt(), failure);
    }

    /** Settles what ran when its worker died. */
    void settle(Crash crash) {
        Item item = crash.item();
        item.ran(crash.child().name(), nanos(crash.ran()), crash.attempt());
        Throwable failure;
        try {
            failure = failure(crash);
        } catch (OutOfMemoryError e) { // its waiter is told of that instead
            failure = e;
        }
        if (FlightRecords.areOn()) {
            FlightRecords.task(item.job(), item.worker(), crash.attempt(), item.nanos(), failure);
        }
        if (failure instanceof WorkerCrashedException || failure instanceof MemoryLimitException) {
            pool.tally().crashed.increment();
        }
        Item again = null;
        try {
            again = fail(item, crash.index(), crash.attempt(), failure);
        } catch (OutOfMemoryError e) { // no memory for another try
            item.fail(crash.index(), e);
        }
        if (again == null) {
            pool.scheduler().done(1);
        } else {
            pool.scheduler().requeue(List.of(again));
        }
    }

    private Throwable failure(Crash crash) {
        if (crash.doom() != null) {
            return crash.doom();
        }
        return switch (crash.reason()) {
            case TIMED_OUT ->
                timedOut(crash.item(), crash.child().name(), crash.child().pid(), crash.killed());
            case CANCELLED -> new CancelledItemException("the task was cancelled");
            case NOT ->
                pool.scheduler().state() == Scheduler.State.TERMINATED
                        ? pool.scheduler().refusal()
                        : crashed(crash);
        };
    }

    /** Tells of a failure; or returns what is to run instead. */
    private @Nullable Item fail(Item item, int index, int attempt, Throwable failure) {
        if (!retries(item, attempt, failure)) {
            (failure instanceof CancellationException ? pool.tally().cancelled : pool.tally().failed).increment();
            item.fail(index, failure);
            return null;
        }
        pool.tally().retried.increment();
        return item.count() == 1 ? item : item.slice(index, index + 1, attempt);
    }

    @SuppressWarnings("ReferenceEquality") // an exception cannot suppress itself
    private static boolean retries(Item item, int attempt, Throwable failure) {
        if (item.isUnwanted() || attempt > item.job().options().retries() || failure instanceof CancellationException) {
            return false;
        }
        try {
            return item.job().options().retryOn().test(failure);
        } catch (RuntimeException | Error e) { // the predicate is the user's; its failure is no reason to try again
            if (e != failure) {
                failure.addSuppressed(e);
            }
            return false;
        }
    }

    private static TaskTimeoutException timedOut(Item item, String worker, long pid, boolean workerKilled) {
        Duration timeout = item.job().options().timeout().orElse(Duration.ZERO);
        return new TaskTimeoutException(
                "task " + item.job().name() + " exceeded its timeout: ran="
                        + TimeUnit.NANOSECONDS.toMillis(item.nanos())
                        + " ms, timeout="
                        + timeout.toMillis() + " ms; "
                        + (workerKilled
                                ? "it did not end within "
                                        + item.job().options().graceBeforeKill().toMillis()
                                        + " ms of its interrupt, and its worker " + worker + " (pid " + pid
                                        + ") was killed"
                                : "it ended when it was interrupted"),
                timeout,
                workerKilled);
    }

    private static WorkerCrashedException crashed(Crash crash) {
        String task = crash.item().job().name();
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

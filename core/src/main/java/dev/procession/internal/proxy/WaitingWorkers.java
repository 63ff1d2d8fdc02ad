package dev.procession.internal.proxy;

import dev.procession.internal.service.Log;
import dev.procession.pool.PoolStarvationException;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.WorkerInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The workers of a pool whose tasks wait for other tasks of that pool, and the proof that all do: each worker runs
 * one task at a time, in one thread, so a worker in which that thread waits for the pool runs nothing else. When
 * every worker waits, and none has begun or ended to wait for a while, nothing moves any more.
 *
 * <p>Whether a task waits for a future is not known here. When the tasks of all workers have submitted tasks that are
 * not done, or wait, and nothing changes for long, one line in the log says so.
 *
 * <p>Thread safety: any thread.
 */
final class WaitingWorkers {
    /**
     * Time in which a wait that is over is sure to be seen to be: from the settling of a task to the return of the
     * call that waits for it.
     */
    private static final long QUIET_MILLIS = 1_000;

    /** Time without a change after which futures of the pool's own tasks are worth a line. */
    private static final long SILENCE_SECONDS = 5;

    private final ProcessPool pool;
    /** The calls that wait, oldest first; guarded by this, as are the rest. */
    private final List<Long> waiting = new ArrayList<>();

    /** The workers whose tasks have submitted tasks that are not done, one element for each of these. */
    private final List<Long> submitted = new ArrayList<>();

    private long changes;
    private boolean isWatched;
    private boolean isWarned;

    WaitingWorkers(ProcessPool pool) {
        this.pool = pool;
    }

    /**
     * Waits for a task on behalf of the thread that runs the tasks of the worker process {@code pid}.
     *
     * @throws PoolStarvationException if every worker of the pool waits for the pool, and this call is the newest;
     *     the task is cancelled then
     * @throws InterruptedException if the call is taken back; the task is cancelled then
     * @throws ExecutionException as {@link TaskFuture#get()}
     */
    <R extends @Nullable Object> R await(TaskFuture<R> future, long pid)
            throws InterruptedException, ExecutionException {
        Long call = pid;
        long seen = begin(call);
        try {
            while (true) {
                try {
                    return future.get(QUIET_MILLIS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    if (isStarved(call, seen)) {
                        future.cancel(true);
                        throw starved();
                    }
                    seen = changes();
                }
            }
        } catch (InterruptedException e) {
            future.cancel(true);
            throw e;
        } finally {
            end(call);
        }
    }

    /** Notes a task that the task of the worker process {@code pid} has submitted, and may wait for. */
    <R extends @Nullable Object> CompletableFuture<R> note(CompletableFuture<R> future, long pid) {
        Long submitter = pid;
        synchronized (this) {
            submitted.add(submitter);
            changes++;
            watch();
        }
        var _ = future.whenComplete((_, _) -> {
            synchronized (this) {
                submitted.remove(submitter);
                changes++;
            }
        });
        return future;
    }

    /** Has the silence checked later, unless that is due already. */
    private void watch() {
        if (!isWatched && !isWarned && !submitted.isEmpty()) {
            isWatched = true;
            long seen = changes;
            CompletableFuture.delayedExecutor(SILENCE_SECONDS, TimeUnit.SECONDS).execute(() -> check(seen));
        }
    }

    private void check(long seen) {
        List<WorkerInfo> workers = pool.workers();
        synchronized (this) {
            isWatched = false;
            if (changes != seen || !allWait(workers, true)) {
                watch();
                return;
            }
            isWarned = true;
        }
        Log.warn(
                "dev.procession.pool",
                "tasks of all workers have submitted tasks to their own pool, and nothing has changed since: workers="
                        + workers.size() + ", seconds=" + SILENCE_SECONDS
                        + "; if they wait for them, they wait forever, because no worker is left to run them; give the"
                        + " inner tasks a pool of their own, or submit them from outside the pool");
    }

    private synchronized long begin(Long call) {
        waiting.add(call);
        return ++changes;
    }

    private synchronized void end(Long call) {
        waiting.remove(call);
        changes++;
    }

    private synchronized long changes() {
        return changes;
    }

    /** Whether all workers wait, have waited since {@code seen}, and this call began last. */
    private boolean isStarved(Long call, long seen) {
        List<WorkerInfo> workers = pool.workers();
        synchronized (this) {
            if (changes != seen || waiting.isEmpty() || !waiting.getLast().equals(call)) {
                return false;
            }
            return allWait(workers, false);
        }
    }

    /** Whether each worker runs a task that waits, or {@code orHaveSubmitted}. The caller holds the lock. */
    private boolean allWait(List<WorkerInfo> workers, boolean orHaveSubmitted) {
        for (WorkerInfo worker : workers) {
            boolean waits = waiting.contains(worker.pid()) || (orHaveSubmitted && submitted.contains(worker.pid()));
            if (!waits || worker.state() != WorkerInfo.State.BUSY) {
                return false;
            }
        }
        return !workers.isEmpty();
    }

    private PoolStarvationException starved() {
        return new PoolStarvationException(
                "the pool's own tasks wait for it: workers=" + pool.workers().size()
                        + ", waiting=all; each runs a task that waits for another task of the same pool, and none is left to run"
                        + " one; give the inner tasks a pool of their own, or submit them from outside the pool");
    }
}

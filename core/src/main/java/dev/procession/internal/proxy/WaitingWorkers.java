package dev.procession.internal.proxy;

import dev.procession.pool.PoolStarvationException;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.WorkerInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The workers of a pool whose tasks wait for other tasks of that pool, and the proof that all do: each worker runs
 * one task at a time, in one thread, so a worker in which that thread waits for the pool runs nothing else. When
 * every worker waits, and none has begun or ended to wait for a while, nothing moves any more.
 *
 * <p>Thread safety: any thread.
 */
final class WaitingWorkers {
    /**
     * Time in which a wait that is over is sure to be seen to be: from the settling of a task to the return of the
     * call that waits for it.
     */
    private static final long QUIET_MILLIS = 1_000;

    private final ProcessPool pool;
    /** The calls that wait, oldest first; guarded by this, as is the next. */
    private final List<Long> waiting = new ArrayList<>();

    private long changes;

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
            for (WorkerInfo worker : workers) {
                if (worker.state() != WorkerInfo.State.BUSY || !waiting.contains(worker.pid())) {
                    return false;
                }
            }
            return !workers.isEmpty();
        }
    }

    private PoolStarvationException starved() {
        return new PoolStarvationException(
                "the pool's own tasks wait for it: workers=" + pool.workers().size()
                        + ", waiting=all; each runs a task that waits for another task of the same pool, and none is left to run"
                        + " one; give the inner tasks a pool of their own, or submit them from outside the pool");
    }
}

package dev.procession.internal.pool;

import dev.procession.pool.PoolBrokenException;
import dev.procession.pool.PoolOptions;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Takes chunks on, gives them to the {@link Dispatcher}, and gives them up: as cancelled, or because the pool ends.
 *
 * <p>An element is waiting in the {@link Dispatcher}, or with exactly one {@link WorkerQueue}, or done.
 *
 * <p>Thread safety: every method may be called from any thread.
 */
final class Scheduler {
    private final String pool;
    private final PoolLifecycle lifecycle;
    private final PoolCounters counters;
    private final ResultCollector collector;
    private final ResultCollector.Growth growth;
    /** {@code null} if any number of tasks may wait. */
    private final @Nullable Admission admission;

    private final Dispatcher dispatcher;
    private final List<WorkerQueue> queues;
    /**
     * The scheduler of a pool.
     *
     * @param pool its name
     * @param options its limits
     * @param queues the worker queues of workers that are ready; only this changes them
     * @param lookSoon has the pool's timer look at everything
     */
    Scheduler(
            String pool,
            PoolOptions options,
            PoolLifecycle lifecycle,
            List<WorkerQueue> queues,
            ResultCollector collector,
            ResultCollector.Growth growth,
            PoolCounters counters,
            Runnable lookSoon) {
        this.pool = pool;
        this.lifecycle = lifecycle;
        this.queues = queues;
        this.collector = collector;
        this.growth = growth;
        this.counters = counters;
        dispatcher = new Dispatcher(given -> fail(given.chunk(), given.why()), this::cancelLate, lookSoon);
        OptionalLong limit = options.maxQueuedTasks();
        admission = limit.isEmpty()
                ? null
                : new Admission(pool, limit.getAsLong(), options.queueFullPolicy(), Chunk.NO_MEMORY);
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    /** Whether a worker is ready. */
    boolean isAnyServing() {
        return !queues.isEmpty();
    }

    /** A worker is ready. */
    void open(WorkerQueue workerQueue) {
        queues.add(workerQueue);
        dispatcher.add(workerQueue);
        if (!dispatcher.isEmpty()) {
            growth.grow();
        }
    }

    /** A worker takes no more. */
    void close(WorkerQueue workerQueue) {
        queues.remove(workerQueue);
    }

    /**
     * Takes a chunk.
     *
     * @throws RejectedExecutionException if the pool takes none any more, or has no room for it
     * @throws PoolBrokenException if it is broken
     */
    void submit(Chunk chunk) {
        try {
            admit(chunk);
            take(chunk, false);
        } catch (Throwable t) {
            // It does not run; unless a worker has it all the same, where it is settled.
            chunk.giveUp();
            throw t;
        }
    }

    /**
     * As {@link #submit(Chunk)}, by a thread that will {@linkplain ResultCollector#reserveLead lead}: it does not
     * promise to before there is room.
     */
    void submitAndPromise(Chunk chunk) {
        try {
            admit(chunk);
            collector.reserveLead();
            try {
                take(chunk, false);
            } catch (Throwable t) {
                collector.releaseLead();
                throw t;
            }
        } catch (Throwable t) {
            chunk.giveUp();
            throw t;
        }
    }

    private void admit(Chunk chunk) {
        if (admission != null && !chunk.job().isMany()) {
            lifecycle.checkOpen();
            admission.enter();
            chunk.setAdmission(admission);
        }
    }

    /** As {@link #submit(Chunk)}, for a feeder that was registered before the pool was shut down. */
    void feed(Chunk chunk) {
        try {
            take(chunk, true);
        } catch (Throwable t) {
            chunk.giveUp();
            throw t;
        }
    }

    private void take(Chunk chunk, boolean fed) {
        lifecycle.reserve(chunk.count(), fed);
        try {
            dispatcher.add(chunk);
            if (growth.isElastic() && !dispatcher.isEmpty()) {
                growth.grow();
            }
            rejectIfTerminated();
        } catch (Throwable t) {
            if (chunk.giveUp()) {
                lifecycle.done(chunk.count());
            }
            throw t;
        }
    }

    /** A chunk will not run: each of its elements fails; as cancelled, if {@code why} is {@code null}. */
    void fail(Chunk chunk, @Nullable Throwable why) {
        try {
            Throwable failure = why == null ? new CancelledChunkException("the task was cancelled") : why;
            chunk.failAll(failure);
            (failure instanceof CancellationException ? counters.cancelled : counters.failed).add(chunk.count());
        } catch (OutOfMemoryError e) {
            chunk.failAll(e);
        } finally {
            lifecycle.done(chunk.count());
        }
    }

    /** Chunks were taken back from a worker; these of them nobody wants, the others wait again. */
    void onReclaimed(List<Chunk> unwanted) {
        unwanted.forEach(chunk -> fail(chunk, null));
        rejectIfTerminated();
    }

    /**
     * Gives back chunks that were not begun, or are to run again, before the others of their sub-queues; those that
     * nobody wants any more are done.
     */
    void requeue(List<Chunk> items) {
        for (int i = items.size() - 1; i >= 0; i--) {
            Chunk chunk = items.get(i);
            if (chunk.isUnwanted()) {
                fail(chunk, null);
            } else {
                chunk.release();
                dispatcher.putFirst(chunk);
            }
        }
        if (!items.isEmpty()) {
            dispatcher.dispatch();
            rejectIfTerminated();
        }
    }

    /** Termination drains the queue; a submitter that raced with it drains its own chunk. */
    private void rejectIfTerminated() {
        if (lifecycle.isTerminated()) {
            failWaiting(lifecycle.refusal());
        }
    }

    /**
     * There is no memory to go on: those who wait for the pool are told, and one of them may release some. Takes none
     * itself.
     */
    void starve() {
        if (admission != null) {
            admission.starve();
        }
        failWaiting(Chunk.NO_MEMORY);
        for (int i = 0; i < queues.size(); i++) {
            queues.get(i).starve();
        }
    }

    /** All chunks that wait fail with {@code why}. */
    void failWaiting(Throwable why) {
        for (Chunk chunk = dispatcher.giveUpNext(); chunk != null; chunk = dispatcher.giveUpNext()) {
            fail(chunk, why);
        }
    }

    /** Gives up a chunk nobody wants: it is dropped if it waits, and ended in its worker if it may be. */
    void cancel(Chunk chunk, boolean mayEnd) {
        chunk.abandon(mayEnd);
        if (chunk.giveUp()) {
            counters.cancelled.add(chunk.count());
            lifecycle.done(chunk.count());
            return;
        }
        // Without a worker queue it is on its way to one; the dispatcher looks at it again when it is there.
        Chunk.Owner owner = chunk.owner();
        if (owner != null) {
            owner.cancel(chunk, mayEnd);
        }
    }

    private void cancelLate(Chunk chunk) {
        Chunk.Owner owner = chunk.owner();
        if (owner != null) {
            owner.cancel(chunk, chunk.mayEnd());
        }
    }

    /** All elements of a job have an outcome: workers need not keep its function. */
    void end(Job job) {
        job.end();
        for (WorkerQueue workerQueue : queues) {
            workerQueue.forget(job.call());
        }
    }

    /** Gives up what was not begun of a job. It takes no more. */
    void drop(Job job) {
        job.drop(false);
        dispatcher.sweep(job);
        for (WorkerQueue workerQueue : queues) {
            workerQueue.reclaimUnstarted(job);
            workerQueue.forget(job.call());
        }
    }

    /**
     * Gives up a job: what waits of it is dropped when its turn comes, what workers have not begun is taken back, and
     * what runs is ended if it may be.
     */
    void cancel(Job job, boolean mayEnd) {
        job.drop(mayEnd);
        dispatcher.sweep(job);
        for (WorkerQueue workerQueue : queues) {
            workerQueue.cancel(job, mayEnd);
            workerQueue.forget(job.call());
        }
    }

    /** Takes no more chunks. */
    void shutdown() {
        List<PoolLifecycle.Slot> woken = lifecycle.drain();
        closeAdmission();
        woken.forEach(PoolLifecycle.Slot::wake);
    }

    private void closeAdmission() {
        if (admission != null) {
            admission.close();
        }
    }

    /** Takes no more chunks and gives up those it has; returns those that never started. */
    List<Chunk> terminate() {
        return terminate(null);
    }

    /** As {@link #terminate()}; because the session ends, if {@code why} is not {@code null}. */
    List<Chunk> terminate(@Nullable String why) {
        if (!lifecycle.terminate(why)) {
            return List.of();
        }
        closeAdmission();
        List<Chunk> given = dispatcher.giveUpAll();
        for (PoolLifecycle.Slot slot : lifecycle.slots()) {
            given.addAll(slot.terminate());
        }
        return given;
    }

    /** No slot can start: every chunk fails with {@code why}. */
    void breakPool(PoolBrokenException why) {
        if (lifecycle.breakPool(why)) {
            closeAdmission();
            rejectIfTerminated();
            lifecycle.slots().forEach(PoolLifecycle.Slot::wake);
        }
    }

    @Override
    public String toString() {
        long idle = queues.stream().filter(WorkerQueue::isIdle).count();
        return pool + "[" + lifecycle + ", idle=" + idle + "]";
    }
}

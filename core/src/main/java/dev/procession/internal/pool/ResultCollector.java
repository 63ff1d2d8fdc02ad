package dev.procession.internal.pool;

import dev.procession.internal.codec.ObjectCodec;
import dev.procession.internal.service.Log;
import dev.procession.internal.service.ServiceLoop;
import dev.procession.internal.task.PoolSegment;
import dev.procession.internal.wait.WaitPoint;
import dev.procession.process.SessionClosedException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits for outcomes, and collects them from the worker queues; one thread at a time, the leader. A thread that
 * waits for a future leads, if nobody else does, until the future is settled: so the outcome of a single task comes
 * straight to who waits for it. Otherwise the keeper leads, a thread of the pool's, which sleeps
 * while nothing is expected.
 *
 * <p>While many short elements are expected, the leader does not ask to be woken for each: it sleeps for a part of
 * the time that they will take, and finds many.
 *
 * <p>Source of the pattern: D. Schmidt et al., "Leader/Followers" (2000).
 *
 * <p>Thread safety: any thread.
 */
final class ResultCollector {
    /** From so many expected elements on, the leader goes by the time they take. */
    private static final int MANY = 16;

    private static final long MIN_NAP_NANOS = 20_000;
    private static final long MAX_NAP_NANOS = 250_000;
    /**
     * How long something may stay behind an element that takes long, while others have nothing to do, before it is
     * looked at.
     */
    private static final long BLOCKED_CHECK_NANOS = InFlightWindow.AHEAD_NANOS;

    /** Interval between checks while no worker is idle: one may have become idle since. */
    private static final long NOBODY_IDLE_NANOS = 20_000_000;

    private static final long GONE_PAUSE_NANOS = 1_000_000;

    /** What the futures of a pool need to settle. */
    record Completions(
            ObjectCodec codec, UnreadFailures unreadFailures, Executor dependents, CallbackExecutor callbacks) {}

    /** How a pool gets more workers. */
    interface Growth {
        /** Whether the number of workers follows the work. */
        boolean isElastic();

        /** Chunks wait: has another worker, if there may be one and none is on its way. */
        void grow();
    }

    private final String pool;
    private final PoolSegment poolSegment;
    private final List<WorkerQueue> queues;
    private final DeadlineTimer timer;
    private final Completions completions;
    private final Growth growth;
    private final Runnable starve;
    private final ReentrantLock leading = new ReentrantLock();
    private final AtomicInteger expected = new AtomicInteger();
    private final AtomicInteger promises = new AtomicInteger();
    private @Nullable Thread keeper;
    private volatile boolean ended;

    /**
     * What collects the outcomes of these queues.
     *
     * @param pool its name
     * @param growth is told when what is queued behind a long element has no idle worker to go to
     * @param starve is run when there is no memory to go on
     */
    ResultCollector(
            String pool,
            PoolSegment poolSegment,
            List<WorkerQueue> queues,
            DeadlineTimer timer,
            Completions completions,
            Growth growth,
            Runnable starve) {
        this.pool = pool;
        this.poolSegment = poolSegment;
        this.queues = queues;
        this.timer = timer;
        this.completions = completions;
        this.growth = growth;
        this.starve = starve;
    }

    /** How the pool's values become bytes. */
    ObjectCodec codec() {
        return completions.codec();
    }

    /** The pool's failures that no thread has read. */
    UnreadFailures unreadFailures() {
        return completions.unreadFailures();
    }

    /** Where dependents of what is collected run. */
    Executor dependents() {
        return completions.dependents();
    }

    /** Runs a dependent where there was no memory to have it run there: later, and not never. */
    void runLater(Runnable dependent) {
        completions.callbacks().run(dependent);
    }

    void start() {
        keeper = Thread.ofPlatform()
                .daemon()
                .name("procession-" + pool + "-keeper")
                .start(ServiceLoop.of(this::runBackgroundLeader, this::warn, starve));
    }

    /** So many more elements are with workers. */
    void expect(int more) {
        if (expected.getAndAdd(more) <= 0 && more > 0 && promises.get() == 0) {
            ensureLed();
        }
    }

    /**
     * The calling thread will lead, if nobody else does, as soon as it has submitted something: the keeper need not
     * be woken.
     */
    void reserveLead() {
        promises.incrementAndGet();
    }

    /** It has, or will not. */
    void releaseLead() {
        if (promises.decrementAndGet() == 0 && expected.get() > 0) {
            ensureLed();
        }
    }

    /** The keeper leads, if nobody does. */
    void ensureLed() {
        if (!leading.isLocked()) {
            LockSupport.unpark(keeper);
        }
    }

    /** Whoever leads looks at what it waits for: that may have been settled by others. */
    void wakeLeader() {
        if (leading.isLocked() && !leading.isHeldByCurrentThread()) {
            poolSegment.poke();
        }
    }

    /** The pool has ended. */
    void end() {
        ended = true;
        wakeLeader();
        LockSupport.unpark(keeper);
    }

    /**
     * Collects outcomes until {@code done}; returns before it if another thread leads already, or the time is over.
     *
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    void lead(BooleanSupplier done, long timeoutNanos) throws InterruptedException {
        if (ended || !leading.tryLock()) {
            return;
        }
        try {
            collect(done, timeoutNanos);
        } catch (SessionClosedException e) {
            // Whoever has closed it ends the pool, which settles everything.
            LockSupport.parkNanos(this, GONE_PAUSE_NANOS);
        } finally {
            leading.unlock();
            if (expected.get() > 0) {
                ensureLed();
            }
        }
    }

    private void warn(Throwable failure) {
        Log.warn("dev.procession.pool", pool, "failed to collect an outcome", failure);
    }

    /** Whatever fails here, the outcomes of others are still to be collected. */
    private void runBackgroundLeader() {
        while (!ended) {
            if (expected.get() <= 0 || leading.isLocked()) {
                LockSupport.park(this);
            }
            try {
                lead(() -> ended || expected.get() <= 0, WaitPoint.FOREVER);
            } catch (InterruptedException e) {
                // Nobody interrupts this thread but by mistake.
            }
        }
    }

    private void collect(BooleanSupplier done, long timeoutNanos) throws InterruptedException {
        long start = System.nanoTime();
        while (!done.getAsBoolean()) {
            if (collectAll()) {
                continue;
            }
            long left =
                    timeoutNanos == WaitPoint.FOREVER ? WaitPoint.FOREVER : timeoutNanos - (System.nanoTime() - start);
            if (left <= 0) {
                return;
            }
            awaitResults(done, left);
        }
    }

    private boolean collectAll() {
        boolean any = false;
        for (WorkerQueue workerQueue : queues) {
            any |= workerQueue.hasNews() && workerQueue.collect();
        }
        return any;
    }

    /**
     * Waits for news, in one of two ways; what is queued behind an element that takes long is given to who is idle.
     */
    private void awaitResults(BooleanSupplier done, long left) throws InterruptedException {
        int many = expected.get();
        long limit = left;
        if (many > 0) {
            long now = timer.now();
            if (takeBackBlocked(now)) {
                return;
            }
            long nanos = progressNanos(now);
            if (many >= MANY && nanos > 0 && nanos < InFlightWindow.AHEAD_NANOS * 2) {
                sleep(Math.min(left, Math.clamp(nanos / 2, MIN_NAP_NANOS, MAX_NAP_NANOS)));
                return;
            }
            if (isAnyUnbegun()) {
                limit = Math.min(left, isAnyIdle() ? BLOCKED_CHECK_NANOS : NOBODY_IDLE_NANOS);
            }
        }
        poolSegment.point().await(() -> hasNews() || done.getAsBoolean(), limit, WaitPoint.NO_RECHECK);
    }

    private void sleep(long nanos) throws InterruptedException {
        LockSupport.parkNanos(this, nanos);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /** How long it takes until nothing is left with those workers that are not held up. */
    private long progressNanos(long now) {
        long nanos = 0;
        for (WorkerQueue workerQueue : queues) {
            if (!workerQueue.isBlocked(now)) {
                nanos = Math.max(nanos, workerQueue.nanos());
            }
        }
        return nanos;
    }

    private boolean hasNews() {
        for (WorkerQueue workerQueue : queues) {
            if (workerQueue.hasNews()) {
                return true;
            }
        }
        return false;
    }

    private boolean isAnyIdle() {
        for (WorkerQueue workerQueue : queues) {
            if (workerQueue.isOpen() && workerQueue.isIdle()) {
                return true;
            }
        }
        return false;
    }

    private boolean isAnyUnbegun() {
        for (WorkerQueue workerQueue : queues) {
            if (workerQueue.areAnyUnbegun()) {
                return true;
            }
        }
        return false;
    }

    /**
     * What waits behind an element that takes long is for those who have nothing to do; returns whether there was
     * any.
     */
    private boolean takeBackBlocked(long now) {
        boolean any = false;
        for (WorkerQueue workerQueue : queues) {
            if (workerQueue.isBlocked(now)) {
                if (isAnyIdle()) {
                    workerQueue.reclaimUnstarted();
                    any = true;
                } else if (growth.isElastic()) {
                    growth.grow();
                }
            }
        }
        return any;
    }
}

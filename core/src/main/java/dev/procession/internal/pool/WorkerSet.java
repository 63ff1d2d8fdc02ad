package dev.procession.internal.pool;

import dev.procession.internal.service.Log;
import dev.procession.internal.supervise.ProcMemory;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.WorkerInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How many workers a pool has, and how they are made: a slot for each, and those that stand by.
 *
 * <p>Thread safety: every method may be called from any thread.
 */
final class WorkerSet implements WorkerSlot.Owner, ResultCollector.Growth {
    private final String pool;
    private final PoolOptions options;
    private final Scheduler scheduler;
    private final PoolLifecycle lifecycle;
    private final DeadlineTimer timer;
    private final WorkerFactory factory;
    private final PoolCounters counters;
    private final BiFunction<WorkerProcess, Runnable, WorkerQueue> queues;
    private final Runnable onSlotEnded;
    private final StandbyWorkers standby;
    private final List<WorkerSlot> slots = new CopyOnWriteArrayList<>();
    private final AtomicInteger lastSlot = new AtomicInteger();
    /** How many there are to be; changes under the lock of this. */
    private volatile int size;
    /** How many there may be. */
    private volatile int most;

    /**
     * None yet, of the pool of this name.
     *
     * @param queues makes the queue of a worker, with what is run when the worker has nothing to do and takes no more
     * @param onSlotEnded is run when a slot has ended, and its worker with it
     */
    WorkerSet(
            String pool,
            PoolOptions options,
            Scheduler scheduler,
            PoolLifecycle lifecycle,
            DeadlineTimer timer,
            WorkerFactory factory,
            PoolCounters counters,
            BiFunction<WorkerProcess, Runnable, WorkerQueue> queues,
            Runnable onSlotEnded) {
        this.pool = pool;
        this.options = options;
        this.scheduler = scheduler;
        this.lifecycle = lifecycle;
        this.timer = timer;
        this.factory = factory;
        this.counters = counters;
        this.queues = queues;
        this.onSlotEnded = onSlotEnded;
        standby = new StandbyWorkers(pool, options, factory, () -> lifecycle.state() == PoolLifecycle.State.TERMINATED);
        size = options.minWorkers();
        most = options.workers();
    }

    /** Starts them. */
    void start() {
        warnOfOvercommit();
        for (int i = 0; i < size; i++) {
            addSlot();
        }
        standby.start();
    }

    /** Heaps by default are slices of what there is; those that were asked for may be more. */
    private void warnOfOvercommit() {
        if (options.maxHeap().isEmpty()) {
            return;
        }
        long heaps = options.maxHeap().getAsLong() * options.workers();
        long machine = ProcMemory.machineBytes();
        if (machine > 0 && heaps > machine) {
            Log.warn(
                    "dev.procession.pool",
                    pool + " may need more memory than there is: workers=" + options.workers()
                            + ", maxHeap=" + (options.maxHeap().getAsLong() >> 20) + " MiB each, memory="
                            + (machine >> 20) + " MiB");
        }
    }

    private void addSlot() {
        WorkerSlot slot =
                new WorkerSlot(pool, this, scheduler, lifecycle, factory, counters, timer, options.restartBudget());
        lifecycle.addSlot(slot);
        slots.add(slot);
        Thread.ofPlatform()
                .daemon()
                .name("procession-" + pool + "-slot-" + lastSlot.incrementAndGet())
                .start(slot);
    }

    @Override
    public void slotEnded(WorkerSlot slot) {
        if (lifecycle.state() == PoolLifecycle.State.RUNNING) {
            slots.remove(slot);
        }
        lifecycle.removeSlot(slot);
        onSlotEnded.run();
    }

    @Override
    public WorkerQueue newQueue(WorkerProcess worker, Runnable onDrained) {
        return queues.apply(worker, onDrained);
    }

    @Override
    public @Nullable WorkerProcess takeSpare() {
        return standby.take();
    }

    /** How many there are to be. */
    int size() {
        return size;
    }

    /** As {@link dev.procession.pool.ProcessPool#resize}. */
    synchronized void resize(int wanted) {
        if (wanted < 1 || wanted > PoolOptions.MAX_WORKERS) {
            throw new IllegalArgumentException(
                    "pool size: workers=" + wanted + " must be between 1 and " + PoolOptions.MAX_WORKERS);
        }
        lifecycle.checkOpen();
        size = wanted;
        most = wanted;
        List<WorkerSlot> staying = new ArrayList<>(slots);
        staying.removeIf(WorkerSlot::isLeaving);
        for (int i = staying.size(); i < wanted; i++) {
            addSlot();
        }
        // Those that have the least to do first; looked at once, for they change meanwhile.
        List<WorkerSlot> leaving = new ArrayList<>();
        for (Predicate<WorkerSlot> isFirst :
                List.<Predicate<WorkerSlot>>of(WorkerSlot::isStarting, WorkerSlot::isIdle, slot -> true)) {
            for (WorkerSlot slot : staying) {
                if (leaving.size() < staying.size() - wanted && !leaving.contains(slot) && isFirst.test(slot)) {
                    leaving.add(slot);
                }
            }
        }
        leaving.forEach(WorkerSlot::leave);
    }

    @Override
    public synchronized void slotFailed(WorkerSlot slot) {
        if (!slot.isLeaving()) {
            size--;
        }
    }

    /** As {@link dev.procession.pool.ProcessPool#restartWorkers}. */
    void restartAll() {
        lifecycle.checkOpen();
        factory.beginGeneration();
        standby.renew();
        slots.forEach(WorkerSlot::renew);
    }

    @Override
    public boolean isElastic() {
        return options.minWorkers() < options.workers();
    }

    private boolean mayGrow() {
        return isElastic()
                && lifecycle.state() == PoolLifecycle.State.RUNNING
                && size < most
                && slots.stream().noneMatch(WorkerSlot::isStarting);
    }

    @Override
    public void grow() {
        if (mayGrow()) {
            synchronized (this) {
                if (mayGrow()) {
                    size++;
                    addSlot();
                }
            }
        }
    }

    /** Ends workers that have been idle for long; returns when to look again. */
    synchronized long shrink(long now) {
        long next = DeadlineTimer.NEVER;
        long timeout = DeadlineTimer.nanos(options.idleTimeout());
        for (WorkerSlot slot : slots) {
            if (isElastic() && size > options.minWorkers() && !slot.isLeaving() && slot.isIdle()) {
                long left = timeout - slot.idleNanos(now);
                if (left <= 0) {
                    size--;
                    slot.leave();
                } else {
                    next = Math.min(next, now + left);
                }
            }
        }
        return next;
    }

    /** A worker became idle. */
    void workerIdle(long now) {
        if (isElastic() && size > options.minWorkers()) {
            timer.at(now + DeadlineTimer.nanos(options.idleTimeout()));
        }
    }

    List<WorkerInfo> infos() {
        return slots.stream().map(WorkerSlot::info).toList();
    }

    /** The pool has ended, and its slots have. */
    void close() {
        standby.close();
    }
}

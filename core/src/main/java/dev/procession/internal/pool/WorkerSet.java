package dev.procession.internal.pool;

import dev.procession.internal.control.EncodedRunnable;
import dev.procession.internal.control.StartFrame;
import dev.procession.internal.dispatch.TaskChannel;
import dev.procession.internal.service.Log;
import dev.procession.internal.supervise.ChildSpec;
import dev.procession.internal.supervise.ProcMemory;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.WorkerInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How many workers a pool has, and how they are made: a slot for each, and those that stand by.
 *
 * <p>Thread safety: every method may be called from any thread.
 */
final class WorkerSet {
    private final PoolCore pool;
    private final PoolOptions options;
    private final @Nullable EncodedRunnable initializer;
    private final @Nullable EncodedRunnable finalizer;
    private final StandbyWorkers standby;
    private final List<WorkerSlot> slots = new CopyOnWriteArrayList<>();
    private final AtomicInteger lastSlot = new AtomicInteger();
    private final AtomicInteger lastWorker = new AtomicInteger();
    private final AtomicInteger generation = new AtomicInteger();
    /** How many there are to be; changes under the lock of this. */
    private volatile int size;
    /** How many there may be. */
    private volatile int most;

    WorkerSet(PoolCore pool, @Nullable EncodedRunnable initializer, @Nullable EncodedRunnable finalizer) {
        this.pool = pool;
        this.options = pool.options();
        this.initializer = initializer;
        this.finalizer = finalizer;
        standby = new StandbyWorkers(pool, options.warmSpares());
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
                    pool.name() + " may need more memory than there is: workers=" + options.workers()
                            + ", maxHeap=" + (options.maxHeap().getAsLong() >> 20) + " MiB each, memory="
                            + (machine >> 20) + " MiB");
        }
    }

    private void addSlot() {
        WorkerSlot slot = new WorkerSlot(pool);
        pool.scheduler().addSlot(slot);
        slots.add(slot);
        Thread.ofPlatform()
                .daemon()
                .name("procession-" + pool.name() + "-slot-" + lastSlot.incrementAndGet())
                .start(slot);
    }

    /** A slot has ended, and its worker with it. */
    void remove(WorkerSlot slot) {
        if (pool.isOpen()) {
            slots.remove(slot);
        }
    }

    /** A worker that stands by; {@code null} if there is none. */
    @Nullable
    WorkerProcess takeSpare() {
        return standby.take();
    }

    /** How many there are to be. */
    int size() {
        return size;
    }

    /** What the next process is. */
    ChildSpec next(TaskChannel channel) {
        return new ChildSpec(
                pool.name() + "-worker-" + lastWorker.incrementAndGet(),
                false,
                options.jvmOptions(),
                options.maxHeap().orElse(0),
                options.workers(),
                options.environment(),
                options.workingDirectory().orElse(null),
                options.output().orElse(null),
                options.killDescendants().orElse(null),
                new StartFrame(
                        initializer, finalizer, channel.file(), pool.arrivals().file()));
    }

    /** As {@link dev.procession.pool.ProcessPool#resize}. */
    synchronized void resize(int wanted) {
        if (wanted < 1 || wanted > PoolOptions.MAX_WORKERS) {
            throw new IllegalArgumentException(
                    "pool size: workers=" + wanted + " must be between 1 and " + PoolOptions.MAX_WORKERS);
        }
        pool.scheduler().checkOpen();
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

    /** A slot starts no more workers, for too many have died. */
    synchronized void slotFailed(WorkerSlot slot) {
        if (!slot.isLeaving()) {
            size--;
        }
    }

    /** As {@link dev.procession.pool.ProcessPool#restartWorkers}. */
    void restartAll() {
        pool.scheduler().checkOpen();
        generation.incrementAndGet();
        standby.renew();
        slots.forEach(WorkerSlot::renew);
    }

    /** How often all workers were replaced: one whose start began before the last time is not to work. */
    int generation() {
        return generation.get();
    }

    /** Whether the number follows the work. */
    boolean isElastic() {
        return options.minWorkers() < options.workers();
    }

    private boolean mayGrow() {
        return isElastic() && pool.isOpen() && size < most && slots.stream().noneMatch(WorkerSlot::isStarting);
    }

    /** Chunks wait: has another worker, if there may be one and none is on its way. */
    void grow() {
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
        long timeout = ResultProcessor.nanos(options.idleTimeout());
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
            pool.alarm().at(now + ResultProcessor.nanos(options.idleTimeout()));
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

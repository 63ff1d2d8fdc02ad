package dev.procession.internal.pool;

import dev.procession.internal.supervise.ProcMemory;
import dev.procession.pool.PoolOptions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Looks at how much memory workers have, and ends those that have too much. While nothing runs, nobody looks.
 *
 * <p>For the thread of the pool's alarm.
 */
final class MemoryMonitor {
    /** Interval between the looks at workers without a limit, so that a crash can tell. */
    static final long EVERY_NANOS = TaskTerminator.CHECK_NANOS;

    private static final long LIMITED_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final List<WorkerQueue> queues;
    private final Consumer<List<Chunk>> requeue;
    private final long limitBytes;
    private final long poolLimitBytes;
    private final long everyNanos;
    private long next;

    /**
     * What looks at the workers of these queues.
     *
     * @param options of the pool: its limits
     * @param requeue gets what a worker that is ended has not begun
     */
    MemoryMonitor(PoolOptions options, List<WorkerQueue> queues, DeadlineTimer timer, Consumer<List<Chunk>> requeue) {
        this.queues = queues;
        this.requeue = requeue;
        next = timer.now();
        limitBytes = options.memoryLimit().orElse(Long.MAX_VALUE);
        poolLimitBytes = options.poolMemoryLimit().orElse(Long.MAX_VALUE);
        everyNanos = isLimited() ? LIMITED_EVERY_NANOS : EVERY_NANOS;
    }

    private boolean isLimited() {
        return limitBytes != Long.MAX_VALUE || poolLimitBytes != Long.MAX_VALUE;
    }

    /** Looks, if it is time; returns when to look again. */
    long poll(long now) {
        if (queues.stream().allMatch(WorkerQueue::isIdle)) {
            return DeadlineTimer.NEVER;
        }
        if (now - next < 0) {
            return next;
        }
        next = now + everyNanos;
        long sum = 0;
        for (WorkerQueue workerQueue : queues) {
            long bytes = ProcMemory.residentBytes(workerQueue.child().pid());
            workerQueue.setResidentBytes(bytes);
            sum += bytes;
            if (bytes > limitBytes) {
                workerQueue.tooLarge(limitBytes, bytes);
            }
        }
        if (sum > poolLimitBytes) {
            endLargest();
        }
        return next;
    }

    private void endLargest() {
        Comparator<WorkerQueue> bySize = Comparator.comparingLong(WorkerQueue::residentBytes);
        Optional<WorkerQueue> idle = queues.stream().filter(WorkerQueue::isIdle).max(bySize);
        if (idle.isPresent()) {
            requeue.accept(idle.get().close());
        } else {
            queues.stream()
                    .max(bySize)
                    .ifPresent(workerQueue -> workerQueue.tooLarge(poolLimitBytes, workerQueue.residentBytes()));
        }
    }
}

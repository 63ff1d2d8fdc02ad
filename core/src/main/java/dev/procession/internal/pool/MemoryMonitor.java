package dev.procession.internal.pool;

import dev.procession.internal.supervise.ProcMemory;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Looks at how much memory workers have, and ends those that have too much. While nothing runs, nobody looks.
 *
 * <p>For the thread of the pool's alarm.
 */
final class MemoryMonitor {
    /** How often a worker without a limit is looked at, so that a crash can tell. */
    static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long LIMITED_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final PoolCore pool;
    private final long limitBytes;
    private final long poolLimitBytes;
    private final long everyNanos;
    private long next;

    MemoryMonitor(PoolCore pool) {
        this.pool = pool;
        next = pool.alarm().now();
        limitBytes = pool.options().memoryLimit().orElse(Long.MAX_VALUE);
        poolLimitBytes = pool.options().poolMemoryLimit().orElse(Long.MAX_VALUE);
        everyNanos = isLimited() ? LIMITED_EVERY_NANOS : EVERY_NANOS;
    }

    private boolean isLimited() {
        return limitBytes != Long.MAX_VALUE || poolLimitBytes != Long.MAX_VALUE;
    }

    /** Looks, if it is time; returns when to look again. */
    long poll(long now) {
        List<WorkerQueue> desks = pool.scheduler().desks();
        if (desks.stream().allMatch(WorkerQueue::isIdle)) {
            return DeadlineTimer.NEVER;
        }
        if (now - next < 0) {
            return next;
        }
        next = now + everyNanos;
        long sum = 0;
        for (WorkerQueue workerQueue : desks) {
            long bytes = ProcMemory.residentBytes(workerQueue.child().pid());
            workerQueue.setResidentBytes(bytes);
            sum += bytes;
            if (bytes > limitBytes) {
                workerQueue.tooLarge(limitBytes, bytes);
            }
        }
        if (sum > poolLimitBytes) {
            endLargest(desks);
        }
        return next;
    }

    private void endLargest(List<WorkerQueue> desks) {
        Comparator<WorkerQueue> bySize = Comparator.comparingLong(WorkerQueue::residentBytes);
        Optional<WorkerQueue> idle = desks.stream().filter(WorkerQueue::isIdle).max(bySize);
        if (idle.isPresent()) {
            pool.scheduler().requeue(idle.get().close());
        } else {
            desks.stream()
                    .max(bySize)
                    .ifPresent(workerQueue -> workerQueue.tooLarge(poolLimitBytes, workerQueue.residentBytes()));
        }
    }
}

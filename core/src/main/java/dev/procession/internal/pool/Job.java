package dev.procession.internal.pool;

import dev.procession.pool.TaskOptions;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * One function and the items it is to be applied to: a single task is a job of one item, a {@code map} a job of many.
 *
 * <p>The mutable fields are guarded by the scheduler's lock.
 */
final class Job {
    /** What one batch should take at most, so that its overhead is small and its tail balanced. */
    private static final long TARGET_BATCH_NANOS = 10_000_000;

    private static final int LARGEST_BATCH = 4096;
    private static final long LARGEST_BATCH_BYTES = 4 << 20;
    private static final int GROWTH = 4;

    private final Call call;
    private final TaskOptions options;
    private final String name;
    private final Deque<Item> pending = new ArrayDeque<>();
    private boolean queued;
    private volatile boolean dropped;
    private long nanosPerItem;
    private int lastBatch = 1;

    Job(Call call, TaskOptions options) {
        this.call = call;
        this.options = options;
        this.name = options.name().orElse(call.name());
    }

    Call call() {
        return call;
    }

    TaskOptions options() {
        return options;
    }

    String name() {
        return name;
    }

    Deque<Item> pending() {
        return pending;
    }

    /** Whether the scheduler has the job among those with pending items. */
    boolean isQueued() {
        return queued;
    }

    void setQueued(boolean queued) {
        this.queued = queued;
    }

    /** Whether the job takes no more items. */
    boolean isDropped() {
        return dropped;
    }

    void drop() {
        dropped = true;
    }

    /** An item ran for {@code nanos}. */
    void observe(long nanos) {
        nanosPerItem = nanosPerItem == 0 ? Math.max(1, nanos) : (7 * nanosPerItem + Math.max(1, nanos)) / 8;
    }

    /** Takes the next batch off the pending items; how many depends on how long they take, and on how many there are. */
    Deque<Item> takeBatch(int workers) {
        int size = options.chunkSize();
        if (size == 0) {
            long affordable = nanosPerItem == 0 ? 1 : Math.max(1, TARGET_BATCH_NANOS / nanosPerItem);
            long fairShare = Math.max(1, pending.size() / (2L * workers));
            size = (int) Math.min(Math.min(affordable, fairShare), Math.min((long) lastBatch * GROWTH, LARGEST_BATCH));
            lastBatch = size;
        }
        int most = Math.min(size, pending.size());
        Deque<Item> batch = new ArrayDeque<>(most);
        long bytes = 0;
        while (batch.size() < most) {
            bytes += pending.getFirst().arguments().length;
            if (bytes > LARGEST_BATCH_BYTES && !batch.isEmpty()) {
                break;
            }
            batch.addLast(pending.removeFirst());
        }
        return batch;
    }

    /** How many items a batch has now, for who keeps the pending ones coming. */
    int batchSize() {
        return options.chunkSize() > 0 ? options.chunkSize() : lastBatch;
    }
}

package dev.procession.internal.pool;

import dev.procession.pool.TaskOptions;
import org.jspecify.annotations.Nullable;

/**
 * One function and what it is to be applied to: a single task is a job of one element, a {@code map} a job of many.
 *
 * <p>Thread safety: any thread; {@link #nextChunk} for the one that feeds.
 */
final class Job {
    /** What one chunk should take at most, so that its overhead is small and its tail balanced. */
    private static final long TARGET_CHUNK_NANOS = 2_000_000;

    private static final int LARGEST_CHUNK = 1 << 14;
    private static final int GROWTH = 4;

    private volatile EncodedFunction encoded;
    private final TaskOptions options;
    private final String name;
    private final long timeoutNanos;
    private final DurationEstimate estimate;
    private final boolean many;
    private volatile @Nullable Job remembered;
    private volatile boolean dropped;
    private volatile boolean ended;
    private volatile boolean droppedToEnd;
    private volatile int lastChunk = 1;

    private Job(EncodedFunction encoded, TaskOptions options, DurationEstimate estimate, boolean many) {
        this.encoded = encoded;
        this.options = options;
        this.name = options.name().orElse(encoded.name());
        timeoutNanos = options.timeout().map(DeadlineTimer::nanos).orElse(DeadlineTimer.NEVER);
        this.estimate = estimate;
        this.many = many;
    }

    /** One task, of which other such tasks tell how long it may take. */
    static Job ofOne(EncodedFunction encoded, TaskOptions options, DurationEstimate estimate) {
        return new Job(encoded, options, estimate, false);
    }

    /** Many applications of one function. */
    static Job ofMany(EncodedFunction encoded, TaskOptions options) {
        return new Job(encoded, options, new DurationEstimate(), true);
    }

    /** A job that stands for this one after its end, without the function. */
    Job remembered() {
        Job known = remembered;
        if (known == null) {
            known = new Job(encoded.withoutFunction(), options, estimate, many);
            remembered = known;
        }
        return known;
    }

    EncodedFunction call() {
        return encoded;
    }

    TaskOptions options() {
        return options;
    }

    /** How long an element may run; {@link DeadlineTimer#NEVER} for as long as it likes. */
    long timeoutNanos() {
        return timeoutNanos;
    }

    String name() {
        return name;
    }

    DurationEstimate pace() {
        return estimate;
    }

    /** Whether it is one of many elements. */
    boolean isMany() {
        return many;
    }

    /** Whether nobody wants any more of it. */
    boolean isDropped() {
        return dropped;
    }

    /** It will not run: whatever still refers to it does not keep its function. */
    void letGo() {
        encoded = encoded.withoutFunction();
    }

    /** Whether no worker needs the function any more, but for what it runs already. */
    boolean isEnded() {
        return ended;
    }

    void end() {
        ended = true;
    }

    /** @param mayEnd whether what runs of it may be ended */
    void drop(boolean mayEnd) {
        droppedToEnd |= mayEnd;
        dropped = true;
        ended = true;
    }

    /** Whether it is dropped, and what runs of it may be ended. */
    boolean mayEnd() {
        return droppedToEnd;
    }

    /** How many of {@code left} elements make the next chunk for so many workers. */
    int nextChunk(int left, int workers) {
        int size = options.chunkSize();
        if (size == 0) {
            long fairShare = Math.max(1, left / (4L * workers));
            long most = Math.min(LARGEST_CHUNK, (long) lastChunk * GROWTH);
            size = (int) Math.min(Math.min(estimate.affordable(TARGET_CHUNK_NANOS), fairShare), most);
            lastChunk = size;
        }
        return Math.min(size, left);
    }

    /** How many elements may be on their way to so many workers: so many that none waits for one. */
    int window(int workers) {
        int chunk = options.chunkSize() > 0 ? options.chunkSize() : lastChunk;
        long ahead = Math.max(4L * chunk, Math.min(LARGEST_CHUNK, estimate.affordable(2 * TARGET_CHUNK_NANOS)) + 3);
        return (int) Math.min(workers * ahead, 1 << 20);
    }
}

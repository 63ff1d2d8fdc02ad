package dev.procession.internal.pool;

import org.jspecify.annotations.Nullable;

/**
 * One application of a job's function to one argument.
 *
 * <p>Thread safety: the fields of an attempt are written by the one worker slot that has the item; {@code abandoned} by anybody.
 */
final class Item {
    private final Job job;
    private final byte[] arguments;
    private final ItemSink sink;
    private final long tag;
    private volatile boolean abandoned;
    private volatile int attempts;
    private volatile @Nullable WorkerSlot slot;
    private volatile String worker = "";
    private volatile long nanos;

    Item(Job job, byte[] arguments, long tag, ItemSink sink) {
        this.job = job;
        this.arguments = arguments;
        this.tag = tag;
        this.sink = sink;
    }

    Job job() {
        return job;
    }

    byte[] arguments() {
        return arguments;
    }

    /** What the sink knows the item by. */
    long tag() {
        return tag;
    }

    ItemSink sink() {
        return sink;
    }

    /** Whether nobody wants the result of another attempt. */
    boolean isUnwanted() {
        return abandoned || job.isDropped();
    }

    void abandon() {
        abandoned = true;
    }

    int attempts() {
        return attempts;
    }

    /** The item begins to run in this worker. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one slot at a time has the item; others only read
    void begin(String worker) {
        this.worker = worker;
        attempts++;
    }

    /** The last worker it ran in; empty if none. */
    String worker() {
        return worker;
    }

    /** How long the last attempt ran. */
    long nanos() {
        return nanos;
    }

    void setNanos(long nanos) {
        this.nanos = nanos;
    }

    /** Who has the item in its batch now. */
    @Nullable
    WorkerSlot slot() {
        return slot;
    }

    void setSlot(@Nullable WorkerSlot slot) {
        this.slot = slot;
    }
}

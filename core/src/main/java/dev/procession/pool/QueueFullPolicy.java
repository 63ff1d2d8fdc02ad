package dev.procession.pool;

/** What becomes of a task for which there is no room in the pool, see {@link PoolOptions#maxQueuedTasks()}. */
public enum QueueFullPolicy {
    /** The submitting call throws {@link java.util.concurrent.RejectedExecutionException}. */
    REJECT,
    /**
     * The submitting call waits until there is room, without using the processor. When its thread is interrupted,
     * it throws {@link java.util.concurrent.RejectedExecutionException} and keeps the interrupt.
     */
    WAIT
}

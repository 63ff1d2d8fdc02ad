package dev.procession.internal.supervise;

/** A child whose process has not ended, as the end of its session sees it. Thread safety: any thread. */
public interface RunningChild {
    /** Tells the process, once, that this JVM ends in order: when its link ends, that is no accident. */
    void parentLeaves();

    /** Kills the process and, unless they are to live on, what it has started. */
    void kill();

    /**
     * Waits until the process has ended, or this one has run for {@code nanos}; returns whether it has. Its
     * descendants are killed then.
     */
    boolean awaitExit(long nanos);
}

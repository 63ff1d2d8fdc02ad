package dev.procession.pool;

import java.time.Duration;

/**
 * Listener to the progress of a {@code map} or {@code imap}, and to the reports of its tasks; see
 * {@link TaskOptions#withProgress}.
 *
 * <p>Called by the thread that runs the pool's callbacks, one call after another, so that a listener which blocks
 * or throws harms nothing but other callbacks. Calls are merged while it is busy: it gets the latest numbers, not
 * all of them, and the last ones in any case.
 */
@FunctionalInterface
public interface Progress {
    /** The total of an {@code imap}, whose number of elements is not known in advance. */
    long UNKNOWN = -1;

    /**
     * Elements have ended.
     *
     * @param done how many have, failed ones included
     * @param failed how many of them have no result
     * @param total how many there are; {@link #UNKNOWN}
     * @param elapsed since the work was submitted
     */
    void advanced(long done, long failed, long total, Duration elapsed);

    /**
     * A task called {@link dev.procession.process.WorkerContext#report}.
     *
     * @param worker the name of its worker
     * @param task the name of the task
     * @param report what it gave
     */
    default void reported(String worker, String task, Object report) {}
}

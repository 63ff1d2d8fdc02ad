package dev.procession.internal.wait;

import dev.procession.internal.liveness.Peers;
import dev.procession.internal.memory.SharedWords;
import dev.procession.process.CorruptedSegmentException;

/**
 * The context of a structure in shared memory: its segment's words, its peers, its wait points.
 *
 * <p>Thread safety: every method may be called from any thread.
 */
public interface SegmentContext {

    /** The segment's memory. */
    SharedWords words();

    /** The processes that share it. */
    Peers peers();

    /** The wait point at {@code at}; {@code number} tells it from the segment's others, 0 to 255. */
    WaitPoint waitPoint(long at, int number);

    /**
     * Returns if the segment may be used. Cheap; structures ask at the start of every operation and in every
     * attempt of a wait.
     *
     * @throws CorruptedSegmentException if a process found it damaged
     * @throws dev.procession.process.SessionClosedException if its session is closed
     * @throws IllegalStateException if the object that lives there is closed
     */
    void check();

    /** Changes whenever a process of the session has died since. */
    long deaths();

    /**
     * Declares the segment damaged, for all processes: its waiters are woken, and every later {@link #check()} fails.
     *
     * @param what the word, its value and the expected one
     * @return the exception to throw
     */
    CorruptedSegmentException corrupted(String what);

    /**
     * Closes the object that lives here, for all processes: its waiters are woken, and every later {@link #check()}
     * throws {@link IllegalStateException}. Idempotent.
     *
     * @throws UnsupportedOperationException if the segment context is of a kind that lasts
     */
    default void close() {
        throw new UnsupportedOperationException("what lives at " + this + " is not closed");
    }
}

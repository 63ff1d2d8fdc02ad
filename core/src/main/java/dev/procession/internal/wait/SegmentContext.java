package dev.procession.internal.wait;

import dev.procession.internal.liveness.Peers;
import dev.procession.internal.memory.SharedWords;
import dev.procession.process.CorruptedSegmentException;

/**
 * What a structure in shared memory stands on: its segment's words, its peers, its wait points.
 *
 * <p>Thread safety: every method may be called from any thread.
 */
public interface SegmentContext {

    /** The segment's memory. */
    SharedWords words();

    /** Who shares it. */
    Peers peers();

    /** The wait point at {@code at}; {@code number} tells it from the segment's others, 0 to 255. */
    WaitPoint waitPoint(long at, int number);

    /**
     * Returns if the segment may be used. Cheap; structures ask at the start of every operation and in every
     * attempt of a wait.
     *
     * @throws CorruptedSegmentException if somebody found it damaged
     * @throws dev.procession.process.SessionClosedException if its session is closed
     * @throws IllegalStateException if what lives there is closed
     */
    void check();

    /** Changes whenever a process of the session has died since. */
    long deaths();

    /**
     * Declares the segment damaged, for all processes: whoever waits in it is woken, and every {@link #check()}
     * fails from now on.
     *
     * @param what the word, what it holds and what it must hold
     * @return the exception to throw
     */
    CorruptedSegmentException corrupted(String what);

    /**
     * Closes what lives here, for all processes: who waits for it is woken, and every {@link #check()} throws
     * {@link IllegalStateException} from now on. Idempotent.
     *
     * @throws UnsupportedOperationException if the segment context is of a kind that lasts
     */
    default void close() {
        throw new UnsupportedOperationException("what lives at " + this + " is not closed");
    }
}

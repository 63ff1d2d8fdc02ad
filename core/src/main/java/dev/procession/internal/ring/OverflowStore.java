package dev.procession.internal.ring;

import dev.procession.internal.memory.SharedWords;

/**
 * The overflow segments of a ring: one for each record that is too long for it.
 *
 * <p>Thread safety: any thread.
 */
public interface OverflowStore {

    /** A segment for one record. */
    interface OverflowSegment {
        /** The number by which others open it. */
        long id();

        /** Its memory. */
        SharedWords words();

        /** Where in it the payload begins. */
        long at();

        /** Unmaps it in this process. */
        void close();
    }

    /**
     * Makes a segment for a record of {@code length} bytes. It is this process's until a record that names it is
     * committed.
     *
     * @throws dev.procession.process.ProcessionException if there is no space
     */
    OverflowSegment create(long length);

    /** Opens the segment with this number. */
    OverflowSegment open(long id);

    /** Removes the segment with this number. */
    void delete(long id);

    /** The ring is closed and drained, and nothing is on lease; this is final. */
    void ended();

    /** No process has the ring any more, nor will: the overflow segments of its records may be removed. */
    default void abandoned() {}
}

package dev.procession.internal.ring;

import dev.procession.internal.memory.SharedWords;

/**
 * What is beside a ring: segments of their own for records that are too long for it.
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

        /** Lets go of it here. */
        void close();
    }

    /**
     * Makes a segment for a record of {@code length} bytes. It is this process's until a record that names it is
     * committed.
     *
     * @throws dev.procession.process.ProcessionException if there is no room
     */
    OverflowSegment create(long length);

    /** Opens the segment with this number. */
    OverflowSegment open(long id);

    /** Removes the segment with this number. */
    void delete(long id);

    /** The ring is closed and drained, and nothing is on lease: nobody who comes later finds more than that. */
    void ended();

    /** Nobody has the ring any more, nor will: the long records that are in it are nobody's. */
    default void abandoned() {}
}

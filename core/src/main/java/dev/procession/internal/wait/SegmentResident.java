package dev.procession.internal.wait;

/**
 * Something that lives on a segment context, and can be found again in another process by the segment context's
 * segment and its part of it.
 */
public interface SegmentResident {

    /** Where it lives. */
    SegmentContext context();

    /**
     * A handle to it is being encoded, and sets out.
     *
     * @return what {@link #arrive} is to be told; 0 for nothing
     */
    default long depart() {
        return 0;
    }

    /** A handle to it has been decoded here. */
    default void arrive(long ticket) {}

    /** Which part of the segment it is; what the number means is the structure's to say. */
    default int part() {
        return 0;
    }
}

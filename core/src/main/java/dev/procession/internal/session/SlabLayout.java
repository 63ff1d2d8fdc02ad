package dev.procession.internal.session;

import dev.procession.internal.segment.SegmentLayout;

/**
 * Layout of a segment of places of one size, for small shared objects.
 *
 * <pre>
 *   byte   0            128            128 + size            128 + 2 size
 *        +------------+--------------+---------------------+-----
 *        | segment    | place 0      | place 1             | …
 *        | header     | header, thing| header, thing       |
 *        +------------+--------------+---------------------+-----
 * </pre>
 *
 * <p>A place begins with a header as a segment does, and the object in it uses only addresses of the place. Its id is
 * unique in the session, as those of segments: a handle names it, and so a stale handle is recognized; wake-ups name
 * it, and so wake no waiter of its neighbours.
 *
 * <p>A place is a multiple of 128 bytes, so that neighbours share no cache lines.
 */
final class SlabLayout {

    /** Offset of the first place. */
    static final int PLACES = SegmentLayout.BYTES;

    /** Multiple of which each place's size is. */
    static final int ALIGNMENT = 128;

    /** Size of the largest place. */
    static final long LARGEST_PLACE = 12 << 10;

    /**
     * Size of the first slab of a size of places; each further one is four times as long, up to {@link #MAX_LENGTH}.
     */
    static final long MIN_LENGTH = 16 << 10;

    /** Size of the longest slab. */
    static final long MAX_LENGTH = 1 << 20;

    private SlabLayout() {}

    /** The size of the place for a thing of so many bytes, header included. */
    static long placeBytes(long bytes) {
        return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
    }
}

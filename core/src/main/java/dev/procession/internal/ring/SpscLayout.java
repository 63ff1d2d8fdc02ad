package dev.procession.internal.ring;

import dev.procession.internal.wait.WaitPointLayout;

/**
 * Offsets in a ring of one producer and one consumer, from its base. The words that each side writes have cache lines
 * of their own; processors fetch two lines of 64 bytes at a time.
 *
 * <pre>
 *   byte     0  capacity in cells · near     written once
 *           16  room                         by the producer
 *          128  tail                         by the producer
 *          256  head                         by the consumer
 *          384  wait points: not empty · not full
 *          896  records
 * </pre>
 *
 * <p>Before every record's payload stands one word:
 *
 * <pre>
 *   bit   63    52 51       36 35    32 31             0
 *        +--------+-----------+--------+----------------+
 *        | check  | position  | kind   | payload, bytes |
 *        +--------+-----------+--------+----------------+
 * </pre>
 *
 * <p>Positions are counted in cells of eight bytes since the ring was made; the cell of a position is its remainder by
 * the capacity. A header has its position's bits, folded to 16, so that the remains of an earlier lap are not taken for
 * a record. All words are checked words.
 *
 * <p>A record lies within the <i>hot region</i> of the ring, or within twice its own length: one that would go beyond
 * is put at the ring's beginning, behind padding that takes all the rest. So short records cycle through memory that a
 * processor's cache holds, and the rest of a large ring is committed when long ones come.
 */
final class SpscLayout {
    static final int CAPACITY_CELLS = 0;
    /** Number of cells of the hot region, for records of any length. */
    static final int NEAR_CELLS = 8;
    /** Number of committed cells; no record is or was beyond. */
    static final int ROOM = 16;

    /** Position of the next record to be put. Its store commits a put. */
    static final int TAIL = 128;
    /** The oldest record that is not released. Its store commits a take. */
    static final int HEAD = 256;

    static final int NOT_EMPTY = 384;
    static final int NOT_FULL = NOT_EMPTY + WaitPointLayout.BYTES;
    static final int RECORDS = NOT_FULL + WaitPointLayout.BYTES;

    /** The word before a payload. */
    static final int HEADER_BYTES = 8;

    private static final int KIND_SHIFT = 32;
    private static final int POSITION_SHIFT = 36;
    private static final long POSITION_MASK = 0xFFFF;
    private static final int FOLD_BITS = 16;

    /** The kind that fills the ring up to its end; the others are the user's. */
    static final int PAD = 15;

    static final long MIN_BYTES = 256;
    static final long MAX_BYTES = 512L << 20;

    private SpscLayout() {}

    /** The value of a header. */
    static long header(long position, int kind, int length) {
        return fold(position) << POSITION_SHIFT | (long) kind << KIND_SHIFT | length;
    }

    /** Whether a header was written for this position. */
    static boolean isAt(long header, long position) {
        return header >>> POSITION_SHIFT == fold(position);
    }

    /** Differs from lap to lap, be they as long as they may. */
    private static long fold(long position) {
        return (position ^ position >>> FOLD_BITS) & POSITION_MASK;
    }

    static int kind(long header) {
        return (int) (header >>> KIND_SHIFT) & 15;
    }

    /** Negative if no producer wrote it. */
    static int length(long header) {
        return (int) header;
    }

    /** The number of cells of a record. */
    static long cells(long length) {
        return (HEADER_BYTES + length + 7) >>> 3;
    }
}

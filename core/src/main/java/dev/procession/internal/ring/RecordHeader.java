package dev.procession.internal.ring;

/**
 * The two words before every record's payload.
 *
 * <pre>
 *   bit     63        41 40          10 9          6 5      0
 *          +------------+--------------+------------+--------+
 *   state  | check      | owner        | deliveries | state  |     changes
 *          +------------+--------------+------------+--------+
 *   bit     63   56 55            28 27   26                0
 *          +-------+----------------+------+-----------------+
 *   shape  | check | sequence       | side | length in bytes |     written once
 *          +-------+----------------+------+-----------------+
 * </pre>
 *
 * <p>The sequence is the element's number since the ring was made, less its upper bits; of padding, that of the
 * element to come. A record on the <i>side</i> has its payload in a segment of its own, which its 16 bytes name.
 */
final class RecordHeader {
    static final int BYTES = 16;
    static final int SHAPE = 8;

    /** State of a record that can be taken. */
    static final int READY = 1;
    /** State of a record on lease to its owner. */
    static final int LEASED = 2;
    /** State of a record that is done, or removed. */
    static final int DONE = 3;
    /** Fills the ring up to its end. */
    static final int PAD = 4;
    /** Delivered too often. */
    static final int DEAD = 5;

    /** The longest payload that fits the word. */
    static final int MAX_LENGTH = (1 << 27) - 1;

    static final long SEQUENCE_MASK = (1L << 28) - 1;

    private static final int STATE_BITS = 6;
    private static final int DELIVERIES_BITS = 4;
    private static final int OWNER_SHIFT = STATE_BITS + DELIVERIES_BITS;
    private static final int STATE_CHECK_SHIFT = 41;
    private static final long STATE_VALUE = (1L << STATE_CHECK_SHIFT) - 1;
    private static final int STATE_SALT = 0x2A5A5A;
    private static final long SIDE = 1L << 27;
    private static final int SEQUENCE_SHIFT = 28;
    private static final int SHAPE_CHECK_SHIFT = 56;
    private static final long SHAPE_VALUE = (1L << SHAPE_CHECK_SHIFT) - 1;
    private static final int SHAPE_SALT = 0xA5;

    /** The state word of every record just put. */
    static final long READY_WORD = state(READY, 0, 0);

    private RecordHeader() {}

    static long state(int state, int deliveries, int owner) {
        long value = (long) owner << OWNER_SHIFT | (long) deliveries << STATE_BITS | state;
        return value | stateCheck(value) << STATE_CHECK_SHIFT;
    }

    private static long stateCheck(long value) {
        return (value ^ value >>> 23 ^ STATE_SALT) & 0x7FFFFF;
    }

    static boolean isSoundState(long word) {
        int state = state(word);
        return word >>> STATE_CHECK_SHIFT == stateCheck(word & STATE_VALUE) && state >= READY && state <= DEAD;
    }

    static int state(long word) {
        return (int) word & ((1 << STATE_BITS) - 1);
    }

    static int deliveries(long word) {
        return (int) (word >>> STATE_BITS) & ((1 << DELIVERIES_BITS) - 1);
    }

    static int owner(long word) {
        return (int) ((word & STATE_VALUE) >>> OWNER_SHIFT);
    }

    static long shape(long sequence, int length, boolean side) {
        long value = (sequence & SEQUENCE_MASK) << SEQUENCE_SHIFT | (side ? SIDE : 0) | length;
        return value | shapeCheck(value) << SHAPE_CHECK_SHIFT;
    }

    private static long shapeCheck(long value) {
        long folded = value ^ value >>> 32;
        folded ^= folded >>> 16;
        return (folded ^ folded >>> 8 ^ SHAPE_SALT) & 0xFF;
    }

    static boolean isSoundShape(long word) {
        return word >>> SHAPE_CHECK_SHIFT == shapeCheck(word & SHAPE_VALUE);
    }

    static int length(long shape) {
        return (int) shape & MAX_LENGTH;
    }

    static boolean isSide(long shape) {
        return (shape & SIDE) != 0;
    }

    static long sequence(long shape) {
        return shape >>> SEQUENCE_SHIFT & SEQUENCE_MASK;
    }

    /** The number of cells of a record with a payload of {@code length} bytes. */
    static long cells(long length) {
        return (BYTES + length + 7) >>> 3;
    }
}

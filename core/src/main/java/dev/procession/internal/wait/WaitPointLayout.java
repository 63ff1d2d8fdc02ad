package dev.procession.internal.wait;

/**
 * Offsets of the parts of a wait point, from its start.
 *
 * <pre>
 *   byte 0          8        64                       192    256
 *        +----------+--------+------------------------+------+
 *        | waiters? | hint   | one bit per slot       |      |
 *        +----------+--------+------------------------+------+
 * </pre>
 *
 * <p>All zeros is a wait point without waiters. These are no checked words: a bit that damage sets costs one wake-up,
 * one that it clears is made up for by the periodic re-check.
 */
public final class WaitPointLayout {
    /** Offset of the flag that is not zero if a bit may be set. */
    public static final int WAITERS = 0;

    /** The slot at which the next search for a bit begins, so that processes take turns. */
    public static final int HINT = 8;

    /** One bit per slot, set while threads of that process stand in line. */
    public static final int BITS = 64;

    /** Number of words of bits. */
    public static final int BIT_WORDS = 16;

    /** Number of slots. */
    public static final int SLOTS = BIT_WORDS * Long.SIZE;

    /** The length; a multiple of the cache lines that processors fetch together. */
    public static final int BYTES = 256;

    private WaitPointLayout() {}
}

package dev.procession.internal.memory;

/**
 * Words that show when they were damaged: a value of 52 bits under a check of 12.
 *
 * <pre>
 *   bit   63          52 51                                   0
 *        +-------------+--------------------------------------+
 *        | check       | value                                |     the check depends on every bit of the value
 *        +-------------+--------------------------------------+
 * </pre>
 *
 * <p>No word but {@link #FREE} is zero: memory that was never laid out, or was wiped, does not pass for a value.
 */
public final class CheckedWord {
    /** The word that holds no value; only where a structure says so. */
    public static final long FREE = 0;

    /** The largest value. */
    public static final long MAX_VALUE = (1L << 52) - 1;

    private static final int CHECK_SHIFT = 52;
    private static final int CHECK_MASK = 0xFFF;
    /** Constant in the check, so that neither an all-zero nor an all-one word is valid. */
    private static final int SALT = 0x5A5;

    private CheckedWord() {}

    /** The word for {@code value}, which is between 0 and {@link #MAX_VALUE}. */
    public static long seal(long value) {
        return value | check(value) << CHECK_SHIFT;
    }

    /** The value of a word that is {@linkplain #isValid sound}. */
    public static long value(long word) {
        return word & MAX_VALUE;
    }

    /** Whether the word is one that {@link #seal} made. */
    public static boolean isValid(long word) {
        return word >>> CHECK_SHIFT == check(word & MAX_VALUE);
    }

    /**
     * The exclusive or of the value's 12-bit digits, the highest of which, of four bits, is moved away from the
     * check bits beside it: any damage within 8 neighbouring bits shows, and so within a byte; any other but once
     * in 4,096.
     */
    private static long check(long value) {
        long folded = value ^ value >>> 24 ^ value >>> 48 << 4;
        return (folded ^ folded >>> 12 ^ SALT) & CHECK_MASK;
    }
}

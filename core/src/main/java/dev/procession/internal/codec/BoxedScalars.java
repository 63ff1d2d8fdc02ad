package dev.procession.internal.codec;

import org.jspecify.annotations.Nullable;

/**
 * Boxed numbers, characters and truths as one word or two, for records in shared memory: no bytes to count, nothing
 * to allocate, a few instructions, so that it can be done while a lock is held that other processes wait for.
 *
 * <pre>
 *   bit   63                       16 15      8 7       0
 *        +---------------------------+---------+---------+   +------------------------+
 *        | the value, sign-extended  | kind    | tag 13  |   | only of kinds WIDE:    |
 *        | (of kinds not WIDE)       |         |         |   | the value's 64 bits    |
 *        +---------------------------+---------+---------+   +------------------------+
 * </pre>
 *
 * <p>No frame of {@link ObjectCodec} begins with this tag, so a record's first byte tells them apart.
 */
@SuppressWarnings(
        "IfChainToSwitch") // a switch on types is an invokedynamic, and slower than the first test, which nearly all
// take
public final class BoxedScalars {
    /** The bytes of a box of one word. */
    public static final int BYTES = Long.BYTES;

    /** The bytes of a box of two words. */
    public static final int WIDE_BYTES = 2 * Long.BYTES;

    private static final int KIND_SHIFT = 8;
    private static final int VALUE_SHIFT = 16;

    private static final int INT = 1;
    private static final int LONG = 2;
    private static final int BOOLEAN = 3;
    private static final int CHAR = 4;
    private static final int SHORT = 5;
    private static final int BYTE = 6;
    private static final int FLOAT = 7;
    private static final int WIDE = 8;
    private static final int LONG_WIDE = WIDE;
    private static final int DOUBLE_WIDE = WIDE + 1;

    private BoxedScalars() {}

    /** The first word for {@code value}; 0 if it is not a box. */
    public static long first(Object value) {
        if (value instanceof Integer i) {
            return word(INT, i);
        }
        if (value instanceof Long l) {
            long wide = l;
            return wide << VALUE_SHIFT >> VALUE_SHIFT == wide ? word(LONG, wide) : word(LONG_WIDE, 0);
        }
        if (value instanceof Double) {
            return word(DOUBLE_WIDE, 0);
        }
        if (value instanceof Boolean b) {
            return word(BOOLEAN, b ? 1 : 0);
        }
        if (value instanceof Character c) {
            return word(CHAR, c);
        }
        if (value instanceof Float f) {
            return word(FLOAT, Float.floatToRawIntBits(f));
        }
        if (value instanceof Short s) {
            return word(SHORT, s);
        }
        return value instanceof Byte b ? word(BYTE, b) : 0;
    }

    private static long word(int kind, long value) {
        return value << VALUE_SHIFT | kind << KIND_SHIFT | Tags.BOX;
    }

    /** Whether a second word belongs to {@code first}, a word that {@link #first} made. */
    public static boolean isWide(long first) {
        return (first >>> KIND_SHIFT & 0xFF) >= WIDE;
    }

    /** The second word for {@code value}, whose first is {@linkplain #isWide wide}. */
    public static long second(Object value) {
        return value instanceof Double d ? Double.doubleToRawLongBits(d) : (Long) value;
    }

    /** Whether a record that begins with this byte is a box. */
    public static boolean isBox(long first) {
        return (first & 0xFF) == Tags.BOX;
    }

    /**
     * The box of these words.
     *
     * @param second used only if the first is wide
     * @return null if the first word is none that {@link #first} makes
     */
    public static @Nullable Object value(long first, long second) {
        long value = first >> VALUE_SHIFT;
        return switch ((int) (first >>> KIND_SHIFT) & 0xFF) {
            case INT -> (int) value;
            case LONG -> value;
            case BOOLEAN -> value != 0;
            case CHAR -> (char) value;
            case SHORT -> (short) value;
            case BYTE -> (byte) value;
            case FLOAT -> Float.intBitsToFloat((int) value);
            case LONG_WIDE -> second;
            case DOUBLE_WIDE -> Double.longBitsToDouble(second);
            default -> null;
        };
    }
}

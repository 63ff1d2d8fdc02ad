package dev.procession.internal.codec;

import dev.procession.codec.CodecException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * Limits of a frame where there is a {@link ClassFilter}, and so senders that are not trusted: its depth, the size of
 * its numbers, and the work of its keys.
 *
 * <p>A value that is a key, or in a set, is hashed or compared as it is put there, with all that is in it. A frame
 * that refers to a list twice from a list that it refers to twice, and so on, is short, and its hash takes forever.
 * So every value has a weight: the number of nodes visited by a traversal that does not detect shared references.
 *
 * <p>Thread safety: none; one per root.
 */
final class DecodeLimits {

    /**
     * Maximum depth of nested values: half of what a stack of 1 MiB holds. A stack overflow may happen anywhere, in the
     * initializer of a class too, which is then lost.
     */
    static final int MAX_DEPTH = 500;

    /** The same for JDK serialization, whose levels take more of the stack. */
    static final int MAX_JDK_DEPTH = 250;

    /**
     * Maximum absolute value of the scale of a decimal: {@code toBigInteger()} of one with a scale of minus a billion
     * would fill the heap.
     */
    static final int MAX_SCALE = 100_000;

    /** Maximum number of bits of a big number: printing it takes more than linear time. */
    static final int MAX_BITS = 1 << 20;

    private static final long MAX_WEIGHT = 100_000_000;
    private static final long WEIGHT_PER_BYTE = 64;
    /** More than can be paid for, and still far from the end of a long. */
    private static final long ENDLESS = 1L << 60;

    private final long budget;
    private long[] weights = new long[16];
    private long weight;
    private long charged;
    private int depth;

    DecodeLimits(long frameBytes) {
        budget = budget(frameBytes);
    }

    /** How heavy all keys of a frame of that length may be together. */
    static long budget(long frameBytes) {
        return MAX_WEIGHT + WEIGHT_PER_BYTE * frameBytes;
    }

    /** A value with parts begins; returns what {@link #leave} wants. */
    long enter() {
        if (++depth > MAX_DEPTH) {
            throw tooDeep(depth, MAX_DEPTH);
        }
        return weight;
    }

    /** The value ends that began with {@code before}, and took {@code number}, if it has one. */
    void leave(int number, boolean isNumbered, long before) {
        depth--;
        if (isNumbered) {
            if (number >= weights.length) {
                weights = Arrays.copyOf(weights, Math.max(number + 1, 2 * weights.length));
            }
            weights[number] = weight - before + 1;
        }
    }

    /** Adds {@code values} values, the parts of one. */
    void add(long values) {
        weight += values;
    }

    /**
     * Another reference to a value; one to a value that has not ended makes a circle, and no key may have one in it.
     */
    void refer(int number) {
        long referred = number < weights.length ? weights[number] : 0;
        weight = Math.min(ENDLESS, weight + (referred == 0 ? budget + 1 : referred));
    }

    /** The weight of all values read so far. */
    long weight() {
        return weight;
    }

    /**
     * Charges for values that will be hashed or compared: those read since the weight was {@code before}.
     *
     * @throws CodecException if that, and what came before of the kind, is more work than a frame of its length may
     *     be
     */
    void charge(long before) {
        charged += weight - before + 1;
        if (charged > budget || weight >= ENDLESS) {
            throw tooHeavy(weight >= ENDLESS ? ENDLESS : charged, budget);
        }
    }

    /** Returns the number, if it is not too large to be handled. */
    static Object check(Object number) {
        if (number instanceof BigDecimal decimal) {
            if (Math.abs((long) decimal.scale()) > MAX_SCALE) {
                throw new CodecException("decoding refused: a BigDecimal with scale=" + decimal.scale() + ", limits=-"
                        + MAX_SCALE + " to " + MAX_SCALE + " where allow(…) was given; send it as text");
            }
            checkBits(decimal.unscaledValue());
        } else if (number instanceof BigInteger integer) {
            checkBits(integer);
        }
        return number;
    }

    private static void checkBits(BigInteger number) {
        if (number.bitLength() > MAX_BITS) {
            throw new CodecException("decoding refused: a big number with bits=" + number.bitLength() + ", limit="
                    + MAX_BITS + " where allow(…) was given; send its bytes");
        }
    }

    static CodecException tooDeep(long depth, int limit) {
        return new CodecException("decoding refused: nesting depth=" + depth + ", limit=" + limit
                + " where allow(…) was given; likely cause: a long chain of linked objects; send them as a list or an"
                + " array");
    }

    static CodecException tooHeavy(long weight, long budget) {
        return new CodecException(
                "decoding refused: values that the keys and sets of the frame lead to, each counted as often as"
                        + " it is reached=" + (weight >= ENDLESS ? "endless" : weight) + ", limit=" + budget
                        + "; likely cause: keys made of collections that share their parts, or contain themselves, so that hashing"
                        + " them would take forever; use small keys");
    }
}

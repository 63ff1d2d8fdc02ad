package dev.procession.internal.task;

import dev.procession.internal.memory.CheckedWord;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.wait.SegmentContext;

/**
 * Which elements a worker has begun, and which were taken back from it before it did: one word, on which the two of
 * them agree by compare-and-set.
 *
 * <pre>
 *   bit   63    52 51                    26 25                     0
 *        +--------+------------------------+------------------------+
 *        | check  | revoked: none below it | next: the first that   |
 *        |        | is to be begun         | was not begun          |
 *        +--------+------------------------+------------------------+
 * </pre>
 *
 * <p>Elements are numbered in the order in which the worker was given them, modulo 2<sup>26</sup>. The worker
 * begins element {@code e} by setting {@code next} to {@code e + 1}, unless {@code e} is below {@code revoked}:
 * then it passes over it. The parent takes back all that was not begun by setting {@code revoked} to the
 * number that comes after all it has given. So each element is begun by the worker or taken back by the parent, and
 * never both; and when the worker has died, {@code next} says what it had begun.
 *
 * <p>Thread safety: one thread of the worker begins; any one thread of the parent at a time takes back. Lock-free:
 * a failed compare-and-set means that the other has succeeded.
 */
public final class Claims {
    /** More elements than this are never with one worker. */
    public static final int MAX_HELD = 1 << 24;

    static final int BYTES = 128;

    private static final int BITS = 26;
    private static final int MASK = (1 << BITS) - 1;

    private final SegmentContext context;
    private final SharedWords words;
    private final long at;

    Claims(SegmentContext context, long at) {
        this.context = context;
        this.words = context.words();
        this.at = at;
    }

    static void layOut(SharedWords words, long at) {
        words.setPlain(at, CheckedWord.seal(0));
    }

    /** The number {@code count} after {@code element}. */
    public static int after(int element, int count) {
        return (element + count) & MASK;
    }

    /** The distance from {@code earlier} to {@code later} in elements; negative if it is before. */
    public static int distance(int earlier, int later) {
        int unused = Integer.SIZE - BITS;
        return (later - earlier) << unused >> unused;
    }

    private long read() {
        long word = words.getVolatile(at);
        if (!CheckedWord.isValid(word)) {
            throw context.corrupted("word=claims, value=" + Long.toHexString(word) + ", must be sealed");
        }
        return CheckedWord.value(word);
    }

    private boolean replace(long old, int next, int revoked) {
        return words.compareAndSet(at, CheckedWord.seal(old), CheckedWord.seal((long) revoked << BITS | next));
    }

    private static int next(long value) {
        return (int) value & MASK;
    }

    private static int revoked(long value) {
        return (int) (value >>> BITS);
    }

    /** The first element that the worker has not begun. */
    public int next() {
        return next(read());
    }

    /** The worker begins an element; returns whether it may. */
    public boolean begin(int element) {
        while (true) {
            long old = read();
            if (distance(revoked(old), element) < 0) {
                return false;
            }
            // Nothing below it will be begun, so that a boundary of old is never so far behind that it seems to be
            // ahead.
            if (replace(old, after(element, 1), element)) {
                return true;
            }
        }
    }

    /**
     * The parent takes back every element below {@code given} that was not begun.
     *
     * @return the first element taken back; {@code given} or above if there is none
     */
    public int revoke(int given) {
        while (true) {
            long old = read();
            // Elements that were taken back before are not below it: they were given out again.
            int first = distance(next(old), revoked(old)) > 0 ? revoked(old) : next(old);
            if (distance(first, given) <= 0 || replace(old, next(old), given)) {
                return first;
            }
        }
    }
}

package dev.procession.internal.lock;

import dev.procession.internal.memory.CheckedWord;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.wait.SegmentContext;
import dev.procession.internal.wait.WaitPoint;
import dev.procession.internal.wait.WaitPointLayout;

/**
 * A flag in one checked word: {@code times it was set << 1 | set}. Every change is one CAS; a death in between changes
 * nothing, and waiters that were not woken check when they learn of the death.
 *
 * <p>A waiter goes on when the flag is set, or was set since its wait began: a flag that is cleared again at once is
 * not missed.
 */
public final class EventState {
    private static final int POINT = 128;
    /** The length. */
    public static final int BYTES = POINT + WaitPointLayout.BYTES;

    private final SegmentContext context;
    private final SharedWords words;
    private final long at;
    private final WaitPoint point;

    /** The flag at {@code at}. */
    public EventState(SegmentContext context, long at) {
        this.context = context;
        words = context.words();
        this.at = at;
        point = context.waitPoint(at + POINT, 0);
    }

    /** Lays out a flag that is not set. */
    public static void layOut(SharedWords words, long at) {
        words.setPlain(at, CheckedWord.seal(0));
    }

    private long read() {
        context.check();
        long word = words.getVolatile(at);
        if (!CheckedWord.isValid(word)) {
            throw context.corrupted("event is " + Long.toHexString(word));
        }
        return CheckedWord.value(word);
    }

    /** Sets the flag. */
    public void set() {
        long old;
        do {
            old = read();
            if ((old & 1) != 0) {
                return;
            }
        } while (!words.compareAndSet(at, CheckedWord.seal(old), CheckedWord.seal((old + 2) | 1)));
        point.signalAll();
    }

    /** Clears the flag. */
    public void clear() {
        long old;
        do {
            old = read();
        } while ((old & 1) != 0 && !words.compareAndSet(at, CheckedWord.seal(old), CheckedWord.seal(old & ~1L)));
    }

    /** Whether the flag is set. */
    public boolean isSet() {
        return (read() & 1) != 0;
    }

    /** Waits until the flag is set; returns whether it was in time. */
    public boolean await(long timeoutNanos) throws InterruptedException {
        long start = read();
        return point.await(
                () -> {
                    long now = read();
                    return (now & 1) != 0 || now >>> 1 != start >>> 1;
                },
                timeoutNanos,
                WaitPoint.NO_RECHECK);
    }
}

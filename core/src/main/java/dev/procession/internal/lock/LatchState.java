package dev.procession.internal.lock;

import dev.procession.internal.memory.CheckedWord;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.wait.SegmentContext;
import dev.procession.internal.wait.WaitPoint;
import dev.procession.internal.wait.WaitPointLayout;

/** A count that goes down to zero, in one checked word. Each step is one CAS; a death in between changes nothing. */
public final class LatchState {
    private static final int POINT = 128;
    /** The length. */
    public static final int BYTES = POINT + WaitPointLayout.BYTES;

    private final SegmentContext context;
    private final SharedWords words;
    private final long at;
    private final WaitPoint point;

    /** The count at {@code at}. */
    public LatchState(SegmentContext context, long at) {
        this.context = context;
        words = context.words();
        this.at = at;
        point = context.waitPoint(at + POINT, 0);
    }

    /** Lays out a count. */
    public static void layOut(SharedWords words, long at, int count) {
        words.setPlain(at, CheckedWord.seal(count));
    }

    /** The count. */
    public long count() {
        context.check();
        long word = words.getVolatile(at);
        if (!CheckedWord.isValid(word)) {
            throw context.corrupted("latch is " + Long.toHexString(word));
        }
        return CheckedWord.value(word);
    }

    /** Takes one from the count unless it is zero. */
    public void countDown() {
        while (true) {
            long old = count();
            if (old == 0) {
                return;
            }
            if (words.compareAndSet(at, CheckedWord.seal(old), CheckedWord.seal(old - 1))) {
                if (old == 1) {
                    point.signalAll();
                }
                return;
            }
        }
    }

    /** Waits until the count is zero; returns whether it was in time. */
    public boolean await(long timeoutNanos) throws InterruptedException {
        return point.await(() -> count() == 0, timeoutNanos, WaitPoint.NO_RECHECK);
    }
}

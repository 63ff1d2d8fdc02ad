package dev.procession.internal.channel;

import dev.procession.internal.lock.RobustLock;
import dev.procession.internal.memory.CheckedWord;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.wait.SegmentContext;

/**
 * The right to send, or to receive, at one end. Whoever has it continues the work of the one before, whose cached
 * positions it must not trust if that was another process; a dead one has left nothing to repair.
 */
final class EndpointLock {
    private final RobustLock lock;
    private final SharedWords words;
    private final long lastAt;
    private final long me;

    EndpointLock(SegmentContext context, long base, int index) {
        long at = base + PipeLayout.SIDES + (long) index * PipeLayout.SIDE_BYTES;
        lock = new RobustLock(context, at, PipeLayout.FIRST_SIDE_NUMBER + index);
        words = context.words();
        lastAt = at + PipeLayout.LAST;
        me = CheckedWord.seal(context.peers().self());
    }

    /** Takes it, waiting for who has it; returns whether positions cached here are good. */
    boolean acquire() {
        lock.acquire();
        if (words.getPlain(lastAt) == me) {
            return true;
        }
        words.setPlain(lastAt, me);
        return false;
    }

    void release() {
        lock.release();
    }
}

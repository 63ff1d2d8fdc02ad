package dev.procession.internal.channel;

import dev.procession.internal.lock.RobustLock;
import dev.procession.internal.memory.CheckedWord;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.wait.SegmentContext;

/**
 * Lock that admits one sender (or receiver) at one end. If the previous owner was another process, cached positions are
 * stale; a dead owner has left nothing to repair.
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

    /** Takes the lock, waiting for its owner; returns whether positions cached here are valid. */
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

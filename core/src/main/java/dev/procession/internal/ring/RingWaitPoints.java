package dev.procession.internal.ring;

import dev.procession.internal.wait.WaitPoint;

/**
 * The wait points of a ring, and which of them is signalled when.
 *
 * <p>Thread safety: any thread.
 */
final class RingWaitPoints {
    final WaitPoint notEmpty;
    final WaitPoint notFull;
    final WaitPoint finished;
    final WaitPoint deadLetters;
    private final RingState ring;
    private final OverflowStore space;

    RingWaitPoints(RingState ring, OverflowStore space) {
        this.ring = ring;
        this.space = space;
        notEmpty = point(MpmcRingLayout.NOT_EMPTY, MpmcRingLayout.NOT_EMPTY_NUMBER);
        notFull = point(MpmcRingLayout.NOT_FULL, MpmcRingLayout.NOT_FULL_NUMBER);
        finished = point(MpmcRingLayout.FINISHED, MpmcRingLayout.FINISHED_NUMBER);
        deadLetters = point(MpmcRingLayout.DEAD_LETTERS, MpmcRingLayout.DEAD_LETTERS_NUMBER);
    }

    private WaitPoint point(int offset, int number) {
        return ring.context.waitPoint(ring.base + offset, number);
    }

    /** A record has gone. Right after a lock was released, which is a full fence. */
    void signalNotFull() {
        if (!ring.areBytesWanted()) {
            notFull.signalAfterFence();
        } else if (notFull.isAwaited()) {
            // Any of several waiters may want few enough bytes. No waiter is signalled while all of them still spin.
            ring.wantBytes(false);
            notFull.signalAll();
        }
    }

    /** A record is done, or removed. */
    void finished() {
        if (ring.leasing && ring.isEmpty()) {
            finished.signalAll();
        }
        if (ring.leasing && ring.isClosed()) {
            // Takers of a closed ring wait for the last lease.
            notEmpty.signalAll();
            if (ring.isEmpty()) {
                space.ended();
            }
        }
    }

    /** The ring is closed: wakes all waiters. */
    void closed() {
        notFull.signalAll();
        notEmpty.signalAll();
        deadLetters.signalAll();
        if (ring.isEmpty()) {
            space.ended();
        }
    }
}

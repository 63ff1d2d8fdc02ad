package dev.procession.internal.handle;

import dev.procession.internal.lock.LockLayout;
import dev.procession.internal.lock.LockState;
import dev.procession.internal.segment.SegmentKind;
import dev.procession.internal.segment.SegmentLayout;
import dev.procession.internal.session.OpenSegment;
import dev.procession.internal.session.OpenSite;
import dev.procession.internal.session.SessionAttachment;
import dev.procession.internal.wait.SegmentContext;

/**
 * The conditions of a lock in a slab. They are long, and most locks have none: so they have a segment of their own,
 * which is made with the first of them.
 *
 * @param session the session of the lock
 * @param lock where the lock is
 */
record ConditionsBeside(SessionAttachment session, OpenSite lock) implements LockState.Conditions {
    private OpenSegment segment() {
        return session.openBeside(
                lock, SegmentKind.CONDITIONS, SegmentLayout.BYTES + LockLayout.CONDITIONS_BYTES, SegmentLayout.BYTES);
    }

    @Override
    public SegmentContext context() {
        return segment();
    }

    @Override
    public long base() {
        return SegmentLayout.BYTES;
    }

    @Override
    public void make(long from, long upTo) {
        segment().segment().reserve(from, upTo);
    }
}

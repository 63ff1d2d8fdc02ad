package dev.procession.concurrency;

import dev.procession.internal.ring.BackingStore;
import dev.procession.internal.ring.OverflowStore;

/** What is around a ring that has all its room, and whose records are short. */
public final class NoSpace implements BackingStore, OverflowStore {
    /** A space. */
    public NoSpace() {}

    @Override
    public void commit(long from, long upTo) {
        throw new AssertionError("reserved from " + from + " to " + upTo);
    }

    @Override
    public OverflowSegment create(long length) {
        throw new AssertionError("record on the side: length=" + length);
    }

    @Override
    public OverflowSegment open(long id) {
        throw new AssertionError("record on the side: id=" + id);
    }

    @Override
    public void delete(long id) {
        throw new AssertionError("record on the side: id=" + id);
    }

    @Override
    public void ended() {
        // It lasts as long as the test.
    }
}

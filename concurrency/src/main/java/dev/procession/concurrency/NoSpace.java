package dev.procession.concurrency;

import dev.procession.internal.ring.RingRoom;
import dev.procession.internal.ring.RingSpace;

/** What is around a ring that has all its room, and whose records are short. */
public final class NoSpace implements RingRoom, RingSpace {
    /** A space. */
    public NoSpace() {}

    @Override
    public void reserve(long from, long upTo) {
        throw new AssertionError("reserved from " + from + " to " + upTo);
    }

    @Override
    public Side create(long length) {
        throw new AssertionError("record on the side: length=" + length);
    }

    @Override
    public Side open(long id) {
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

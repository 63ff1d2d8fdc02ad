package dev.procession.concurrency;

import dev.procession.internal.ring.RingSpace;

/** The memory around a ring that has all its room, and whose records are short. */
public final class NoSpace implements RingSpace {
    /** A space. */
    public NoSpace() {}

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

package dev.procession.internal.handle;

import dev.procession.internal.liveness.Peers;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.wait.SegmentContext;
import dev.procession.internal.wait.WaitPoint;
import dev.procession.process.CorruptedSegmentException;

/** Where a segment was that is removed. */
record RemovedSegment(SegmentAddress address) implements SegmentContext {
    private IllegalStateException gone() {
        return new IllegalStateException("segment " + address.file() + " is removed");
    }

    @Override
    public SharedWords words() {
        throw gone();
    }

    @Override
    public Peers peers() {
        throw gone();
    }

    @Override
    public WaitPoint waitPoint(long at, int number) {
        throw gone();
    }

    @Override
    public void check() {
        // An end in good order is final.
    }

    @Override
    public long deaths() {
        throw gone();
    }

    @Override
    public CorruptedSegmentException corrupted(String what) {
        throw gone();
    }
}

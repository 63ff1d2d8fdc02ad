package dev.procession.stress;

import dev.procession.internal.liveness.Peers;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.wait.SegmentContext;
import dev.procession.internal.wait.WaitPoint;
import dev.procession.process.CorruptedSegmentException;

/** A segment's site, on words that may be fatal. */
record FatalSite(SegmentContext context, SharedWords words) implements SegmentContext {

    @Override
    public Peers peers() {
        return context.peers();
    }

    @Override
    public WaitPoint waitPoint(long at, int number) {
        return context.waitPoint(at, number);
    }

    @Override
    public void check() {
        context.check();
    }

    @Override
    public long deaths() {
        return context.deaths();
    }

    @Override
    public CorruptedSegmentException corrupted(String what) {
        return context.corrupted(what);
    }
}

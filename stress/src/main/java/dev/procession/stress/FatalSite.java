package dev.procession.stress;

import dev.procession.internal.liveness.Peers;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.wait.Site;
import dev.procession.internal.wait.WaitPoint;
import dev.procession.process.CorruptedSegmentException;

/** A segment's site, on words that may be fatal. */
record FatalSite(Site site, SharedWords words) implements Site {

    @Override
    public Peers peers() {
        return site.peers();
    }

    @Override
    public WaitPoint waitPoint(long at, int number) {
        return site.waitPoint(at, number);
    }

    @Override
    public void check() {
        site.check();
    }

    @Override
    public long deaths() {
        return site.deaths();
    }

    @Override
    public CorruptedSegmentException corrupted(String what) {
        return site.corrupted(what);
    }
}

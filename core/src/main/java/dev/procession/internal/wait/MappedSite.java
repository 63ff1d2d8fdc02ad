package dev.procession.internal.wait;

import dev.procession.internal.liveness.Peers;
import dev.procession.internal.liveness.ProcessLayout;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.segment.Segment;
import dev.procession.internal.segment.SegmentLayout;
import dev.procession.process.CorruptedSegmentException;
import dev.procession.process.SessionClosedException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A segment of a session, as structures see it. */
public final class MappedSite implements Site {
    private final Segment segment;
    private final SharedWords words;
    private final SharedWords table;
    private final Peers peers;
    private final Bell bell;
    private final ConcurrentHashMap<Integer, MappedWaitPoint> points = new ConcurrentHashMap<>();

    /** What must not be collected while a thread waits here: its wait points are known by number, and another site would have others. */
    @SuppressWarnings("unused")
    private @Nullable Object kept;

    /** The segment in the session of this process table and bell. */
    public MappedSite(Segment segment, SharedWords table, Peers peers, Bell bell) {
        this.segment = segment;
        this.words = segment.words();
        this.table = table;
        this.peers = peers;
        this.bell = bell;
    }

    /** Keeps {@code user} for as long as a thread waits at a wait point of this site, or anything else refers to the site. */
    public void keep(Object user) {
        kept = user;
    }

    @Override
    public SharedWords words() {
        return words;
    }

    @Override
    public Peers peers() {
        return peers;
    }

    @Override
    public WaitPoint waitPoint(long at, int number) {
        return points.computeIfAbsent(
                number, key -> new MappedWaitPoint(this, at, Bell.key(segment.id(), number), bell));
    }

    @Override
    public void check() {
        try {
            if ((words.getPlain(SegmentLayout.POISON) | table.getPlain(ProcessLayout.CLOSED)) == 0) {
                return;
            }
        } catch (IllegalStateException e) {
            throw new SessionClosedException("the session is closed", e);
        }
        if (table.getVolatile(ProcessLayout.CLOSED) != 0) {
            throw new SessionClosedException("the session is closed");
        }
        throw new CorruptedSegmentException("segment " + segment.path() + " was found damaged before");
    }

    @Override
    public long deaths() {
        return bell.looks();
    }

    @Override
    public CorruptedSegmentException corrupted(String what) {
        words.setVolatile(SegmentLayout.POISON, 1);
        bell.ringEverybody();
        return new CorruptedSegmentException("segment " + segment.path() + " is damaged: " + what
                + "; likely cause: native code of a process of the session wrote there; make another");
    }
}

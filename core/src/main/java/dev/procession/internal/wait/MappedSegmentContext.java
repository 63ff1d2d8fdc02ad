package dev.procession.internal.wait;

import dev.procession.internal.liveness.Peers;
import dev.procession.internal.liveness.ProcessTableLayout;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.segment.SegmentLayout;
import dev.procession.process.CorruptedSegmentException;
import dev.procession.process.SessionClosedException;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A segment of a session, or a place in one, as structures see it. */
public final class MappedSegmentContext implements SegmentContext {
    /** Value of the poison word of a damaged segment context. */
    private static final long DAMAGED = 1;

    /** Value of the poison word of a segment context that a process of the session closed. */
    private static final long CLOSED = 2;

    private final SharedWords words;
    private final long id;
    private final Path path;
    private final long at;
    private final SharedWords table;
    private final Peers peers;
    private final Doorbell doorbell;
    private final ConcurrentHashMap<Integer, MappedWaitPoint> points = new ConcurrentHashMap<>();

    /**
     * The object that must not be collected while a thread waits here: its wait points are known by number, and another
     * segment context would have others.
     */
    @SuppressWarnings("unused")
    private @Nullable Object kept;

    /** Description of the object that lives here, for messages. */
    private volatile String what = "segment";

    /**
     * A segment context in the session of this process table and doorbell.
     *
     * @param words its own, a header first
     * @param id its number, which no other segment context of the session has or will have
     * @param path the file it is in, and {@code at} where in that, for messages
     */
    public MappedSegmentContext(
            SharedWords words, long id, Path path, long at, SharedWords table, Peers peers, Doorbell doorbell) {
        this.words = words;
        this.id = id;
        this.path = path;
        this.at = at;
        this.table = table;
        this.peers = peers;
        this.doorbell = doorbell;
    }

    /**
     * Keeps {@code user} for as long as a thread waits at a wait point of this segment context, or anything else
     * refers to the segment context.
     */
    public void keep(Object user) {
        kept = user;
    }

    /** Says what lives here, for messages. */
    public void describe(String thing) {
        what = thing;
    }

    private String where() {
        return path + (at == 0 ? "" : " at " + at);
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
        return points.computeIfAbsent(number, key -> new MappedWaitPoint(this, at, Doorbell.key(id, number), doorbell));
    }

    @Override
    public void check() {
        try {
            if ((words.getPlain(SegmentLayout.POISON) | table.getPlain(ProcessTableLayout.CLOSED)) == 0) {
                return;
            }
        } catch (IllegalStateException e) {
            throw new SessionClosedException("the session is closed", e);
        }
        if (table.getVolatile(ProcessTableLayout.CLOSED) != 0) {
            throw new SessionClosedException("the session is closed");
        }
        if (isClosed()) {
            throw new IllegalStateException(what + " used after close(): segment=" + where()
                    + "; a process of the session closed it, for all processes; make another");
        }
        throw new CorruptedSegmentException("segment " + where() + " was found damaged before");
    }

    /** Whether a process of the session has closed this segment context. */
    public boolean isClosed() {
        return words.getVolatile(SegmentLayout.POISON) == CLOSED;
    }

    /**
     * Closes the segment context for all processes: every {@link #check()} fails from now on.
     *
     * @return whether this call did it: {@code false} if it was closed or damaged before
     */
    public boolean markClosed() {
        return words.compareAndSet(SegmentLayout.POISON, 0, CLOSED);
    }

    /**
     * Wakes the waiters of all processes at the wait points of this segment context that this process knows.
     */
    public void wakeAll() {
        points.values().forEach(MappedWaitPoint::signalAll);
    }

    /** Wakes all waiters of the session. */
    public void wakeEverybody() {
        doorbell.ringEverybody();
    }

    @Override
    public long deaths() {
        return doorbell.looks();
    }

    @Override
    public CorruptedSegmentException corrupted(String what) {
        words.setVolatile(SegmentLayout.POISON, DAMAGED);
        doorbell.ringEverybody();
        return new CorruptedSegmentException("segment " + where() + " is damaged: " + what
                + "; likely cause: native code of a process of the session wrote there; make another");
    }
}

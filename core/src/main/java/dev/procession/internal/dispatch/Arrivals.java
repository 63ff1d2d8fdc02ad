package dev.procession.internal.dispatch;

import dev.procession.internal.liveness.Peers;
import dev.procession.internal.segment.SegmentLayout;
import dev.procession.internal.session.OpenSegment;
import dev.procession.internal.session.SharedSession;
import dev.procession.internal.wait.WaitPoint;
import dev.procession.internal.wait.WaitPointLayout;
import java.nio.file.NoSuchFileException;

/**
 * What a pool shares with all its workers: where it waits for outcomes, whichever of them they come from, and where its {@link LongArguments} lie; a segment of
 * its own.
 *
 * <p>Thread safety: any thread.
 */
public final class Arrivals {
    private static final int KIND = 41;
    private static final long ARGUMENTS = SegmentLayout.BYTES + WaitPointLayout.BYTES;

    /** For arguments there is so much address space; memory only under what has been used. */
    private static final long WORKERS_BYTES = 4 << 20;

    private static final long LEAST_BYTES = 8 << 20;
    private static final long MOST_BYTES = 32 << 20;
    /** And no more than this part of what is free, for the rest has its needs too. */
    private static final int PART = 4;

    private final OpenSegment segment;
    private final WaitPoint point;
    private final LongArguments arguments;

    private Arrivals(OpenSegment segment) {
        this.segment = segment;
        point = segment.waitPoint(SegmentLayout.BYTES, 0);
        arguments = new LongArguments(segment, ARGUMENTS);
    }

    /** Makes it for a new pool of so many workers at most. */
    public static Arrivals create(SharedSession session, int workers) {
        long wanted = Math.clamp(workers * WORKERS_BYTES, LEAST_BYTES, MOST_BYTES);
        long bytes = ARGUMENTS + Math.min(wanted, (session.freeBytes() / PART) & -WORKERS_BYTES);
        return new Arrivals(session.create(KIND, bytes, ARGUMENTS, words -> {}));
    }

    /** Opens it, as a worker. */
    public static Arrivals open(SharedSession session, String file) throws NoSuchFileException {
        return new Arrivals(session.open(file));
    }

    /** The name by which workers open it. */
    public String file() {
        return segment.file();
    }

    /** Outcomes are announced here. */
    public WaitPoint point() {
        return point;
    }

    /** What is too long for a ring of tasks. */
    public LongArguments arguments() {
        return arguments;
    }

    /** Whoever of this process waits here looks again. */
    public void poke() {
        try {
            point.signalProcess(Peers.slot(segment.peers().self()));
        } catch (IllegalStateException e) {
            // The memory of a closed session is gone, and nobody waits there any more.
            if (!segment.session().isClosed()) {
                throw e;
            }
        }
    }

    /** The pool has ended. */
    public void remove() {
        arguments.remove();
        segment.session().delete(segment.file());
    }
}

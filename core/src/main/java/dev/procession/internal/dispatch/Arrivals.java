package dev.procession.internal.dispatch;

import dev.procession.internal.liveness.Peers;
import dev.procession.internal.segment.SegmentLayout;
import dev.procession.internal.session.OpenSegment;
import dev.procession.internal.session.SharedSession;
import dev.procession.internal.wait.WaitPoint;
import dev.procession.internal.wait.WaitPointLayout;
import java.nio.file.NoSuchFileException;

/**
 * Where a pool waits for outcomes, whichever of its workers they come from; a segment of its own, which all workers have.
 *
 * <p>Thread safety: any thread.
 */
public final class Arrivals {
    private static final int KIND = 41;
    private static final long BYTES = SegmentLayout.BYTES + WaitPointLayout.BYTES;

    private final OpenSegment segment;
    private final WaitPoint point;

    private Arrivals(OpenSegment segment) {
        this.segment = segment;
        point = segment.waitPoint(SegmentLayout.BYTES, 0);
    }

    /** Makes it for a new pool. */
    public static Arrivals create(SharedSession session) {
        return new Arrivals(session.create(KIND, BYTES, BYTES, words -> {}));
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
        segment.session().delete(segment.file());
    }
}

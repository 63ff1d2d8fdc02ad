package dev.procession.internal.task;

import dev.procession.internal.liveness.Peers;
import dev.procession.internal.segment.SegmentKind;
import dev.procession.internal.segment.SegmentLayout;
import dev.procession.internal.session.OpenSegment;
import dev.procession.internal.session.SessionAttachment;
import dev.procession.internal.wait.WaitPoint;
import dev.procession.internal.wait.WaitPointLayout;
import java.nio.file.NoSuchFileException;

/**
 * The segment that a pool shares with all its workers, with the wait point at which it waits for outcomes of any of
 * them; and its {@link LargeArgumentStore}.
 *
 * <p>Thread safety: any thread.
 */
public final class PoolSegment {
    private static final long BYTES = SegmentLayout.BYTES + WaitPointLayout.BYTES;

    private final OpenSegment segment;
    private final WaitPoint point;
    private final LargeArgumentStore arguments;

    private PoolSegment(OpenSegment segment, int workers) {
        this.segment = segment;
        point = segment.waitPoint(SegmentLayout.BYTES, 0);
        arguments = new LargeArgumentStore(segment, workers);
    }

    /** Makes it for a new pool of so many workers at most. */
    public static PoolSegment create(SessionAttachment session, int workers) {
        return new PoolSegment(session.create(SegmentKind.POOL, BYTES, BYTES, words -> {}), workers);
    }

    /** Opens it, as a worker. */
    public static PoolSegment open(SessionAttachment session, String file) throws NoSuchFileException {
        return new PoolSegment(session.open(file), 0);
    }

    /** The name by which workers open it. */
    public String file() {
        return segment.file();
    }

    /** Outcomes are announced here. */
    public WaitPoint point() {
        return point;
    }

    /** The arguments that are too long for a ring of tasks. */
    public LargeArgumentStore arguments() {
        return arguments;
    }

    /** Wakes this process's waiter, so that it re-evaluates its condition. */
    public void poke() {
        try {
            point.signalProcess(Peers.slot(segment.peers().self()));
        } catch (IllegalStateException e) {
            // The memory of a closed session is gone, and no thread waits there any more.
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

package dev.procession.internal.dispatch;

import dev.procession.internal.codec.ByteSource;
import dev.procession.internal.handle.SegmentSpace;
import dev.procession.internal.liveness.Peers;
import dev.procession.internal.ring.RingSpace;
import dev.procession.internal.segment.SegmentLayout;
import dev.procession.internal.session.OpenSegment;
import dev.procession.internal.session.SharedSession;
import dev.procession.internal.wait.WaitPoint;
import dev.procession.internal.wait.WaitPointLayout;
import java.lang.foreign.MemorySegment;
import java.nio.file.NoSuchFileException;
import java.util.List;

/**
 * Where a pool waits for outcomes, whichever of its workers they come from; a segment of its own, which all workers have.
 *
 * <p>What is too long for a ring of tasks, and for any worker, lies in files beside it, from before a worker is told of it until nobody needs it any more.
 *
 * <p>Thread safety: any thread.
 */
public final class Arrivals {
    private static final int KIND = 41;
    private static final long BYTES = SegmentLayout.BYTES + WaitPointLayout.BYTES;

    private final OpenSegment segment;
    private final WaitPoint point;
    private final SegmentSpace space;

    private Arrivals(OpenSegment segment) {
        this.segment = segment;
        space = new SegmentSpace(segment, null);
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

    /**
     * Puts what is in {@code parts} into a file that every worker can open.
     *
     * @return its number
     * @throws dev.procession.process.ProcessionException if there is no room for it
     */
    public long put(List<MemorySegment> parts) {
        return space.create(parts);
    }

    /** Opens what was {@link #put}, of so many bytes; to be closed. */
    public ByteSource open(long id, long bytes) {
        RingSpace.Side side = space.open(id);
        long room = side.words().size() - side.at();
        if (bytes < 0 || bytes > room) {
            side.close();
            throw segment.corrupted("arguments in file " + id + ": bytes=" + bytes + ", room in the file=" + room);
        }
        return new MappedSource(side, bytes);
    }

    /** Nobody needs it any more. */
    public void delete(long id) {
        space.delete(id);
    }

    /** The pool has ended. */
    public void remove() {
        space.deleteAll();
        segment.session().delete(segment.file());
    }
}

package dev.procession.internal.task;

import dev.procession.internal.message.DuplexLayout;
import dev.procession.internal.message.OverflowSegments;
import dev.procession.internal.message.RecordReceiver;
import dev.procession.internal.message.RecordSender;
import dev.procession.internal.ring.SpscRing;
import dev.procession.internal.segment.SegmentKind;
import dev.procession.internal.segment.SegmentLayout;
import dev.procession.internal.session.OpenSegment;
import dev.procession.internal.session.SessionAttachment;
import dev.procession.internal.wait.WaitPoint;
import dev.procession.process.CorruptedSegmentException;
import java.nio.file.NoSuchFileException;

/**
 * The segment between a pool and one worker process.
 *
 * <pre>
 *   byte   128  claims              see {@link Claims}
 *          256  ring of tasks       parent to worker
 *        …      ring of outcomes    worker to parent
 * </pre>
 *
 * <p>The worker waits for tasks at their ring. The parent waits for the outcomes of all workers of a pool at one
 * place, the wait point of {@link PoolSegment}.
 *
 * <p>If the worker dies, the parent reads what is in the ring of outcomes, and {@link Claims#next}; then it
 * {@linkplain #remove removes} the segment. If the parent dies, so do its workers.
 *
 * <p>Thread safety: see the parts.
 */
public final class TaskChannel {
    private static final long CLAIMS = SegmentLayout.BYTES;
    /** Of tasks, and of outcomes. */
    private static final DuplexLayout RINGS = DuplexLayout.at(CLAIMS + Claims.BYTES);

    private static final int TASKS_NUMBER = 0;
    private static final int OUTCOMES_NUMBER = 2;

    private final OpenSegment segment;
    private final OverflowSegments space;
    private final SpscRing tasks;
    private final SpscRing outcomes;
    private final Claims claims;

    private TaskChannel(OpenSegment segment, WaitPoint arrivals) {
        this.segment = segment;
        space = new OverflowSegments(segment, null);
        tasks = new SpscRing(segment, RINGS.first(), TASKS_NUMBER);
        outcomes = new SpscRing(segment, RINGS.second(), OUTCOMES_NUMBER, arrivals);
        claims = new Claims(segment, CLAIMS);
    }

    /**
     * Makes the channel of a new worker.
     *
     * @throws dev.procession.process.ProcessionException if there is no space
     */
    public static TaskChannel create(SessionAttachment session, PoolSegment poolSegment) {
        OpenSegment segment = session.create(SegmentKind.TASKS, RINGS.end(), RINGS.written(), words -> {
            Claims.layOut(words, CLAIMS);
            RINGS.layOut(words);
        });
        return new TaskChannel(segment, poolSegment.point());
    }

    /** Opens the channel in {@code file}, as the worker. */
    public static TaskChannel open(SessionAttachment session, String file, PoolSegment poolSegment)
            throws NoSuchFileException {
        return new TaskChannel(session.open(file), poolSegment.point());
    }

    /** The name by which the worker opens it. */
    public String file() {
        return segment.file();
    }

    /** The elements that the worker has begun. */
    public Claims claims() {
        return claims;
    }

    /** The parent's end of the tasks. */
    public RecordSender taskOutbox() {
        return new RecordSender(segment.words(), tasks, segment.segment()::reserve, space);
    }

    /** The worker's end of the tasks. */
    public RecordReceiver taskInbox() {
        return new RecordReceiver(segment, tasks, space);
    }

    /** The worker's end of the outcomes. */
    public RecordSender outcomeOutbox() {
        return new RecordSender(segment.words(), outcomes, segment.segment()::reserve, space);
    }

    /** The parent's end of the outcomes. */
    public RecordReceiver outcomeInbox() {
        return new RecordReceiver(segment, outcomes, space);
    }

    /** Whether the session is closed, and its memory with it, or will be soon. */
    public boolean isGone() {
        return segment.session().isClosed();
    }

    /** Declares the segment damaged; returns the exception to throw. */
    public CorruptedSegmentException damaged(String what) {
        return segment.corrupted(what);
    }

    /** The worker has died: removes the segment and all that was on the side. */
    public void remove() {
        space.deleteAll();
        segment.session().delete(segment.file());
    }
}

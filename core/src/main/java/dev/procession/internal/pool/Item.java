package dev.procession.internal.pool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Some elements of a job, one as a rule, that travel together.
 *
 * <pre>
 *   WAITING ──hold──► HELD (by one desk) ──► all its outcomes are settled
 *      │  ▲             │
 *      │  └──release────┘  given back
 *      └──giveUp──► GONE
 * </pre>
 *
 * <p>Thread safety: the transitions may be tried by any thread, and one wins. What an attempt says of itself is written by who settles it.
 */
final class Item {
    private static final int WAITING = 0;
    private static final int HELD = 1;
    private static final int GONE = 2;
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Item.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Job job;
    private final byte[] arguments;
    private final int offset;
    private final int length;
    private final int count;
    private final long first;
    private final long lane;
    private final ItemSink sink;
    private volatile int state;
    private volatile boolean abandoned;
    private volatile int attempts;
    private volatile @Nullable Desk desk;
    private volatile @Nullable Admission admission;
    private String worker = "";
    private long nanos;

    /**
     * Elements that nobody has.
     *
     * @param arguments in {@code length} bytes from {@code offset} on, each behind its length
     * @param first the position of the first element, for the sink
     * @param lane which items it stands in line with
     */
    Item(
            Job job,
            byte[] arguments,
            int offset,
            int length,
            int count,
            long first,
            int attempts,
            long lane,
            ItemSink sink) {
        this.job = job;
        this.arguments = arguments;
        this.offset = offset;
        this.length = length;
        this.count = count;
        this.first = first;
        this.attempts = attempts;
        this.lane = lane;
        this.sink = sink;
    }

    /** One element; its lane is the calling thread's. */
    static Item ofOne(Job job, byte[] arguments, long position, ItemSink sink) {
        long lane = Thread.currentThread().threadId();
        return new Item(job, arguments, 0, arguments.length, 1, position, 0, lane, sink);
    }

    /** The elements {@code from} to {@code to}, exclusive, as an item of their own. */
    Item slice(int from, int to, int attemptsBefore) {
        int begin = offsetOf(from);
        int end = to == count ? offset + length : offsetOf(to);
        return new Item(job, arguments, begin, end - begin, to - from, first + from, attemptsBefore, lane, sink);
    }

    private int offsetOf(int element) {
        int at = offset;
        for (int i = 0; i < element; i++) {
            at += Integer.BYTES + EncodedArguments.length(arguments, at);
        }
        return at;
    }

    Job job() {
        return job;
    }

    byte[] arguments() {
        return arguments;
    }

    int offset() {
        return offset;
    }

    int length() {
        return length;
    }

    /** How many elements. */
    int count() {
        return count;
    }

    /** What the sink knows element {@code index} by. */
    long position(int index) {
        return first + index;
    }

    long lane() {
        return lane;
    }

    ItemSink sink() {
        return sink;
    }

    /** Takes it from those that wait; returns whether it was among them. */
    boolean hold() {
        return STATE.compareAndSet(this, WAITING, HELD) && leaveQueue();
    }

    /** It was let into the queue, and says when it leaves it. */
    void setAdmission(Admission admission) {
        this.admission = admission;
    }

    private boolean leaveQueue() {
        Admission entered = admission;
        if (entered != null) {
            admission = null;
            entered.leave();
        }
        return true;
    }

    /** It waits again. */
    void release() {
        desk = null;
        state = WAITING;
    }

    /** Nobody will hold it any more; returns whether it was waiting. */
    boolean giveUp() {
        return STATE.compareAndSet(this, WAITING, GONE) && leaveQueue();
    }

    /** Whether nobody wants its results. */
    boolean isUnwanted() {
        return abandoned || job.isDropped();
    }

    void abandon() {
        abandoned = true;
    }

    /** Who has it; {@code null} if nobody has, or it is on its way there. */
    @Nullable
    Desk desk() {
        return desk;
    }

    void setDesk(Desk desk) {
        this.desk = desk;
    }

    /** How often it was begun. */
    int attempts() {
        return attempts;
    }

    /** An element ran in this worker for so long, in the attempt of this number. */
    void ran(String inWorker, long forNanos, int attempt) {
        worker = inWorker;
        nanos = forNanos;
        attempts = attempt;
    }

    /** The worker that the last element settled ran in; empty if none did. */
    String worker() {
        return worker;
    }

    /** How long that element ran. */
    long nanos() {
        return nanos;
    }
}

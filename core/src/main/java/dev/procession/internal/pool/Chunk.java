package dev.procession.internal.pool;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Some elements of a job, one as a rule, that travel together.
 *
 * <pre>
 *   WAITING ──hold──► HELD (by one worker queue) ──► all its outcomes are settled
 *      │  ▲             │
 *      │  └──release────┘  given back
 *      └──giveUp──► GONE
 * </pre>
 *
 * <p>Thread safety: the transitions may be tried by any thread, and one wins. What an attempt says of itself is
 * written by who settles it.
 */
final class Chunk {
    private static final int WAITING = 0;
    private static final int HELD = 1;
    private static final int GONE = 2;
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Chunk.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** What has a chunk that does not wait. */
    interface Owner {
        /** No result of this chunk is wanted any more: it is taken back, or ended if it runs and may be. */
        void cancel(Chunk chunk, boolean mayEnd);

        /** Which attempt of an element of this chunk the worker has begun; 0 if it has begun none. */
        int attemptOf(Chunk chunk);
    }

    /**
     * Where the outcomes of chunks go. Exactly one method is called for each element, once; neither may block or
     * throw.
     */
    interface ResultHandler {
        /** An element has a result. */
        void completed(Chunk chunk, int index, @Nullable Object value);

        /** An element has none. */
        void failed(Chunk chunk, int index, Throwable failure);

        /**
         * There is no memory to go on, and a thread that waits for this may have it: it is told so, by
         * {@link #NO_MEMORY}. The outcomes come all the same, when there is memory. Takes none itself.
         */
        void starved();
    }

    /** What waiters are told where there is no memory to make an error for each. */
    @SuppressWarnings("StaticAssignmentOfThrowable") // it is for when there is no memory to make one
    static final OutOfMemoryError NO_MEMORY = new OutOfMemoryError("no memory for the outcome of a task");

    private final Job job;
    private volatile EncodedArguments arguments;
    private final long first;
    private final long lane;
    private final ResultHandler sink;
    private volatile int state;
    private volatile boolean abandoned;
    private volatile boolean abandonedToEnd;
    private volatile int attempts;
    private volatile int returns;
    private volatile @Nullable Owner owner;
    private volatile @Nullable Admission admission;
    /**
     * The one behind it where it stands in line; guarded by the lock of the dispatcher, in which it stands at most
     * once.
     */
    private @Nullable Chunk next;

    private String worker = "";
    private long nanos;

    /**
     * Elements that nobody has.
     *
     * @param first the position of the first element, for the sink
     * @param lane the sub-queue of the fair queue in which it waits
     */
    Chunk(Job job, EncodedArguments arguments, long first, int attempts, long lane, ResultHandler sink) {
        this.job = job;
        this.arguments = arguments;
        this.first = first;
        this.attempts = attempts;
        this.lane = lane;
        this.sink = sink;
    }

    /** One element; its sub-queue is the calling thread's. */
    static Chunk ofOne(Job job, EncodedArguments arguments, long position, ResultHandler sink) {
        return new Chunk(job, arguments, position, 0, Thread.currentThread().threadId(), sink);
    }

    /** The elements {@code from} to {@code to}, exclusive, as a chunk of their own. */
    Chunk slice(int from, int to, int attemptsBefore) {
        return new Chunk(job, arguments.slice(from, to), first + from, attemptsBefore, lane, sink);
    }

    Job job() {
        return job;
    }

    EncodedArguments arguments() {
        return arguments;
    }

    /** How many elements. */
    int count() {
        return arguments.count();
    }

    /** What the sink knows element {@code index} by. */
    long position(int index) {
        return first + index;
    }

    long lane() {
        return lane;
    }

    /** An element has a result. */
    void complete(int index, @Nullable Object value) {
        try {
            sink.completed(this, index, value);
        } finally {
            discard();
        }
    }

    /** An element has none. */
    void fail(int index, Throwable failure) {
        try {
            sink.failed(this, index, failure);
        } finally {
            discard();
        }
    }

    /** No element has one. What failing one of them leads to keeps it from none of the others. */
    void failAll(Throwable failure) {
        for (int i = 0; i < count(); i++) {
            try {
                fail(i, failure);
            } catch (OutOfMemoryError e) {
                // It is told first, and what is done for it then is not worth more.
            }
        }
    }

    /** Who waits for it is told that there is no memory to go on. Takes none. */
    void starve() {
        sink.starved();
    }

    /** It will not run, or not again: what it has on the side is removed. */
    void discard() {
        arguments.discard();
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
        owner = null;
        state = WAITING;
    }

    /** Nobody will hold it any more; returns whether it was waiting. */
    boolean giveUp() {
        if (!STATE.compareAndSet(this, WAITING, GONE)) {
            return false;
        }
        try {
            discard();
            // Its sub-queue may have it for long.
            arguments = arguments.emptied();
            if (!job.isMany()) {
                job.letGo();
            }
        } catch (OutOfMemoryError e) { // it keeps what it has for as long as its sub-queue has it
            return leaveQueue();
        }
        return leaveQueue();
    }

    @Nullable
    Chunk next() {
        return next;
    }

    void setNext(@Nullable Chunk next) {
        this.next = next;
    }

    /** Whether nobody wants its results. */
    boolean isUnwanted() {
        return abandoned || job.isDropped();
    }

    /** @param mayEnd whether its attempt may be ended */
    void abandon(boolean mayEnd) {
        abandonedToEnd |= mayEnd;
        abandoned = true;
    }

    /** Whether nobody wants its results, and its attempt may be ended. */
    boolean mayEnd() {
        return abandonedToEnd || job.mayEnd();
    }

    /** What has it; {@code null} if it waits, or is on its way there. */
    @Nullable
    Owner owner() {
        return owner;
    }

    void setOwner(Owner owner) {
        this.owner = owner;
    }

    /** How often it was taken back whole from a worker that did not begin it. */
    int returns() {
        return returns;
    }

    void countReturn() {
        returns = Math.min(returns + 1, Integer.SIZE);
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

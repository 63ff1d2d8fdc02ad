package dev.procession.internal.pool;

import dev.procession.internal.pool.InFlightItems.InFlightItem;
import dev.procession.internal.supervise.Child;
import dev.procession.internal.supervise.ExitReport;
import dev.procession.internal.task.Claims;
import dev.procession.pool.MemoryLimitException;
import dev.procession.pool.PoolOptions;
import dev.procession.process.CorruptedSegmentException;
import dev.procession.process.SessionClosedException;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The in-flight window of one worker: the elements that it was given and that have no outcome yet. The worker runs
 * elements in the order in which they were put; so the first without an outcome is the one that runs, if
 * {@link Claims} say that it was begun, and everything after it was not, and can be taken back.
 *
 * <p>Thread safety: guarded by the lock of its worker queue; what only asks, for any thread, unless it says
 * otherwise.
 */
final class InFlightWindow {
    /**
     * Amount of work to prefetch behind the running element, in estimated nanoseconds: enough while the parent is
     * descheduled.
     */
    static final long AHEAD_NANOS = 2_000_000;

    private static final long MIN_PAUSE_NANOS = 500_000;
    private static final long MAX_PAUSE_NANOS = 100_000_000;
    private static final int MAX_ITEMS = 512;

    private final Child child;
    private final DeadlineTimer timer;
    private final WorkerListener listener;
    private final Chunk.Owner owner;
    private final Runnable onDrained;
    private final WorkerMemory memory;
    private final InFlightItems items = new InFlightItems();
    private final HeadElement head;
    private final TaskTerminator terminator;
    private final ResultReader reader;
    /** Number of elements that the worker may still be given. */
    private long quota;

    private volatile boolean open = true;
    private volatile boolean unresponsive;
    private volatile boolean full;
    private long fullPause = MIN_PAUSE_NANOS;
    private volatile long completed;
    private volatile long residentBytes;

    /**
     * The window of a worker that is ready, or boots.
     *
     * @param options of the pool: how many elements the worker may be given
     * @param owner whom chunks ask that are in flight here
     * @param onDrained run when the worker has nothing to do and takes no more
     */
    InFlightWindow(
            Child child,
            WorkerMemory memory,
            PoolOptions options,
            DeadlineTimer timer,
            WorkerListener listener,
            Chunk.Owner owner,
            Runnable onDrained) {
        this.child = child;
        this.timer = timer;
        this.listener = listener;
        this.owner = owner;
        this.onDrained = onDrained;
        this.memory = memory;
        head = new HeadElement(timer.now());
        terminator = new TaskTerminator(child, timer);
        reader = new ResultReader(child, memory, items, terminator);
        quota = options.maxTasksPerWorker().orElse(Long.MAX_VALUE);
    }

    /** Number of elements that have an outcome. */
    long completed() {
        return completed;
    }

    /** Number of elements in flight. */
    int elements() {
        return items.elements();
    }

    /** Estimated time that all of them take, in nanoseconds. */
    long nanos() {
        return items.nanos();
    }

    boolean isIdle() {
        return items.elements() == 0;
    }

    /** Whether the worker takes more chunks, now or later. */
    boolean isOpen() {
        return open && !memory.isAbandoned();
    }

    /** Whether the worker had not begun what was taken back from it last. */
    boolean isUnresponsive() {
        return unresponsive;
    }

    /** Time since the first element is the first, or the worker idle, in nanoseconds. */
    long sinceNanos(long now) {
        return Math.max(0, head.ageNanos(now));
    }

    /** Memory of the worker when last looked at, in bytes; 0 before that. */
    long residentBytes() {
        return residentBytes;
    }

    void setResidentBytes(long bytes) {
        residentBytes = bytes;
    }

    boolean hasRoom() {
        return isOpen()
                && (isIdle()
                        || (items.items() < MAX_ITEMS
                                && items.nanos() < AHEAD_NANOS
                                && head.ageNanos(timer.now()) < AHEAD_NANOS));
    }

    /** Whether an element is the first that should have begun and ended by now. */
    boolean isOverdue(long now) {
        return head.isOverdue(now);
    }

    /** The element that the worker has begun; {@code null} if there is none. Under the lock. */
    @Nullable
    InFlightItem begun() {
        InFlightItem first = items.first();
        return first != null && memory.hasBegun(first) ? first : null;
    }

    /** The job of the element with this number; {@code null} if it has not been here lately. Under the lock. */
    @Nullable
    Job jobOf(int number) {
        return items.jobOf(number);
    }

    /** Whether an element of this job is in flight. Under the lock. */
    boolean holds(Job job) {
        return items.holds(job);
    }

    /** Tells those who wait for what the worker has that there is no memory to go on. Takes none. */
    void starve() {
        items.starve();
    }

    // What the worker is given.

    /** Gives the worker a chunk; returns whether it has it. */
    @SuppressWarnings("ReferenceEquality") // it is this owner or another, whatever they are equal to
    boolean offer(Chunk chunk) {
        try {
            if (!isOpen()) {
                return false;
            }
            if (!memory.tasks().tryPut(items.given(), chunk)) {
                if (isIdle()) {
                    offerLater();
                }
                return false;
            }
            boolean isFirst = items.first() == null;
            long pace = chunk.job().pace().nanos();
            items.add(chunk, pace == DurationEstimate.UNKNOWN ? AHEAD_NANOS : chunk.count() * pace);
            // At once: if anything fails below, the death of the worker takes back what is here, and is expected.
            listener.expect(chunk.count());
            chunk.setOwner(owner);
            if (isFirst) {
                onHeadChanged(chunk);
            }
            quota -= chunk.count();
            if (quota <= 0) {
                open = false;
            }
            return true;
        } catch (OutOfMemoryError e) {
            // The worker may have been given what is not noted here: what it has fails, and none of it is waited for
            // in vain.
            memory.abandon();
            if (chunk.owner() != owner) {
                throw e;
            }
            return true;
        } catch (CorruptedSegmentException | SessionClosedException e) {
            memory.abandon();
            return false;
        }
    }

    /**
     * The ring is full of what was taken back, and the worker has yet to pass it: no outcome will say when it has.
     */
    private void offerLater() {
        full = true;
        fullPause = Math.min(2 * fullPause, MAX_PAUSE_NANOS);
        timer.lookAt(timer.now() + fullPause);
    }

    /** Whether it is time to offer again to a worker whose ring was full; {@code false} from then on. Any thread. */
    boolean mayHaveRoomAgain() {
        if (!full) {
            return false; // Without a store: it might undo that of a thread that is refused an offer now.
        }
        full = false;
        return true;
    }

    /** An element of this chunk is the first now. */
    private void onHeadChanged(Chunk chunk) {
        long now = timer.now();
        head.set(chunk, now);
        terminator.first(chunk.job(), now);
    }

    // What the worker says.

    /** Reads what has arrived. */
    void read(List<TaskResult> arrivals) {
        int elements = reader.read(arrivals);
        if (reader.isExitAnnounced()) {
            open = false;
        }
        if (elements > 0) {
            arrived(elements);
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock; others only read
    private void arrived(int elements) {
        listener.expect(-elements);
        completed += elements;
        fullPause = MIN_PAUSE_NANOS;
        unresponsive = false;
        next();
    }

    /** What is first has changed. */
    private void next() {
        InFlightItem first = items.first();
        if (first != null) {
            onHeadChanged(first.item());
            return;
        }
        long now = timer.now();
        head.clear(now);
        listener.workerIdle(now);
        if (!isOpen()) {
            onDrained.run();
        }
    }

    // What is taken back or ended.

    /** Takes back what the worker has not begun. */
    List<Chunk> revoke() {
        if (isIdle() || memory.isAbandoned() || memory.isGone()) {
            return List.of();
        }
        int before = items.elements();
        List<Chunk> back;
        try {
            back = items.takeBack(memory.revoke(items.given()));
        } catch (OutOfMemoryError e) { // the worker does not run what was revoked: it all comes back when it is dead
            memory.abandon();
            return List.of();
        }
        listener.expect(items.elements() - before);
        if (isIdle()) {
            unresponsive = true;
            next();
        }
        return back;
    }

    /** Ends the first element, if it is to be and nothing ends it yet. */
    void cancelFirst(Predicate<InFlightItem> isToEnd) {
        InFlightItem first = items.first();
        if (first != null && terminator.reason() == TerminationReason.NONE && isToEnd.test(first)) {
            terminator.begin(first, TerminationReason.CANCELLED);
        }
    }

    /** Whether there is an element whose deadlines are to be looked at. Any thread. */
    boolean hasFirst() {
        return head.job() != null;
    }

    /**
     * Looks at the clock; returns when to look again, {@link DeadlineTimer#NEVER} if there is no need.
     *
     * @param reclaim takes back what the worker has not begun, which is not to die with the worker
     */
    long checkDeadlines(long now, Runnable reclaim) {
        InFlightItem first = items.first();
        if (first == null || memory.isAbandoned()) {
            return DeadlineTimer.NEVER;
        }
        if (!terminator.isKillDue(now)) {
            return terminator.checkDeadlines(first, now, () -> memory.hasBegun(first));
        }
        if (terminator.killed()) {
            return DeadlineTimer.NEVER;
        }
        reclaim.run();
        if (memory.isPast(first)) {
            return now + TaskTerminator.SOON_NANOS;
        }
        terminator.kill();
        return DeadlineTimer.NEVER;
    }

    /** The worker has more memory than it may: it is killed, and what it runs fails; returns the failure. */
    Throwable tooLarge(long limitBytes, long bytes) {
        Job job = head.job();
        Throwable failure = new MemoryLimitException(
                "worker " + child.name() + " (pid " + child.pid() + ") was killed: resident=" + bytes + " bytes, limit="
                        + limitBytes + " bytes" + (job == null ? "" : ", while it ran task " + job.name()),
                limitBytes,
                bytes);
        terminator.onEnded(failure);
        child.kill();
        return failure;
    }

    /** Takes no more, and gives back all that the worker has not begun. */
    List<Chunk> close() {
        open = false;
        List<Chunk> back = revoke();
        if (isIdle()) {
            onDrained.run();
        }
        return back;
    }

    /** No more elements will come; returns whether the worker was told, which it is not if it is dead or busy. */
    boolean end() {
        open = false;
        try {
            return isIdle() && !memory.isGone() && memory.tasks().tryEnd();
        } catch (CorruptedSegmentException e) {
            return false;
        }
    }

    // The worker's death.

    /** The worker has died: takes no more, and reads all that it had finished. */
    void onDeath(List<TaskResult> arrivals) {
        open = false;
        memory.onDeath();
        int known;
        do {
            known = arrivals.size();
            read(arrivals);
        } while (arrivals.size() > known);
    }

    /** What ran when the worker died, which has no outcome and passes; {@code null} if nothing did. */
    @Nullable
    TaskCrash crash(ExitReport report) {
        InFlightItem first = begun();
        if (first == null) {
            return null;
        }
        Duration ran = Duration.ofNanos(head.ageNanos(timer.now()));
        TaskCrash crash = terminator.crash(first, ran, residentBytes, report);
        items.pass();
        return crash;
    }

    /** All that is left, which the dead worker has not begun. */
    List<Chunk> clear(int expected) {
        List<Chunk> back = items.clear();
        listener.expect(-expected);
        head.onDeath();
        return back;
    }

    /** Whether the pool or the worker itself has ended it. */
    boolean isEndExplained() {
        return terminator.cause() != null || terminator.killed() || reader.isExitAnnounced();
    }
}

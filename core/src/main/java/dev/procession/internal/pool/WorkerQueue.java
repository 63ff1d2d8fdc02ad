package dev.procession.internal.pool;

import dev.procession.codec.CodecException;
import dev.procession.internal.codec.HeapSource;
import dev.procession.internal.control.Frame;
import dev.procession.internal.message.RecordReceiver;
import dev.procession.internal.pool.InFlightItems.InFlightItem;
import dev.procession.internal.service.Log;
import dev.procession.internal.supervise.Child;
import dev.procession.internal.supervise.ExitReport;
import dev.procession.internal.task.Claims;
import dev.procession.internal.task.OutcomeRecord;
import dev.procession.internal.task.TaskChannel;
import dev.procession.pool.MemoryLimitException;
import dev.procession.pool.PoolOptions;
import dev.procession.process.CorruptedSegmentException;
import dev.procession.process.SessionClosedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one worker process has to do, as the parent sees it. The worker runs elements in the order in which they
 * were put; so the first without an outcome is the one that runs, if {@link Claims} say that it was begun, and
 * everything after it was not, and can be taken back.
 *
 * <p>Thread safety: every method may be called from any thread. All state is guarded by one lock; the dispatcher
 * only ever tries it, and whoever has had it hands the worker queue to the dispatcher after.
 */
final class WorkerQueue extends DispatchTarget implements Chunk.Owner {
    /** What happens to what a worker was given. Any thread calls it, under no lock of this but in {@link #expect}. */
    interface Listener {
        /** So many more elements are with the worker. */
        void expect(int more);

        /** Outcomes have come. */
        void settle(List<TaskResult> results);

        /** The worker has died while it ran an element. */
        void settle(TaskCrash crash);

        /** Chunks were taken back from the worker; no result of these is wanted, the others wait again. */
        void reclaimed(List<Chunk> unwanted);

        /** Chunks were not begun, or are to run again. */
        void requeue(List<Chunk> chunks);

        /** The worker has nothing to do. */
        void workerIdle(long now);

        /** A task of this job has reported. */
        void reported(Job job, String worker, HeapSource report);
    }

    /**
     * Amount of work to prefetch behind the running element, in estimated nanoseconds: enough while the parent is
     * descheduled.
     */
    static final long AHEAD_NANOS = 2_000_000;

    private static final long MIN_PAUSE_NANOS = 500_000;
    private static final long MAX_PAUSE_NANOS = 100_000_000;
    private static final int MAX_DOUBLINGS = 12;
    /** Bounds of what functions may take in a worker together, encoded, and their part of its heap. */
    private static final long MAX_KEPT_BYTES = 64 << 20;

    private static final long MIN_KEPT_BYTES = 1 << 20;
    private static final int KEPT_PART = 8;
    /** How long a small function may stay after its job. */
    private static final long FORGET_NANOS = 1_000_000_000;

    private static final int MAX_ITEMS = 512;
    private static final int MAX_READ = 512;

    private final Child child;
    private final Dispatcher dispatcher;
    private final DeadlineTimer timer;
    private final Listener listener;
    private final Runnable onDrained;
    private final TaskChannel channel;
    private final TaskWriter tasks;
    private final RecordReceiver outcomes;
    private final Claims claims;
    private final ReentrantLock lock = new ReentrantLock();
    private final InFlightItems inFlight = new InFlightItems();
    private final TaskTerminator terminator;
    /** How many more elements the worker may be given. */
    private long quota;

    private volatile boolean open = true;
    /** Whether the channel's contents proved invalid, or its segment was unmapped; the worker is killed then. */
    private volatile boolean damaged;

    /** Whether the worker has died; guarded by the lock. */
    private boolean dead;
    /**
     * When the worker is to be told which functions it need not keep; {@link DeadlineTimer#NEVER} while there are
     * none. Set under the lock.
     */
    private volatile long forgetAt = DeadlineTimer.NEVER;

    private volatile boolean unresponsive;
    private volatile @Nullable Job running;
    /** When the element that runs became the first; while there is none, when the last one ended. */
    private volatile long headSinceNanos;

    private volatile boolean full;
    /** Guarded by the lock. */
    private long fullPause = MIN_PAUSE_NANOS;

    /**
     * How long the worker may take to begin its head element before that is reclaimed. Doubles with each reclaim, so
     * that a slow machine does not pass an element around forever.
     */
    private volatile long startGraceNanos = AHEAD_NANOS;

    private volatile long completed;
    private volatile long residentBytes;

    /** What ran when the worker died; {@code null} if nothing did, or it has not died. */
    private @Nullable TaskCrash crash;

    private boolean crashed;
    /** Whether the worker has said that it ends. */
    private boolean exitAnnounced;
    /** Why it is ended by the pool, and what it runs fails with; {@code null} if it is not, or for another reason. */
    private @Nullable Throwable terminationCause;

    /**
     * The worker queue of a worker that is ready, or boots.
     *
     * @param options of the pool: how many elements the worker may be given, and what functions may take in its heap
     * @param onDrained run when the worker has nothing to do and takes no more
     */
    WorkerQueue(
            Child child,
            TaskChannel channel,
            PoolOptions options,
            Dispatcher dispatcher,
            DeadlineTimer timer,
            Listener listener,
            Runnable onDrained) {
        this.child = child;
        this.channel = channel;
        this.dispatcher = dispatcher;
        this.timer = timer;
        this.listener = listener;
        this.onDrained = onDrained;
        tasks = new TaskWriter(channel.taskOutbox(), new FunctionPlaces(keptBytes(options)));
        outcomes = channel.outcomeInbox();
        claims = channel.claims();
        terminator = new TaskTerminator(child, timer);
        headSinceNanos = timer.now();
        quota = options.maxTasksPerWorker().orElse(Long.MAX_VALUE);
    }

    /**
     * How many encoded bytes of functions a worker keeps at most: a part of its heap, where the pool knows how large
     * that is.
     */
    private static long keptBytes(PoolOptions options) {
        long heap = options.maxHeap().orElse(Long.MAX_VALUE);
        return Math.clamp(heap / KEPT_PART, MIN_KEPT_BYTES, MAX_KEPT_BYTES);
    }

    Child child() {
        return child;
    }

    /** How many elements have an outcome. */
    long completed() {
        return completed;
    }

    /** The job of the element that the worker has begun; {@code null} if there is none. */
    @Nullable
    Job begun() {
        lock.lock();
        try {
            InFlightItem first = inFlight.first();
            return first != null && hasBegun(first) ? first.job() : null;
        } finally {
            lock.unlock();
            dispatcher.add(this);
        }
    }

    @Override
    public int attemptOf(Chunk chunk) {
        lock.lock();
        try {
            InFlightItem first = inFlight.first();
            return first != null && first.item() == chunk && hasBegun(first) ? first.attempt() : 0;
        } finally {
            lock.unlock();
            dispatcher.add(this);
        }
    }

    /** How long the element that runs has been the first, or the worker idle. */
    long sinceNanos(long now) {
        return Math.max(0, now - headSinceNanos);
    }

    /** How many elements are here. */
    int elements() {
        return inFlight.elements();
    }

    /** How long what is here may take. */
    long nanos() {
        return inFlight.nanos();
    }

    /** How much memory the worker had when last looked at; 0 if nobody has looked. */
    long residentBytes() {
        return residentBytes;
    }

    void setResidentBytes(long bytes) {
        residentBytes = bytes;
    }

    /** Whether there may be outcomes to {@link #collect}. */
    boolean hasNews() {
        try {
            return inFlight.elements() > 0 && !damaged && !outcomes.isEmpty();
        } catch (IllegalStateException e) {
            if (channel.isGone()) {
                return false;
            }
            throw e;
        }
    }

    @Override
    boolean isIdle() {
        return inFlight.elements() == 0;
    }

    /** Whether it takes more chunks, now or later. */
    boolean isOpen() {
        return open;
    }

    @Override
    boolean hasRoom() {
        return open
                && (isIdle()
                        || (inFlight.items() < MAX_ITEMS
                                && inFlight.nanos() < AHEAD_NANOS
                                && timer.now() - headSinceNanos < AHEAD_NANOS));
    }

    @Override
    Offer offer(Chunk chunk) {
        if (!lock.tryLock()) {
            return Offer.REFUSED;
        }
        try {
            if (!open) {
                return Offer.REFUSED;
            }
            if (!tasks.tryPut(inFlight.given(), chunk)) {
                if (isIdle()) {
                    offerLater();
                }
                return Offer.REFUSED;
            }
            boolean isFirst = inFlight.first() == null;
            long pace = chunk.job().pace().nanos();
            inFlight.add(chunk, pace == DurationEstimate.UNKNOWN ? AHEAD_NANOS : chunk.count() * pace);
            // At once: if anything fails below, the death of the worker takes back what is here, and is expected.
            listener.expect(chunk.count());
            chunk.setOwner(this);
            if (isFirst) {
                onHeadChanged(chunk);
            }
            quota -= chunk.count();
            if (quota <= 0) {
                open = false;
            }
            return Offer.TAKEN;
        } catch (OutOfMemoryError e) {
            // The worker may have been given what is not noted here: what it has fails, and none of it is waited for
            // in vain.
            killCorrupted();
            if (chunk.owner() != this) {
                throw e;
            }
            return Offer.TAKEN;
        } catch (CorruptedSegmentException | SessionClosedException e) {
            killCorrupted();
            return Offer.REFUSED;
        } finally {
            lock.unlock();
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

    /** An element of this chunk is the first now. */
    private void onHeadChanged(Chunk chunk) {
        long now = timer.now();
        headSinceNanos = now;
        startGraceNanos = AHEAD_NANOS << Math.min(chunk.returns(), MAX_DOUBLINGS);
        running = chunk.job();
        terminator.first(chunk.job(), now);
    }

    /** Those who wait for what the worker has are told that there is no memory to go on. Takes none. */
    void starve() {
        if (lock.tryLock()) {
            try {
                inFlight.starve();
            } finally {
                lock.unlock();
            }
        }
    }

    // What the worker says.

    /** Reads what has arrived, and settles it; returns whether anything had. */
    boolean collect() {
        if (!lock.tryLock()) {
            return false;
        }
        List<TaskResult> arrivals = List.of();
        try {
            arrivals = new ArrayList<>(1);
            read(arrivals);
        } finally {
            lock.unlock();
            leave(arrivals);
        }
        return !arrivals.isEmpty();
    }

    /** Others may use the worker queue again; and what has arrived is settled, outside its lock. */
    private void leave(List<TaskResult> arrivals) {
        try {
            dispatcher.add(this);
        } finally {
            listener.settle(arrivals);
        }
    }

    /** Reads what has arrived, does {@code action} under the lock, and settles what has arrived. */
    private <T> T drainResultsThen(Supplier<T> action) {
        List<TaskResult> arrivals = new ArrayList<>(1);
        lock.lock();
        try {
            read(arrivals);
            return action.get();
        } finally {
            // Also where there is no memory for the action: what has been read is nowhere else.
            lock.unlock();
            leave(arrivals);
        }
    }

    /**
     * Reads what has arrived. If it makes no sense, or does not fit this JVM's heap, the worker is ended, and what
     * came before is settled.
     */
    private void read(List<TaskResult> arrivals) {
        if (damaged) {
            return;
        }
        int before = arrivals.size();
        try {
            while (arrivals.size() - before < MAX_READ && outcomes.next()) {
                readOne(arrivals);
            }
            outcomes.release();
        } catch (OutOfMemoryError e) {
            killCorrupted();
            terminationCause = tooLargeHere(e);
        } catch (RuntimeException e) { // whatever it is, this worker's memory makes no sense, and the others' does
            killCorrupted();
            if (!channel.isGone()) {
                Log.warn("dev.procession.pool", child.name(), "is ended, because what it wrote makes no sense", e);
            }
        }
        if (arrivals.size() > before) {
            arrived(arrivals.size() - before);
        }
    }

    private Throwable tooLargeHere(OutOfMemoryError e) {
        try {
            return new CodecException(
                    "the result of task " + (running == null ? "" : running.name()) + " does not fit this JVM's heap ("
                            + e.getMessage() + ")",
                    e);
        } catch (OutOfMemoryError more) { // not even its text does
            return e;
        }
    }

    private void readOne(List<TaskResult> arrivals) {
        int kind = outcomes.kind();
        byte[] record = outcomes.copy();
        InFlightItem first = inFlight.first();
        if (first == null || TaskResult.element(record) != first.number()) {
            throw channel.damaged("outcome of element " + TaskResult.element(record) + ", must be of "
                    + (first == null ? "none" : first.number()));
        }
        // Before it passes: where there is no memory, it is not lost.
        arrivals.add(
                new TaskResult(first.item(), first.index(), first.attempt(), kind, record, terminator.reason(), child));
        inFlight.pass();
        terminator.reset();
        exitAnnounced |= (kind & OutcomeRecord.ENDING) != 0;
        open &= !exitAnnounced;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock; others only read
    private void arrived(int elements) {
        listener.expect(-elements);
        completed += elements;
        fullPause = MIN_PAUSE_NANOS;
        unresponsive = false;
        next();
    }

    /** The memory is not to be used any more. What the worker holds is settled when it is dead. */
    private void killCorrupted() {
        damaged = true;
        open = false;
        killDamaged();
    }

    private void killDamaged() {
        try {
            child.kill();
        } catch (OutOfMemoryError e) { // the worker, and what it has started, are listed first
            timer.at(System.nanoTime() + MAX_PAUSE_NANOS);
        }
    }

    /** What is first has changed. */
    private void next() {
        InFlightItem first = inFlight.first();
        if (first != null) {
            onHeadChanged(first.item());
            return;
        }
        long now = timer.now();
        headSinceNanos = now;
        running = null;
        listener.workerIdle(now);
        if (!open) {
            onDrained.run();
        }
    }

    /** A task reports; for the thread that reads the link, which runs no the user's code. */
    void report(Frame frame) {
        HeapSource source = frame.source();
        int number = source.getInt();
        Job job;
        lock.lock();
        try {
            job = inFlight.jobOf(number);
        } finally {
            lock.unlock();
            dispatcher.add(this);
        }
        if (job != null) {
            listener.reported(job, child.name(), source);
        }
    }

    // What is asked of it.

    /** Takes back all that the worker has not begun, to be given to others. */
    void reclaimUnstarted() {
        listener.reclaimed(drainResultsThen(this::requeue));
    }

    /**
     * Takes back what the worker has not begun. It is the first to be given again, before this worker queue can be
     * given what came later; so it is put back under the lock.
     *
     * @return the reclaimed chunks that have been cancelled
     */
    private List<Chunk> requeue() {
        List<Chunk> unwanted = new ArrayList<>(0);
        List<Chunk> again = new ArrayList<>(0);
        for (Chunk chunk : revoke()) {
            if (chunk.isUnwanted()) {
                unwanted.add(chunk);
            } else {
                chunk.release();
                again.add(chunk);
            }
        }
        dispatcher.putFirst(again);
        return unwanted;
    }

    private List<Chunk> revoke() {
        if (isIdle() || damaged || channel.isGone()) {
            return List.of();
        }
        int before = inFlight.elements();
        List<Chunk> back;
        try {
            back = inFlight.takeBack(claims.revoke(inFlight.given()));
        } catch (OutOfMemoryError e) { // the worker does not run what was revoked: it all comes back when it is dead
            killCorrupted();
            return List.of();
        }
        listener.expect(inFlight.elements() - before);
        if (isIdle()) {
            unresponsive = true;
            next();
        }
        return back;
    }

    /** The job of this function is over: the worker need not keep it. */
    void forget(EncodedFunction encoded) {
        if (encoded.shared()) {
            return;
        }
        lock.lock();
        try {
            if (isUsable()) {
                tasks.forget(encoded);
                if (forgetAt == DeadlineTimer.NEVER) {
                    forgetAt = System.nanoTime() + FORGET_NANOS;
                    timer.at(forgetAt);
                }
            }
        } catch (CorruptedSegmentException | SessionClosedException e) {
            killCorrupted();
        } finally {
            lock.unlock();
            dispatcher.add(this);
        }
    }

    /** Tells the worker what to forget, if that is due, as far as there is room; returns when to look again. */
    private long forgetDue(long now) {
        if (forgetAt == DeadlineTimer.NEVER || now - forgetAt < 0) {
            return forgetAt;
        }
        lock.lock();
        try {
            forgetAt = isUsable() && !tasks.forgetAll() ? now + FORGET_NANOS : DeadlineTimer.NEVER;
        } catch (CorruptedSegmentException | SessionClosedException e) {
            forgetAt = DeadlineTimer.NEVER;
            killCorrupted();
        } finally {
            lock.unlock();
            dispatcher.add(this);
        }
        return forgetAt;
    }

    private boolean isUsable() {
        return !damaged && !dead && !channel.isGone();
    }

    /** Takes back what the worker has not begun, if there is anything of this job. */
    void reclaimUnstarted(Job job) {
        List<Chunk> unwanted;
        lock.lock();
        try {
            unwanted = inFlight.holds(job) ? requeue() : List.of();
        } finally {
            lock.unlock();
            dispatcher.add(this);
        }
        listener.reclaimed(unwanted);
    }

    /**
     * Whether elements wait here for long, behind one that takes long, or for a worker that does not begin, as one
     * that is stopped.
     */
    boolean isBlocked(long now) {
        return now - headSinceNanos > startGraceNanos && areAnyUnbegun();
    }

    /** Whether the worker has anything that it has not begun, as far as can be told without waiting. */
    boolean areAnyUnbegun() {
        if (damaged || inFlight.elements() != 1 || !lock.tryLock()) {
            return !damaged && inFlight.elements() > 1;
        }
        try {
            InFlightItem first = inFlight.first();
            return first != null && !hasBegun(first);
        } finally {
            lock.unlock();
            dispatcher.add(this);
        }
    }

    @Override
    boolean isUnresponsive() {
        return unresponsive;
    }

    @Override
    public void cancel(Chunk chunk, boolean mayEnd) {
        cancel(first -> mayEnd && first.item() == chunk);
    }

    /** Nobody wants anything of this job any more. */
    void cancel(Job job, boolean mayEnd) {
        cancel(first -> mayEnd && first.job() == job);
    }

    private void cancel(Predicate<InFlightItem> isToEnd) {
        listener.reclaimed(drainResultsThen(() -> {
            List<Chunk> unwanted = requeue();
            InFlightItem first = inFlight.first();
            if (first != null && terminator.reason() == TerminationReason.NONE && isToEnd.test(first)) {
                terminator.begin(first, TerminationReason.CANCELLED);
            }
            return unwanted;
        }));
    }

    /** Looks at the clock; returns when to look again, {@link DeadlineTimer#NEVER} if there is no need. */
    long checkDeadlines(long now) {
        if (full) {
            full = false;
            dispatcher.add(this);
        }
        if (damaged && child.isAlive()) {
            killDamaged();
        }
        long forget = forgetDue(now);
        return running == null ? forget : Math.min(forget, lookAtFirst(now));
    }

    private long lookAtFirst(long now) {
        List<Chunk> unwanted = new ArrayList<>(0);
        long next = drainResultsThen(() -> {
            InFlightItem first = inFlight.first();
            return first == null || damaged ? DeadlineTimer.NEVER : checkDeadlines(first, now, unwanted);
        });
        listener.reclaimed(unwanted);
        return next;
    }

    private long checkDeadlines(InFlightItem first, long now, List<Chunk> unwanted) {
        return terminator.isKillDue(now)
                ? kill(first, now, unwanted)
                : terminator.checkDeadlines(first, now, () -> hasBegun(first));
    }

    /** The grace of what runs is over. */
    private long kill(InFlightItem first, long now, List<Chunk> unwanted) {
        if (terminator.killed()) {
            return DeadlineTimer.NEVER;
        }
        // What comes after it is nobody's fault, and is not begun from here on.
        unwanted.addAll(requeue());
        if (isPast(first)) {
            return now + TaskTerminator.SOON_NANOS;
        }
        terminator.kill();
        return DeadlineTimer.NEVER;
    }

    /** The worker has more memory than it may: it is killed, and what it runs fails. */
    void tooLarge(long limitBytes, long bytes) {
        drainResultsThen(() -> {
            terminationCause = new MemoryLimitException(
                    "worker " + child.name() + " (pid " + child.pid() + ") was killed: resident=" + bytes
                            + " bytes, limit=" + limitBytes + " bytes"
                            + (running == null ? "" : ", while it ran task " + running.name()),
                    limitBytes,
                    bytes);
            child.kill();
            return this;
        });
    }

    /** Takes no more, and gives back all that the worker has not begun. */
    List<Chunk> close() {
        return drainResultsThen(() -> {
            open = false;
            List<Chunk> back = revoke();
            if (isIdle()) {
                onDrained.run();
            }
            return back;
        });
    }

    /** No more elements will come; returns whether the worker was told, which it is not if it is dead or busy. */
    boolean end() {
        lock.lock();
        try {
            open = false;
            return isIdle() && !channel.isGone() && tasks.tryEnd();
        } catch (CorruptedSegmentException e) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The worker has died: what it had finished is settled, what it ran has failed, the rest goes back.
     *
     * @return whether the death is explained: something ran, or the pool or the worker itself has ended it
     */
    boolean die(ExitReport report) {
        List<TaskResult> arrivals = new ArrayList<>();
        List<Chunk> back;
        lock.lock();
        try {
            open = false;
            dead = true;
            tasks.clear();
            int known;
            do {
                known = arrivals.size();
                read(arrivals);
            } while (arrivals.size() > known);
            int expected = inFlight.elements();
            crash = crash == null ? crash(report) : crash;
            back = inFlight.clear();
            listener.expect(-expected);
            running = null;
        } finally {
            lock.unlock();
            listener.settle(arrivals);
        }
        listener.requeue(back);
        TaskCrash ended = crash;
        if (ended != null) {
            crashed = true;
            crash = null;
            listener.settle(ended);
        }
        channel.remove();
        return crashed || terminationCause != null || terminator.killed() || exitAnnounced;
    }

    private @Nullable TaskCrash crash(ExitReport report) {
        InFlightItem first = inFlight.first();
        if (first == null || !hasBegun(first)) {
            return null;
        }
        Duration ran = Duration.ofNanos(timer.now() - headSinceNanos);
        TaskCrash crash = new TaskCrash(
                first.item(),
                first.index(),
                first.attempt(),
                terminator.reason(),
                terminator.killed(),
                terminationCause,
                ran,
                residentBytes,
                report,
                child);
        inFlight.pass();
        return crash;
    }

    /** Whether the worker has begun what comes after the first of these elements. */
    private boolean isPast(InFlightItem first) {
        try {
            return !channel.isGone() && Claims.distance(first.number(), claims.next()) > 1;
        } catch (CorruptedSegmentException e) {
            return false;
        }
    }

    /**
     * Whether the worker has begun the next of these elements; if nobody can tell, for the memory is damaged or gone,
     * it has.
     */
    private boolean hasBegun(InFlightItem first) {
        try {
            return channel.isGone() || Claims.distance(first.number(), claims.next()) > 0;
        } catch (CorruptedSegmentException e) {
            return true;
        }
    }
}

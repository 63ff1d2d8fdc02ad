package dev.procession.internal.pool;

import dev.procession.pool.PoolBrokenException;
import dev.procession.pool.PoolOptions;
import dev.procession.process.SessionClosedException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The pool's life: accepts work while it runs, counts what is outstanding, and decides when it has terminated.
 *
 * <pre>
 *   RUNNING ──shutdown──► DRAINING ──last element done──► (slots end) ──► ENDED
 *      │                      │                                             ▲
 *      ├──terminate───────────┴──► TERMINATED ──(workers killed)────────────┤
 *      └──no slot can start──────► BROKEN ──────────────────────────────────┘
 * </pre>
 *
 * <p>An element is waiting in the {@link Dispatcher}, or with exactly one {@link WorkerQueue}, or done. Whoever
 * takes one on counts it first and looks at the state then; whoever changes the state looks at the count after: so
 * no pool ends with an element left.
 *
 * <p>Thread safety: every method may be called from any thread.
 */
final class Scheduler {
    /** What the pool does. */
    enum State {
        RUNNING,
        DRAINING,
        TERMINATED,
        BROKEN
    }

    /** A place for a worker, and the thread that keeps one in it. */
    interface Slot {
        /** Takes back what its worker has not begun, and kills it, whatever it does; returns what was taken back. */
        List<Chunk> terminate();

        /** There may be an end. */
        void wake();

        /** Whether nothing says that it will have a worker that works. */
        boolean isHopeless();
    }

    private final String pool;
    private final PoolCounters counters;
    private final ResultCollector collector;
    private final ResultCollector.Growth growth;
    private final Runnable onWorkEnded;
    /** {@code null} if any number of tasks may wait. */
    private final @Nullable Admission admission;

    private final Dispatcher dispatcher;
    /** Elements that are not done, and feeders that may still add some. */
    private final AtomicLong outstanding = new AtomicLong();

    private final List<WorkerQueue> queues;
    /** Guards what follows, and every change of the state. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition ended = lock.newCondition();
    private final Set<Slot> live = new LinkedHashSet<>();
    private volatile State state = State.RUNNING;
    private volatile @Nullable PoolBrokenException broken;
    /** Why the session has terminated the pool; {@code null} if the user has. */
    private volatile @Nullable String sessionsEnd;

    /**
     * A pool's life, which begins.
     *
     * @param pool its name
     * @param options its limits
     * @param queues the worker queues of workers that are ready; only this changes them
     * @param lookSoon has the pool's timer look at everything
     * @param onWorkEnded is run when nothing is outstanding
     */
    Scheduler(
            String pool,
            PoolOptions options,
            List<WorkerQueue> queues,
            ResultCollector collector,
            ResultCollector.Growth growth,
            PoolCounters counters,
            Runnable lookSoon,
            Runnable onWorkEnded) {
        this.pool = pool;
        this.queues = queues;
        this.collector = collector;
        this.growth = growth;
        this.counters = counters;
        this.onWorkEnded = onWorkEnded;
        dispatcher = new Dispatcher(given -> fail(given.chunk(), given.why()), this::cancelLate, lookSoon);
        OptionalLong limit = options.maxQueuedTasks();
        admission = limit.isEmpty()
                ? null
                : new Admission(pool, limit.getAsLong(), options.queueFullPolicy(), Chunk.NO_MEMORY);
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    /** Whether a worker is ready. */
    boolean isAnyServing() {
        return !queues.isEmpty();
    }

    void addSlot(Slot slot) {
        lock.lock();
        try {
            live.add(slot);
        } finally {
            lock.unlock();
        }
    }

    /** A worker is ready. */
    void open(WorkerQueue workerQueue) {
        queues.add(workerQueue);
        dispatcher.add(workerQueue);
        if (!dispatcher.isEmpty()) {
            growth.grow();
        }
    }

    /** A worker takes no more. */
    void close(WorkerQueue workerQueue) {
        queues.remove(workerQueue);
    }

    /**
     * Takes a chunk.
     *
     * @throws RejectedExecutionException if the pool takes none any more, or has no room for it
     * @throws PoolBrokenException if it is broken
     */
    void submit(Chunk chunk) {
        boolean taken = false;
        try {
            admit(chunk);
            take(chunk, false);
            taken = true;
        } finally {
            giveUpUnless(taken, chunk);
        }
    }

    /** What was not taken does not run; unless a worker has it all the same, where it is settled. */
    private static boolean giveUpUnless(boolean taken, Chunk chunk) {
        return !taken && chunk.giveUp();
    }

    /**
     * As {@link #submit(Chunk)}, by a thread that will {@linkplain ResultCollector#reserveLead lead}: it does not
     * promise to before there is room.
     */
    void submitAndPromise(Chunk chunk) {
        boolean taken = false;
        boolean promised = false;
        try {
            admit(chunk);
            collector.reserveLead();
            promised = true;
            take(chunk, false);
            taken = true;
        } finally {
            giveUpUnless(taken, chunk);
            if (promised && !taken) {
                collector.releaseLead();
            }
        }
    }

    private void admit(Chunk chunk) {
        if (admission != null && !chunk.job().isMany()) {
            checkOpen();
            admission.enter();
            chunk.setAdmission(admission);
        }
    }

    /** As {@link #submit(Chunk)}, for a feeder that was registered before the pool was shut down. */
    void feed(Chunk chunk) {
        boolean taken = false;
        try {
            take(chunk, true);
            taken = true;
        } finally {
            giveUpUnless(taken, chunk);
        }
    }

    private void take(Chunk chunk, boolean fed) {
        reserve(chunk.count(), fed);
        boolean taken = false;
        try {
            dispatcher.add(chunk);
            if (growth.isElastic() && !dispatcher.isEmpty()) {
                growth.grow();
            }
            rejectIfTerminated();
            taken = true;
        } finally {
            if (giveUpUnless(taken, chunk)) {
                done(chunk.count());
            }
        }
    }

    private void reserve(int count, boolean fed) {
        outstanding.addAndGet(count);
        if (state != State.RUNNING) {
            try {
                checkOpen(fed);
            } catch (RuntimeException e) {
                done(count);
                throw e;
            }
        }
    }

    /** Says that somebody will {@link #feed} chunks, so that a pool that drains waits for them. */
    void addFeeder() {
        reserve(1, false);
    }

    /** The feeder feeds no more. */
    void removeFeeder() {
        done(1);
    }

    /** Throws {@link PoolBrokenException} if the pool is broken. */
    void checkNotBroken() {
        PoolBrokenException why = broken;
        if (why != null) {
            throw new PoolBrokenException(String.valueOf(why.getMessage()), why.getCause());
        }
    }

    /** Throws what a submitter gets that comes now. */
    void checkOpen() {
        if (state != State.RUNNING) {
            checkOpen(false);
        }
    }

    private void checkOpen(boolean fed) {
        checkNotBroken();
        if (state == State.TERMINATED || (state == State.DRAINING && !fed)) {
            String closed = sessionsEnd;
            throw new RejectedExecutionException(
                    pool + " is shut down and takes no more tasks" + (closed == null ? "" : ": " + closed));
        }
    }

    /** A chunk will not run: each of its elements fails; as cancelled, if {@code why} is {@code null}. */
    void fail(Chunk chunk, @Nullable Throwable why) {
        try {
            Throwable failure = why == null ? new CancelledChunkException("the task was cancelled") : why;
            chunk.failAll(failure);
            (failure instanceof CancellationException ? counters.cancelled : counters.failed).add(chunk.count());
        } catch (OutOfMemoryError e) {
            chunk.failAll(e);
        } finally {
            done(chunk.count());
        }
    }

    /** Chunks were taken back from a worker; these of them nobody wants, the others wait again. */
    void onReclaimed(List<Chunk> unwanted) {
        unwanted.forEach(chunk -> fail(chunk, null));
        rejectIfTerminated();
    }

    /**
     * Gives back chunks that were not begun, or are to run again, before the others of their sub-queues; those that
     * nobody wants any more are done.
     */
    void requeue(List<Chunk> items) {
        for (int i = items.size() - 1; i >= 0; i--) {
            Chunk chunk = items.get(i);
            if (chunk.isUnwanted()) {
                fail(chunk, null);
            } else {
                chunk.release();
                dispatcher.putFirst(chunk);
            }
        }
        if (!items.isEmpty()) {
            dispatcher.dispatch();
            rejectIfTerminated();
        }
    }

    /** Termination drains the queue; a submitter that raced with it drains its own chunk. */
    private void rejectIfTerminated() {
        if (state == State.TERMINATED || state == State.BROKEN) {
            failWaiting(refusal());
        }
    }

    /**
     * There is no memory to go on: those who wait for the pool are told, and one of them may release some. Takes none
     * itself.
     */
    void starve() {
        if (admission != null) {
            admission.starve();
        }
        failWaiting(Chunk.NO_MEMORY);
        for (int i = 0; i < queues.size(); i++) {
            queues.get(i).starve();
        }
    }

    /** All chunks that wait fail with {@code why}. */
    void failWaiting(Throwable why) {
        for (Chunk chunk = dispatcher.giveUpNext(); chunk != null; chunk = dispatcher.giveUpNext()) {
            fail(chunk, why);
        }
    }

    /** So many elements, or feeders, are done. */
    void done(long count) {
        if (count == 0 || outstanding.addAndGet(-count) != 0) {
            return;
        }
        onWorkEnded.run();
        if (state != State.RUNNING) {
            List<Slot> woken;
            lock.lock();
            try {
                woken = new ArrayList<>(live);
                ended.signalAll();
            } finally {
                lock.unlock();
            }
            woken.forEach(Slot::wake);
        }
    }

    /** Gives up a chunk nobody wants: it is dropped if it waits, and ended in its worker if it may be. */
    void cancel(Chunk chunk, boolean mayEnd) {
        chunk.abandon(mayEnd);
        if (chunk.giveUp()) {
            counters.cancelled.add(chunk.count());
            done(chunk.count());
            return;
        }
        // Without a worker queue it is on its way to one; the dispatcher looks at it again when it is there.
        Chunk.Owner owner = chunk.owner();
        if (owner != null) {
            owner.cancel(chunk, mayEnd);
        }
    }

    private void cancelLate(Chunk chunk) {
        Chunk.Owner owner = chunk.owner();
        if (owner != null) {
            owner.cancel(chunk, chunk.mayEnd());
        }
    }

    /** All elements of a job have an outcome: workers need not keep its function. */
    void end(Job job) {
        job.end();
        for (WorkerQueue workerQueue : queues) {
            workerQueue.forget(job.call());
        }
    }

    /** Gives up what was not begun of a job. It takes no more. */
    void drop(Job job) {
        job.drop(false);
        dispatcher.sweep(job);
        for (WorkerQueue workerQueue : queues) {
            workerQueue.reclaimUnstarted(job);
            workerQueue.forget(job.call());
        }
    }

    /**
     * Gives up a job: what waits of it is dropped when its turn comes, what workers have not begun is taken back, and
     * what runs is ended if it may be.
     */
    void cancel(Job job, boolean mayEnd) {
        job.drop(mayEnd);
        dispatcher.sweep(job);
        for (WorkerQueue workerQueue : queues) {
            workerQueue.cancel(job, mayEnd);
            workerQueue.forget(job.call());
        }
    }

    /** Takes no more chunks. */
    void shutdown() {
        List<Slot> woken;
        lock.lock();
        try {
            if (state == State.RUNNING) {
                state = State.DRAINING;
            }
            woken = new ArrayList<>(live);
        } finally {
            lock.unlock();
        }
        closeAdmission();
        woken.forEach(Slot::wake);
    }

    private void closeAdmission() {
        if (admission != null) {
            admission.close();
        }
    }

    /** Takes no more chunks and gives up those it has; returns those that never started. */
    List<Chunk> terminate() {
        return terminate(null);
    }

    /** As {@link #terminate()}; because the session ends, if {@code why} is not {@code null}. */
    List<Chunk> terminate(@Nullable String why) {
        if (!end(State.TERMINATED, null, why)) {
            return List.of();
        }
        List<Chunk> given = dispatcher.giveUpAll();
        for (Slot slot : slots()) {
            given.addAll(slot.terminate());
        }
        return given;
    }

    /** No slot can start: every chunk fails with {@code why}. */
    void breakPool(PoolBrokenException why) {
        if (end(State.BROKEN, why, null)) {
            rejectIfTerminated();
            slots().forEach(Slot::wake);
        }
    }

    private boolean end(State to, @Nullable PoolBrokenException why, @Nullable String closed) {
        lock.lock();
        try {
            if (state == State.TERMINATED || state == State.BROKEN) {
                return false;
            }
            broken = why;
            sessionsEnd = closed;
            state = to;
        } finally {
            lock.unlock();
        }
        closeAdmission();
        return true;
    }

    /** What a chunk fails with that the pool no longer runs. */
    Throwable refusal() {
        PoolBrokenException why = broken;
        String closed = sessionsEnd;
        return why != null
                ? why
                : closed != null
                        ? new SessionClosedException(pool + " was terminated: " + closed)
                        : new CancelledChunkException(pool + " was terminated");
    }

    State state() {
        return state;
    }

    /** How many elements are not done. */
    long outstanding() {
        return outstanding.get();
    }

    /** Whether a slot has a reason to go on. */
    boolean isActive() {
        State now = state;
        return now == State.RUNNING || (now == State.DRAINING && outstanding.get() > 0);
    }

    List<Slot> slots() {
        lock.lock();
        try {
            return new ArrayList<>(live);
        } finally {
            lock.unlock();
        }
    }

    /** The slot has ended, and its worker with it. */
    void removeSlot(Slot slot) {
        lock.lock();
        try {
            live.remove(slot);
            ended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether nothing runs any more and nothing will. */
    boolean isEnded() {
        lock.lock();
        try {
            return state != State.RUNNING && live.isEmpty() && outstanding.get() == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until {@link #isEnded()}, or {@code nanos} have passed; returns whether it is. */
    boolean awaitEnd(long nanos) throws InterruptedException {
        long left = nanos;
        lock.lock();
        try {
            while (!isEnded()) {
                if (left <= 0) {
                    return false;
                }
                left = ended.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        lock.lock();
        try {
            long idle = queues.stream().filter(WorkerQueue::isIdle).count();
            return pool + "[" + state + ", outstanding=" + outstanding + ", workers=" + live.size() + ", idle=" + idle
                    + "]";
        } finally {
            lock.unlock();
        }
    }
}

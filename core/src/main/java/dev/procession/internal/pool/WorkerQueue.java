package dev.procession.internal.pool;

import dev.procession.internal.codec.HeapSource;
import dev.procession.internal.control.Frame;
import dev.procession.internal.pool.InFlightItems.InFlightItem;
import dev.procession.internal.supervise.Child;
import dev.procession.internal.supervise.ExitReport;
import dev.procession.internal.task.TaskChannel;
import dev.procession.pool.PoolOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one worker process has to do, as the parent sees it: the monitor around its {@linkplain InFlightWindow in-flight
 * window}.
 *
 * <p>Thread safety: every method may be called from any thread. All state is guarded by one lock; the dispatcher
 * only ever tries it, and each thread that has had it hands the worker queue to the dispatcher after.
 */
final class WorkerQueue extends DispatchTarget implements Chunk.Owner {
    private final Child child;
    private final Dispatcher dispatcher;
    private final WorkerListener listener;
    private final WorkerMemory memory;
    private final ReentrantLock lock = new ReentrantLock();
    private final InFlightWindow window;

    /** What ran when the worker died; {@code null} if nothing did, or it has not died. */
    private @Nullable TaskCrash crash;

    private boolean crashed;

    /**
     * The worker queue of a worker that is ready, or boots.
     *
     * @param options of the pool: how many elements the worker may be given, and what functions may take in its heap
     * @param onDrained run when the worker has nothing to do and takes no more
     */
    @SuppressWarnings("this-escape") // the window tells it to chunks that are put, after this
    WorkerQueue(
            Child child,
            TaskChannel channel,
            PoolOptions options,
            Dispatcher dispatcher,
            DeadlineTimer timer,
            WorkerListener listener,
            Runnable onDrained) {
        this.child = child;
        this.dispatcher = dispatcher;
        this.listener = listener;
        memory = new WorkerMemory(child, channel, options, timer);
        window = new InFlightWindow(child, memory, options, timer, listener, this, onDrained);
    }

    Child child() {
        return child;
    }

    /** Number of elements that have an outcome. */
    long completed() {
        return window.completed();
    }

    /** The job of the element that the worker has begun; {@code null} if there is none. */
    @Nullable
    Job begun() {
        lock.lock();
        try {
            InFlightItem begun = window.begun();
            return begun == null ? null : begun.job();
        } finally {
            lock.unlock();
            dispatcher.add(this);
        }
    }

    @Override
    public int attemptOf(Chunk chunk) {
        lock.lock();
        try {
            InFlightItem begun = window.begun();
            return begun != null && begun.item() == chunk ? begun.attempt() : 0;
        } finally {
            lock.unlock();
            dispatcher.add(this);
        }
    }

    /** Time since the element that runs is the first, or the worker idle, in nanoseconds. */
    long sinceNanos(long now) {
        return window.sinceNanos(now);
    }

    /** Number of elements here. */
    int elements() {
        return window.elements();
    }

    /** Estimated time that all of them take, in nanoseconds. */
    long nanos() {
        return window.nanos();
    }

    /** Memory of the worker when last looked at, in bytes; 0 before that. */
    long residentBytes() {
        return window.residentBytes();
    }

    void setResidentBytes(long bytes) {
        window.setResidentBytes(bytes);
    }

    /** Whether there may be outcomes to {@link #collect}. */
    boolean hasNews() {
        return !window.isIdle() && memory.hasNews();
    }

    @Override
    boolean isIdle() {
        return window.isIdle();
    }

    /** Whether it takes more chunks, now or later. */
    boolean isOpen() {
        return window.isOpen();
    }

    @Override
    boolean hasRoom() {
        return window.hasRoom();
    }

    @Override
    boolean isUnresponsive() {
        return window.isUnresponsive();
    }

    @Override
    Offer offer(Chunk chunk) {
        if (!lock.tryLock()) {
            return Offer.REFUSED;
        }
        try {
            return window.offer(chunk) ? Offer.TAKEN : Offer.REFUSED;
        } finally {
            lock.unlock();
        }
    }

    /** Tells those who wait for what the worker has that there is no memory to go on. Takes none. */
    void starve() {
        if (lock.tryLock()) {
            try {
                window.starve();
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
            window.read(arrivals);
        } finally {
            lock.unlock();
            leave(arrivals);
        }
        return !arrivals.isEmpty();
    }

    /** Other threads may use the worker queue again; and what has arrived is settled, outside its lock. */
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
            window.read(arrivals);
            return action.get();
        } finally {
            // Also where there is no memory for the action: what has been read is nowhere else.
            lock.unlock();
            leave(arrivals);
        }
    }

    /** A task reports; for the thread that reads the link, which runs no the user's code. */
    void report(Frame frame) {
        HeapSource source = frame.source();
        int number = source.getInt();
        Job job;
        lock.lock();
        try {
            job = window.jobOf(number);
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

    /** Takes back what the worker has not begun, if there is anything of this job. */
    void reclaimUnstarted(Job job) {
        List<Chunk> unwanted;
        lock.lock();
        try {
            unwanted = window.holds(job) ? requeue() : List.of();
        } finally {
            lock.unlock();
            dispatcher.add(this);
        }
        listener.reclaimed(unwanted);
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
        for (Chunk chunk : window.revoke()) {
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

    /** The job of this function is over: the worker need not keep it. */
    void forget(EncodedFunction encoded) {
        if (encoded.shared()) {
            return;
        }
        lock.lock();
        try {
            memory.forget(encoded);
        } finally {
            lock.unlock();
            dispatcher.add(this);
        }
    }

    /** Tells the worker what to forget, if that is due, as far as there is room; returns when to look again. */
    private long forgetDue(long now) {
        long due = memory.forgetAt();
        if (due == DeadlineTimer.NEVER || now - due < 0) {
            return due;
        }
        lock.lock();
        try {
            memory.forgetDue(now);
        } finally {
            lock.unlock();
            dispatcher.add(this);
        }
        return memory.forgetAt();
    }

    /**
     * Whether elements wait here for long, behind one that takes long, or for a worker that does not begin, as one
     * that is stopped.
     */
    boolean isBlocked(long now) {
        return window.isOverdue(now) && areAnyUnbegun();
    }

    /** Whether the worker has anything that it has not begun, as far as can be told without waiting. */
    boolean areAnyUnbegun() {
        boolean abandoned = memory.isAbandoned();
        if (abandoned || window.elements() != 1 || !lock.tryLock()) {
            return !abandoned && window.elements() > 1;
        }
        try {
            return !window.isIdle() && window.begun() == null;
        } finally {
            lock.unlock();
            dispatcher.add(this);
        }
    }

    @Override
    public void cancel(Chunk chunk, boolean mayEnd) {
        cancel(first -> mayEnd && first.item() == chunk);
    }

    /** No result of this job is wanted any more. */
    void cancel(Job job, boolean mayEnd) {
        cancel(first -> mayEnd && first.job() == job);
    }

    private void cancel(Predicate<InFlightItem> isToEnd) {
        listener.reclaimed(drainResultsThen(() -> {
            List<Chunk> unwanted = requeue();
            window.cancelFirst(isToEnd);
            return unwanted;
        }));
    }

    /** Looks at the clock; returns when to look again, {@link DeadlineTimer#NEVER} if there is no need. */
    long checkDeadlines(long now) {
        if (window.mayHaveRoomAgain()) {
            dispatcher.add(this);
        }
        memory.killIfAbandoned();
        long forget = forgetDue(now);
        return window.hasFirst() ? Math.min(forget, checkFirst(now)) : forget;
    }

    private long checkFirst(long now) {
        List<Chunk> unwanted = new ArrayList<>(0);
        long next = drainResultsThen(() -> window.checkDeadlines(now, () -> unwanted.addAll(requeue())));
        listener.reclaimed(unwanted);
        return next;
    }

    /** The worker has more memory than it may: it is killed, and what it runs fails. */
    void tooLarge(long limitBytes, long bytes) {
        drainResultsThen(() -> window.tooLarge(limitBytes, bytes));
    }

    /** Takes no more, and gives back all that the worker has not begun. */
    List<Chunk> close() {
        return drainResultsThen(window::close);
    }

    /** No more elements will come; returns whether the worker was told, which it is not if it is dead or busy. */
    boolean end() {
        lock.lock();
        try {
            return window.end();
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
            window.onDeath(arrivals);
            int expected = window.elements();
            crash = crash == null ? window.crash(report) : crash;
            back = window.clear(expected);
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
        memory.remove();
        return crashed || window.isEndExplained();
    }
}

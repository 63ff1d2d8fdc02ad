package dev.procession.internal.pool;

import dev.procession.pool.PoolBrokenException;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Which items wait, which slots are idle, and whether the pool goes on.
 *
 * <pre>
 *   RUNNING ──shutdown──► DRAINING ──last item done──► (slots end) ──► ENDED
 *      │                      │                                          ▲
 *      ├──terminate───────────┴──► TERMINATED ──(workers killed)─────────┤
 *      └──no slot can start──────► BROKEN ───────────────────────────────┘
 * </pre>
 *
 * <p>Submitters share the workers whatever their number of items, see {@link ReadyJobs}. An item is pending, or in the batch of exactly one slot, or done.
 *
 * <p>Thread safety: every method may be called from any thread; all state is guarded by one lock, under which nobody's code runs and
 * nothing blocks.
 */
final class Scheduler {
    /** What the pool does. */
    enum State {
        RUNNING,
        DRAINING,
        TERMINATED,
        BROKEN
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ended = lock.newCondition();
    private final String pool;
    private final ReadyJobs ready = new ReadyJobs();
    private final Set<WorkerSlot> live = new LinkedHashSet<>();
    private State state = State.RUNNING;
    private @Nullable PoolBrokenException broken;
    /** Items that are not done, and feeders that may still add some. */
    private long outstanding;

    Scheduler(String pool) {
        this.pool = pool;
    }

    void addSlot(WorkerSlot slot) {
        lock.lock();
        try {
            live.add(slot);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes an item.
     *
     * @throws RejectedExecutionException if the pool takes none any more
     * @throws PoolBrokenException if it is broken
     */
    void submit(Item item) {
        submit(item, false);
    }

    /** As {@link #submit(Item)}, for a feeder that was registered before the pool was shut down. */
    void feed(Item item) {
        submit(item, true);
    }

    private void submit(Item item, boolean fed) {
        WorkerSlot woken = null;
        boolean dropped;
        lock.lock();
        try {
            checkOpen(fed);
            dropped = item.job().isDropped();
            if (!dropped) {
                outstanding++;
                item.job().pending().addLast(item);
                woken = ready.add(item.job());
            }
        } finally {
            lock.unlock();
        }
        wake(woken);
        if (dropped) {
            item.sink().failed(item, cancelled());
        }
    }

    /** Says that somebody will {@link #feed} items, so that a pool that drains waits for them. */
    void addFeeder() {
        lock.lock();
        try {
            checkOpen(false);
            outstanding++;
        } finally {
            lock.unlock();
        }
    }

    /** The feeder feeds no more. */
    void removeFeeder() {
        done(1);
    }

    /** Throws {@link PoolBrokenException} if the pool is broken. */
    void checkNotBroken() {
        lock.lock();
        try {
            throwIfBroken();
        } finally {
            lock.unlock();
        }
    }

    private void throwIfBroken() {
        if (broken != null) {
            throw new PoolBrokenException(String.valueOf(broken.getMessage()), broken.getCause());
        }
    }

    private void checkOpen(boolean fed) {
        throwIfBroken();
        if (state == State.TERMINATED || (state == State.DRAINING && !fed)) {
            throw new RejectedExecutionException(pool + " is shut down and takes no more tasks");
        }
    }

    private static void wake(@Nullable WorkerSlot slot) {
        if (slot != null) {
            slot.wake();
        }
    }

    /** The next batch for a slot; empty when there is none: the slot is then idle, and is woken when there may be. */
    Deque<Item> next(WorkerSlot slot) {
        lock.lock();
        try {
            return ready.take(slot, Math.max(1, live.size()));
        } finally {
            lock.unlock();
        }
    }

    /** Gives back items, to run before the others of their job; those that nobody wants any more are done. */
    void requeue(Deque<Item> items) {
        List<WorkerSlot> woken = new ArrayList<>();
        List<Item> refused = new ArrayList<>();
        lock.lock();
        try {
            while (!items.isEmpty()) {
                Item item = items.removeLast();
                item.setSlot(null);
                if (state == State.TERMINATED || state == State.BROKEN || item.isUnwanted()) {
                    refused.add(item);
                } else {
                    item.job().pending().addFirst(item);
                    WorkerSlot slot = ready.add(item.job());
                    if (slot != null) {
                        woken.add(slot);
                    }
                }
            }
        } finally {
            lock.unlock();
        }
        for (WorkerSlot slot : woken) {
            slot.wake();
        }
        for (Item item : refused) {
            item.sink().failed(item, item.isUnwanted() ? cancelled() : refusal());
        }
        done(refused.size());
    }

    /** How long an item of the job ran. */
    void observe(Job job, long nanos) {
        lock.lock();
        try {
            job.observe(nanos);
        } finally {
            lock.unlock();
        }
    }

    /** How many items of the job make a batch now. */
    int batchSize(Job job) {
        lock.lock();
        try {
            return job.batchSize();
        } finally {
            lock.unlock();
        }
    }

    /** So many items, or feeders, are done. */
    void done(long count) {
        if (count == 0) {
            return;
        }
        List<WorkerSlot> woken = List.of();
        lock.lock();
        try {
            outstanding -= count;
            if (outstanding == 0 && state != State.RUNNING) {
                woken = new ArrayList<>(live);
                ended.signalAll();
            }
        } finally {
            lock.unlock();
        }
        for (WorkerSlot slot : woken) {
            slot.wake();
        }
    }

    /** Gives up an item nobody wants: it is dropped if it is pending, and cancelled in its worker if it may be. */
    void cancel(Item item, boolean mayKillTheWorker) {
        WorkerSlot slot;
        boolean dropped;
        lock.lock();
        try {
            item.abandon();
            slot = item.slot();
            dropped = slot == null && item.job().pending().remove(item);
        } finally {
            lock.unlock();
        }
        if (dropped) {
            done(1);
        } else if (slot != null && mayKillTheWorker) {
            slot.cancel(item);
        }
    }

    /** Gives up the pending items of a job, in one sweep; they are told nothing. The job takes no more. */
    void drop(Job job) {
        int dropped;
        lock.lock();
        try {
            job.drop();
            dropped = job.pending().size();
            job.pending().clear();
        } finally {
            lock.unlock();
        }
        done(dropped);
    }

    /** Gives up what runs of a job; what has begun is ended only if it may be. */
    void cancelRunning(Job job, boolean mayKillTheWorkers) {
        for (WorkerSlot slot : slots()) {
            slot.cancel(job, mayKillTheWorkers);
        }
    }

    /** Takes no more items. */
    void shutdown() {
        List<WorkerSlot> woken;
        lock.lock();
        try {
            if (state == State.RUNNING) {
                state = State.DRAINING;
            }
            woken = new ArrayList<>(live);
        } finally {
            lock.unlock();
        }
        for (WorkerSlot slot : woken) {
            slot.wake();
        }
    }

    /** Takes no more items and gives up those it has; returns the pending ones. */
    List<Item> terminate() {
        List<Item> given = end(State.TERMINATED, null);
        for (WorkerSlot slot : slots()) {
            slot.terminate();
        }
        return given;
    }

    /** No slot can start: every item fails with {@code why}. */
    void breakPool(PoolBrokenException why) {
        List<Item> given = end(State.BROKEN, why);
        for (Item item : given) {
            item.sink().failed(item, why);
        }
        done(given.size());
        for (WorkerSlot slot : slots()) {
            slot.wake();
        }
    }

    private List<Item> end(State to, @Nullable PoolBrokenException why) {
        lock.lock();
        try {
            if (state == State.TERMINATED || state == State.BROKEN) {
                return List.of();
            }
            state = to;
            broken = why;
            return ready.clear();
        } finally {
            lock.unlock();
        }
    }

    /** What an item fails with that the pool no longer runs. */
    Throwable refusal() {
        lock.lock();
        try {
            return broken != null ? broken : new CancelledItemException(pool + " was terminated");
        } finally {
            lock.unlock();
        }
    }

    private static Throwable cancelled() {
        return new CancelledItemException("the task was cancelled");
    }

    State state() {
        lock.lock();
        try {
            return state;
        } finally {
            lock.unlock();
        }
    }

    /** Whether a slot has a reason to go on. */
    boolean goesOn() {
        lock.lock();
        try {
            return state == State.RUNNING || (state == State.DRAINING && outstanding > 0);
        } finally {
            lock.unlock();
        }
    }

    List<WorkerSlot> slots() {
        lock.lock();
        try {
            return new ArrayList<>(live);
        } finally {
            lock.unlock();
        }
    }

    /** The slot has no worker for now: a wake-up it may have been given is passed on to another. */
    void removeIdle(WorkerSlot slot) {
        WorkerSlot woken;
        lock.lock();
        try {
            woken = ready.leave(slot);
        } finally {
            lock.unlock();
        }
        wake(woken);
    }

    /** The slot has ended, and its worker with it. */
    void removeSlot(WorkerSlot slot) {
        removeIdle(slot);
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
            return state != State.RUNNING && live.isEmpty() && outstanding == 0;
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
            return pool + "[" + state + ", outstanding=" + outstanding + ", workers=" + live.size() + ", idle="
                    + ready.idleCount() + "]";
        } finally {
            lock.unlock();
        }
    }
}

package dev.procession.internal.pool;

import dev.procession.pool.PoolBrokenException;
import dev.procession.process.SessionClosedException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The pool's life: whether it takes work, how much is outstanding, and when it has ended.
 *
 * <pre>
 *   RUNNING ──shutdown──► DRAINING ──last element done──► (slots end) ──► ENDED
 *      │                      │                                             ▲
 *      ├──terminate───────────┴──► TERMINATED ──(workers killed)────────────┤
 *      └──no slot can start──────► BROKEN ──────────────────────────────────┘
 * </pre>
 *
 * <p>A thread that takes an element on counts it first and looks at the state then; one that changes the state looks
 * at the count after: so no pool ends with an element left.
 *
 * <p>Thread safety: every method may be called from any thread.
 */
final class PoolLifecycle {
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
    private final Runnable onWorkEnded;
    /** Number of elements that are not done, and of feeders that may still add some. */
    private final AtomicLong outstanding = new AtomicLong();

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
     * @param onWorkEnded is run when nothing is outstanding
     */
    PoolLifecycle(String pool, Runnable onWorkEnded) {
        this.pool = pool;
        this.onWorkEnded = onWorkEnded;
    }

    void addSlot(Slot slot) {
        lock.lock();
        try {
            live.add(slot);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Counts elements that are taken on.
     *
     * @param fed whether a feeder adds them that was registered before
     * @throws RejectedExecutionException if the pool takes none any more
     * @throws PoolBrokenException if it is broken
     */
    void reserve(int count, boolean fed) {
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

    /** A feeder will add chunks: a pool that drains waits for them. */
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

    /** Takes no more chunks, unless the pool has ended already; returns the slots to wake. */
    List<Slot> drain() {
        lock.lock();
        try {
            if (state == State.RUNNING) {
                state = State.DRAINING;
            }
            return new ArrayList<>(live);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends the pool with what it has.
     *
     * @param why the reason of the session's end; {@code null} if the user has terminated the pool
     * @return whether it had not ended so before
     */
    boolean terminate(@Nullable String why) {
        return end(State.TERMINATED, null, why);
    }

    /** No slot can start; returns whether the pool had not ended so before. */
    boolean breakPool(PoolBrokenException why) {
        return end(State.BROKEN, why, null);
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
        return true;
    }

    /** Whether waiting chunks fail. */
    boolean isTerminated() {
        State now = state;
        return now == State.TERMINATED || now == State.BROKEN;
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
            return state + ", outstanding=" + outstanding + ", workers=" + live.size();
        } finally {
            lock.unlock();
        }
    }
}

package dev.procession.internal.pool;

import dev.procession.pool.QueueFullPolicy;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bounds how many single tasks wait for a worker.
 *
 * <p>Thread safety: any thread. Who waits is served in the order of coming.
 */
final class Admission {
    private final String pool;
    private final long limit;
    private final QueueFullPolicy policy;
    private final OutOfMemoryError noMemory;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition room = lock.newCondition();
    private long waiting;
    private boolean closed;
    /** How often there was no memory to go on. */
    private long starved;

    /**
     * Room for {@code limit} tasks.
     *
     * @param noMemory what a wait fails with that has no memory to go on, made in advance
     */
    Admission(String pool, long limit, QueueFullPolicy policy, OutOfMemoryError noMemory) {
        this.pool = pool;
        this.limit = limit;
        this.policy = policy;
        this.noMemory = noMemory;
    }

    /**
     * Another task will wait.
     *
     * @throws RejectedExecutionException if it must not
     */
    void enter() {
        lock.lock();
        try {
            long seen = starved;
            while (waiting >= limit && !closed) {
                if (starved != seen) {
                    throw noMemory;
                }
                if (policy == QueueFullPolicy.REJECT) {
                    throw new RejectedExecutionException(pool + " has no room: queued=" + waiting + ", maxQueuedTasks="
                            + limit + "; wait for some, or use QueueFullPolicy.WAIT");
                }
                room.await();
            }
            waiting++;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RejectedExecutionException(
                    pool + " has no room: interrupted while waiting for it, queued=" + waiting, e);
        } finally {
            lock.unlock();
        }
    }

    /** A task waits no more. */
    void leave() {
        lock.lock();
        try {
            waiting--;
            room.signal();
        } finally {
            lock.unlock();
        }
    }

    /** There is no memory to go on: whoever waits learns it. Takes none. */
    void starve() {
        lock.lock();
        try {
            starved++;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The pool takes no more: whoever waits learns it from the pool. */
    void close() {
        lock.lock();
        try {
            closed = true;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }
}

package dev.procession.sync;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * A reentrant lock between processes: one thread of one process holds it. Python's {@code multiprocessing.RLock},
 * with the contract of {@link Lock}.
 *
 * <p><b>Safety.</b> Any thread of any process that has the lock, virtual threads included. The lock is itself a
 * value that can be captured, passed, queued and sent. What the holder did before {@code unlock} is visible to the
 * next.
 *
 * <p><b>Blocking.</b> As {@link java.util.concurrent.locks.ReentrantLock}; not fair. Without contention about as fast
 * as that. {@link #newCondition} never waits.
 *
 * <p><b>Death.</b> When the process that holds the lock dies, the lock is free within milliseconds, and its next
 * holder learns of it ({@link OwnerDeathPolicy}). A thread that ends without unlocking does not free it, as in
 * {@code ReentrantLock}. A process that is stopped keeps it.
 *
 * A wait for a condition that throws {@link OwnerDiedException} or
 * {@link dev.procession.process.SessionClosedException} did not get the lock back; the
 * {@code unlock} in a {@code finally} block is without effect then.
 *
 * <p><b>Closing.</b> The lock lasts as long as its session, whose end ends every wait with
 * {@link dev.procession.process.SessionClosedException}. One that is done
 * with may be closed before ({@link #close()}); one that was never sent, and is unreachable, goes by itself.
 */
public interface ProcessLock extends Lock {

    /**
     * {@inheritDoc} @throws OwnerDiedException if a holder died and the lock was made with
     * {@link OwnerDeathPolicy#REPORT}
     */
    @Override
    void lock();

    /** {@inheritDoc} @throws OwnerDiedException as {@link #lock()} */
    @Override
    void lockInterruptibly() throws InterruptedException;

    /** {@inheritDoc} @throws OwnerDiedException as {@link #lock()} */
    @Override
    boolean tryLock();

    /** {@inheritDoc} @throws OwnerDiedException as {@link #lock()} */
    @Override
    boolean tryLock(long time, TimeUnit unit) throws InterruptedException;

    /**
     * Releases the lock once.
     *
     * @throws IllegalMonitorStateException if the calling thread does not hold it
     */
    @Override
    void unlock();

    /**
     * The next condition of this lock that has no name, itself a value; {@code await} and {@code signal} work
     * between processes that have the same one. A process that dies or joins wakes
     * all waiters, spuriously.
     *
     * @throws IllegalStateException if the lock has its 16 conditions
     */
    @Override
    Condition newCondition();

    /** The condition of this lock with this name, the same in every process. Throws as {@link #newCondition()}. */
    Condition newCondition(String name);

    /** Whether the calling thread holds the lock. */
    boolean isHeldByCurrentThread();

    /** The number of holds of the calling thread. */
    int getHoldCount();

    /** Whether any thread of any living process holds the lock. */
    boolean isLocked();

    /**
     * Whether the lock came to the calling thread, which holds it, from a process that died holding it.
     *
     * @throws IllegalMonitorStateException if the calling thread does not hold it
     */
    boolean wasAbandoned();

    /**
     * Makes sound again what the lock protects, after {@link OwnerDiedException}: runs {@code action} with the lock
     * held, and when it has returned, locking throws no more, in any process. Of several processes that want to,
     * one runs its action, and the others find nothing left to do. If the action
     * throws, or its process dies, the next one repairs.
     *
     * @return whether {@code action} ran: {@code false} if no owner died, which is always so without
     *     {@link OwnerDeathPolicy#REPORT}, and if the calling thread holds the lock already
     */
    boolean repair(Runnable action);

    /**
     * Frees the lock and its conditions, for all processes, before its session ends: its waiters are woken, and every
     * later use of it, in any process, throws {@link IllegalStateException}, except the {@code unlock} of a thread that
     * holds it. Idempotent; without effect once the session is closed. A lock that never left this process need not be
     * closed: it is freed when it is unreachable. The name of one with a name stays taken until the session ends.
     */
    void close();
}

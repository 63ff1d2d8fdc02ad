package dev.procession.sync;

import java.util.concurrent.TimeUnit;

/**
 * A counting semaphore between processes, with the methods of {@link java.util.concurrent.Semaphore}; Python's
 * {@code multiprocessing.Semaphore}.
 *
 * <p><b>Safety.</b> Any thread of any process that has it, virtual threads included; itself a value. Not fair.
 *
 * <p><b>Death.</b> Permits that a process acquired and did not release return when it dies. Permits it released
 * beyond what it had acquired stay: a semaphore may be used to signal.
 */
public interface ProcessSemaphore {

    /** Acquires a permit, waiting for it. */
    void acquire() throws InterruptedException;

    /** Acquires a permit, waiting for it whatever interrupts. */
    void acquireUninterruptibly();

    /** Acquires a permit if there is one. */
    boolean tryAcquire();

    /** Acquires a permit if there is one in time. */
    boolean tryAcquire(long timeout, TimeUnit unit) throws InterruptedException;

    /** Releases a permit. */
    void release();

    /** Acquires so many permits at once. @throws IllegalArgumentException if {@code permits} is negative */
    void acquire(int permits) throws InterruptedException;

    /** As {@link #acquire(int)}, whatever interrupts. */
    void acquireUninterruptibly(int permits);

    /**
     * Acquires so many permits at once if there are. @throws IllegalArgumentException if {@code permits} is negative
     */
    boolean tryAcquire(int permits);

    /**
     * Acquires so many permits at once if there are in time. @throws IllegalArgumentException if {@code permits} is
     * negative
     */
    boolean tryAcquire(int permits, long timeout, TimeUnit unit) throws InterruptedException;

    /**
     * Releases so many permits.
     *
     * @throws IllegalArgumentException if {@code permits} is negative, or there would be more than
     *     {@link Integer#MAX_VALUE}
     */
    void release(int permits);

    /** The number of available permits. */
    int availablePermits();

    /** Acquires all permits that are available; returns how many. */
    int drainPermits();

    /**
     * Frees the semaphore, for all processes, before its session ends: its waiters are woken, and every later use of
     * it, in any process, throws {@link IllegalStateException}. Idempotent; without effect once the session is closed.
     * A semaphore that never left this process need not be closed: it is freed when it is unreachable. The name of one
     * with a name stays taken until the session ends.
     */
    void close();
}

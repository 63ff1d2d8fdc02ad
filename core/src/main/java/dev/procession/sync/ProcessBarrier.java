package dev.procession.sync;

import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A point where parties of several processes wait for each other, with the methods of
 * {@link java.util.concurrent.CyclicBarrier}; Python's {@code multiprocessing.Barrier}.
 *
 * <p><b>Safety.</b> Any thread of any process that has it, virtual threads included; itself a value.
 *
 * <p><b>Death.</b> When a process that has the barrier is killed or crashes, the barrier breaks: threads that wait, or
 * come later, get {@link BrokenBarrierException} until {@link #reset()}. A process that ends in good order breaks it
 * only if one of its own threads waits at that moment.
 */
public interface ProcessBarrier {

    /**
     * Waits until all parties have come.
     *
     * @return the arrival's number: parties − 1 for the first, 0 for the last
     * @throws BrokenBarrierException if the barrier is broken, by an interrupt or a timeout of a party, a reset, or
     *     a death
     */
    int await() throws InterruptedException, BrokenBarrierException;

    /**
     * Waits until all parties have come, for so long at most.
     *
     * @throws TimeoutException if the time is over; the barrier breaks
     */
    int await(long timeout, TimeUnit unit) throws InterruptedException, BrokenBarrierException, TimeoutException;

    /** The number of parties. */
    int getParties();

    /** The number of parties that wait. */
    int getNumberWaiting();

    /** Whether the barrier is broken. */
    boolean isBroken();

    /** Breaks the barrier for the threads that wait, and makes it usable for later ones. */
    void reset();

    /**
     * Frees the barrier, for all processes, before its session ends: its waiters are woken, and every later use of it,
     * in any process, throws {@link IllegalStateException}. Idempotent; without effect once the session is closed. A
     * barrier that never left this process need not be closed: it is freed when it is unreachable. The name of one with
     * a name stays taken until the session ends.
     */
    void close();
}

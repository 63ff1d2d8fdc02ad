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
 * <p><b>Death.</b> When a process that has the barrier is killed or crashes, the barrier breaks: everybody who
 * waits, or comes later, gets {@link BrokenBarrierException} until {@link #reset()}. A process that ends in good
 * order breaks it only if it is waited for at that moment by its own thread.
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

    /** How many parties it takes. */
    int getParties();

    /** How many parties wait. */
    int getNumberWaiting();

    /** Whether the barrier is broken. */
    boolean isBroken();

    /** Breaks the barrier for those who wait, and makes it whole for those to come. */
    void reset();

    /**
     * Gives the barrier back, for all processes, before its session ends: who waits for it is woken, and every use
     * of it from now on, in whichever process, throws {@link IllegalStateException}. Idempotent; without effect
     * once the session is closed. A barrier that never left this process need not be closed: it is given back when
     * it is unreachable. The name of one with a name stays taken until the session ends.
     */
    void close();
}

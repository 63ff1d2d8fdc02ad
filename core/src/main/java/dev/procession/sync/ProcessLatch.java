package dev.procession.sync;

import java.util.concurrent.TimeUnit;

/**
 * A count that goes down to zero once, between processes, with the methods of
 * {@link java.util.concurrent.CountDownLatch}.
 *
 * <p><b>Safety.</b> Any thread of any process that has it, virtual threads included; itself a value.
 *
 * <p><b>Death.</b> A death changes nothing: the latch does not know which processes are to count down. Use the timed
 * {@code await}, or a {@link ProcessBarrier}, where that matters.
 */
public interface ProcessLatch {

    /** Waits until the count is zero. */
    void await() throws InterruptedException;

    /** Waits until the count is zero, for so long at most; returns whether it is. */
    boolean await(long timeout, TimeUnit unit) throws InterruptedException;

    /** Takes one from the count unless it is zero. */
    void countDown();

    /** The count. */
    long getCount();

    /**
     * Frees the latch, for all processes, before its session ends: its waiters are woken, and every later use of it, in
     * any process, throws {@link IllegalStateException}. Idempotent; without effect once the session is closed. A latch
     * that never left this process need not be closed: it is freed when it is unreachable. The name of one with a name
     * stays taken until the session ends.
     */
    void close();
}

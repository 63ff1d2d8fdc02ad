package dev.procession.internal.wait;

import java.util.List;

/**
 * A place where threads of all processes wait for a condition on shared memory; 256 bytes of a segment
 * ({@link WaitPointLayout}).
 *
 * <p>No wake-up is lost if callers follow these rules: a thread that makes the condition true calls {@link #signal()}
 * after the store that did it; a thread that takes something and leaves the condition true calls it too. A condition
 * that, once true, is true for all waiters is announced by {@link #signalAll()}.
 *
 * <p>Thread safety: any thread, virtual threads included, which do not hold their carrier while they are parked.
 */
public abstract class WaitPoint {
    /** No deadline. */
    public static final long FOREVER = Long.MAX_VALUE;

    /** Interval that means no re-checks besides those of the safety net, which become ever more rare. */
    public static final long NO_RECHECK = 0;

    /** The condition of a wait. */
    @FunctionalInterface
    public interface Attempt {
        /**
         * Tries to get what is waited for; returns whether it did. What it throws ends the wait. Runs on the waiting
         * thread alone.
         */
        boolean succeeds();
    }

    /**
     * Wakes one waiter, in whichever process, if there is one. Fences; costs a few nanoseconds when no thread waits.
     */
    public abstract void signal();

    /** As {@link #signal()}, right after a store that was a full fence itself. */
    public abstract void signalAfterFence();

    /**
     * Whether a thread may be waiting, for callers that must do more work to know whether to signal; reliable after a
     * full fence.
     */
    public abstract boolean isAwaited();

    /** Wakes all waiters. */
    public abstract void signalAll();

    /** Wakes all waiters of the process in {@code slot}. */
    public abstract void signalProcess(int slot);

    /**
     * Repeats {@code attempt} until it succeeds: spins while that pays, then parks until signalled.
     *
     * @param timeoutNanos how long; zero or negative tries once; {@link #FOREVER}
     * @param recheckNanos how long a parked thread waits at most before it tries again; {@link #NO_RECHECK}
     * @return whether the attempt succeeded; {@code false} when the time is over
     * @throws InterruptedException if the thread is interrupted, before or while it waits; not if the first attempt
     *     succeeds
     */
    public abstract boolean await(Attempt attempt, long timeoutNanos, long recheckNanos) throws InterruptedException;

    /**
     * As {@link #await}, for an attempt that any of several wait points' signals may let succeed. The attempt must take
     * nothing: signals that ended the wait are passed on.
     *
     * @param points all of them, this one among them; they need not be of one session
     */
    public abstract boolean awaitAny(
            List<? extends WaitPoint> points, Attempt attempt, long timeoutNanos, long recheckNanos)
            throws InterruptedException;

    /** As {@link #await}, without a limit and whatever interrupts; the thread's interrupt status is kept. */
    public abstract void awaitUninterruptibly(Attempt attempt, long recheckNanos);
}

package dev.procession.testkit;

import java.time.Duration;

/**
 * Waits for a condition instead of sleeping. The deadline only tells a hang from a slow machine; it is no assertion
 * about speed, and {@code procession.test.scale} multiplies it.
 *
 * <p>Thread safety: stateless. Interruption: the wait ends with an {@link AssertionError} and the interrupt status
 * set, so that the {@link Watchdog} gets through.
 */
public final class Await {

    /** How long {@link #until(String, Condition)} waits before it gives up. */
    public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(30);

    private static final long FIRST_POLL_NANOS = 50_000;
    private static final long LAST_POLL_NANOS = 20_000_000;

    private Await() {}

    /** Something that comes true, if all is well. */
    @FunctionalInterface
    public interface Condition {

        /** Whether it has come true; an exception ends the wait. */
        boolean holds() throws Exception;
    }

    /**
     * Returns as soon as {@code condition} holds.
     *
     * @param what what is awaited, for the message: {@code "the worker's pid to appear"}
     * @throws AssertionError if it does not hold within {@link #DEFAULT_DEADLINE}, if it throws, or on interruption
     */
    public static void until(String what, Condition condition) {
        until(what, DEFAULT_DEADLINE, condition);
    }

    /**
     * Returns as soon as {@code condition} holds.
     *
     * @throws AssertionError if it does not hold within {@code deadline}, if it throws, or on interruption
     */
    public static void until(String what, Duration deadline, Condition condition) {
        if (!holdsWithin(what, deadline, condition)) {
            throw new AssertionError("waited in vain for " + what + ": deadline=" + Times.scaled(deadline));
        }
    }

    /**
     * Whether {@code condition} comes true within {@code deadline}; it is asked at least once, and once at the end.
     */
    static boolean holdsWithin(String what, Duration deadline, Condition condition) {
        long end = System.nanoTime() + Times.scaled(deadline).toNanos();
        long pollNanos = FIRST_POLL_NANOS;
        while (true) {
            boolean last = System.nanoTime() - end >= 0;
            if (ask(what, condition)) {
                return true;
            }
            if (last) {
                return false;
            }
            pause(what, pollNanos);
            pollNanos = Math.min(pollNanos * 2, LAST_POLL_NANOS);
        }
    }

    private static boolean ask(String what, Condition condition) {
        try {
            return condition.holds();
        } catch (InterruptedException e) {
            throw interrupted(what, e);
        } catch (Exception e) {
            throw new AssertionError("failed while waiting for " + what + ": " + e, e);
        }
    }

    /** The only place of the project's tests that sleeps. */
    private static void pause(String what, long nanos) {
        try {
            Thread.sleep(Duration.ofNanos(nanos));
        } catch (InterruptedException e) {
            throw interrupted(what, e);
        }
    }

    private static AssertionError interrupted(String what, InterruptedException e) {
        Thread.currentThread().interrupt();
        return new AssertionError("interrupted while waiting for " + what, e);
    }
}

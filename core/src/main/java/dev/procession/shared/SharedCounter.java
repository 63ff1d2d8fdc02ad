package dev.procession.shared;

import java.util.concurrent.CompletableFuture;

/**
 * A number that lives in a {@link Manager}'s server, with {@link java.util.concurrent.atomic.AtomicLong}'s method
 * names. {@link SharedLong} is faster by far, because it needs no server; this one can be had by the thousand, put into
 * other objects of the manager, and is freed when no process can reach it.
 *
 * <p><b>Safety, ordering, blocking, death, exceptions.</b> As {@link SharedMap}; no method runs the user's code. It
 * wraps around, as {@code AtomicLong} does.
 *
 * <p><b>Closing.</b> Nothing to close: it lives as long as a process can reach it, or as it has a name
 * ({@link Manager}).
 */
public interface SharedCounter {
    /** The number. */
    long get();

    /** Sets it. */
    void set(long value);

    /** Sets it; returns what it was. */
    long getAndSet(long value);

    /** Sets it if it is {@code expected}; returns whether it was. */
    boolean compareAndSet(long expected, long value);

    /** Adds; returns what it was. */
    long getAndAdd(long delta);

    /** Adds; returns what it is then. */
    default long addAndGet(long delta) {
        return getAndAdd(delta) + delta;
    }

    /** Adds one; returns what it is then. */
    default long incrementAndGet() {
        return addAndGet(1);
    }

    /** Takes one away; returns what it is then. */
    default long decrementAndGet() {
        return addAndGet(-1);
    }

    /** Adds one; returns what it was. */
    default long getAndIncrement() {
        return getAndAdd(1);
    }

    /** Takes one away; returns what it was. */
    default long getAndDecrement() {
        return getAndAdd(-1);
    }

    /** As {@link #addAndGet}, without waiting; as {@link SharedMap#getAsync}. */
    CompletableFuture<Long> addAndGetAsync(long delta);
}

package dev.procession.shared;

import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/**
 * A number that processes share, with the methods of {@link java.util.concurrent.atomic.AtomicLong}; Python's
 * {@code multiprocessing.Value}, atomic.
 *
 * <p><b>Safety.</b> Any thread of any process that has it; itself a value. {@link #get} and {@link #set} are
 * volatile, compound operations atomic.
 *
 * <p><b>Death.</b> An operation has happened or has not; no process is ever blocked.
 */
public interface SharedLong {
    /** The value. */
    long get();

    /** Sets the value. */
    void set(long value);

    /** Sets the value; visible to others some time soon, after everything stored before. */
    void lazySet(long value);

    /** Sets the value and returns the old one. */
    long getAndSet(long value);

    /** Sets the value if it is {@code expected}; returns whether it was. */
    boolean compareAndSet(long expected, long value);

    /** Adds one and returns the old value. */
    long getAndIncrement();

    /** Takes one away and returns the old value. */
    long getAndDecrement();

    /** Adds and returns the old value. */
    long getAndAdd(long delta);

    /** Adds one and returns the new value. */
    long incrementAndGet();

    /** Takes one away and returns the new value. */
    long decrementAndGet();

    /** Adds and returns the new value. */
    long addAndGet(long delta);

    /**
     * Replaces the value by a function of it, which may run again under contention, in this process; returns the old
     * value.
     */
    long getAndUpdate(LongUnaryOperator update);

    /** As {@link #getAndUpdate}; returns the new value. */
    long updateAndGet(LongUnaryOperator update);

    /**
     * Replaces the value by a function of it and {@code x}, which may run again under contention; returns the old
     * value.
     */
    long getAndAccumulate(long x, LongBinaryOperator function);

    /** As {@link #getAndAccumulate}; returns the new value. */
    long accumulateAndGet(long x, LongBinaryOperator function);

    /**
     * Frees the number, for all processes, before its session ends: its waiters are woken, and every later use of it,
     * in any process, throws {@link IllegalStateException}. Idempotent; without effect once the session is closed. A
     * number that never left this process need not be closed: it is freed when it is unreachable. The name of one with
     * a name stays taken until the session ends.
     */
    void close();
}

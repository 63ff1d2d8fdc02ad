package dev.procession.shared;

import dev.procession.function.Op;
import org.jspecify.annotations.Nullable;

/**
 * One value that lives in a {@link Manager}'s server, as {@link java.util.concurrent.atomic.AtomicReference} holds
 * one; it may be {@code null}. Python's {@code Manager().Value}, atomic.
 *
 * <p>The value travels as a copy: what is done to it afterwards is not seen by others. Two values are equal if
 * their encoded forms are, and else if {@code equals} says so.
 *
 * <p><b>Safety, ordering, blocking, death, exceptions.</b> As {@link SharedMap}; the methods with a function run
 * code at the server, and are interrupted there.
 *
 * <p><b>Closing.</b> Nothing to close: it lives as long as a process can reach it, or as it has a name
 * ({@link Manager}).
 *
 * @param <T> the type of the value
 */
public interface SharedReference<T extends @Nullable Object> {
    /** The value. */
    T get();

    /** Sets the value. */
    void set(T value);

    /** Sets the value; returns the one before. */
    T getAndSet(T value);

    /** Sets the value if it equals {@code expected}; returns whether it did. */
    boolean compareAndSet(T expected, T value);

    /**
     * Sets the value to the function's result for it, at the server, where it is applied once; returns that. If it
     * throws, the value stays.
     */
    T updateAndGet(Op<T> function);

    /** As {@link #updateAndGet}; returns the value before. */
    T getAndUpdate(Op<T> function);
}

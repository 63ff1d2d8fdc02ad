package dev.procession.shared;

import dev.procession.function.Op;
import org.jspecify.annotations.Nullable;

/**
 * One value that lives in a {@link Manager}'s server, as {@link java.util.concurrent.atomic.AtomicReference} holds one. Values travel as copies, and are compared by their
 * encoded form, and where that differs by {@code equals}. Safety, interrupts and deaths: as {@link SharedMap}.
 *
 * @param <T> the type of the value
 */
public interface AtomicCell<T extends @Nullable Object> {
    /** The value. */
    T get();

    /** Sets the value. */
    void set(T value);

    /** Sets the value; returns the one before. */
    T getAndSet(T value);

    /** Sets the value if it equals {@code expected}; returns whether it did. */
    boolean compareAndSet(T expected, T value);

    /** Sets the value to the function's result for it, at the server; returns that. */
    T updateAndGet(Op<T> function);

    /** Sets the value to the function's result for it, at the server; returns the one before. */
    T getAndUpdate(Op<T> function);
}

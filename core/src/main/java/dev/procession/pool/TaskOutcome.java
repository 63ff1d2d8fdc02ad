package dev.procession.pool;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What became of one element of {@link ProcessPool#imapOutcomes}: its result, or why there is none.
 *
 * @param index the position of the element in the source, from 0
 * @param input the element
 * @param value the result; {@code null} when the element failed, or when the function returned {@code null}
 * @param failure why the element failed; {@code null} when it succeeded
 * @param attempts how many times it was started
 * @param elapsed how long the last attempt ran in the worker
 * @param worker the name of the worker that ran the last attempt; empty if none did
 * @param <A> the type of the element
 * @param <R> the type of the result
 */
public record TaskOutcome<A extends @Nullable Object, R extends @Nullable Object>(
        long index,
        A input,
        @Nullable R value,
        @Nullable Throwable failure,
        int attempts,
        Duration elapsed,
        String worker) {

    /** Whether the element has a result. */
    public boolean succeeded() {
        return failure == null;
    }
}

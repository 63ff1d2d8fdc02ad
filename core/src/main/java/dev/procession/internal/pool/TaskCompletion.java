package dev.procession.internal.pool;

import dev.procession.internal.codec.Rethrow;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * How a task ended: with a value, with a failure, or cancelled.
 *
 * @param value the value
 * @param failure the failure; {@code null} if it has a value, or was cancelled
 * @param cancelled whether it was cancelled here
 */
record TaskCompletion<R extends @Nullable Object>(
        R value, @Nullable SettledFailure failure, boolean cancelled) {

    /** The value, or what {@link java.util.concurrent.Future#get()} throws. */
    R get() throws ExecutionException {
        Throwable thrown = thrown();
        if (thrown instanceof CancellationException cancellation && cancelled) {
            throw cancellation;
        }
        if (thrown != null) {
            throw new ExecutionException(thrown);
        }
        return value;
    }

    /** The value, or the failure itself where a caller need not declare it. */
    R getUnchecked() {
        Throwable thrown = thrown();
        if (thrown != null) {
            throw Rethrow.unchecked("the task", thrown);
        }
        return value;
    }

    /** The exception that the calling thread gets; {@code null} if there is a value. */
    @Nullable
    Throwable thrown() {
        if (cancelled) {
            return new CancellationException("the task was cancelled");
        }
        return failure == null ? null : failure.take();
    }
}

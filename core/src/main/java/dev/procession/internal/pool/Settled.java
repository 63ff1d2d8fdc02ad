package dev.procession.internal.pool;

import dev.procession.internal.codec.Rethrow;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * How a task ended: with a value, with a failure, or cancelled.
 *
 * @param value the value
 * @param failure the failure; a {@link CancellationException} of ours where {@code cancelled}
 * @param cancelled whether it was cancelled here
 */
record Settled<R extends @Nullable Object>(
        R value, @Nullable Throwable failure, boolean cancelled) {

    /** The value, or what {@link java.util.concurrent.Future#get()} throws. */
    R get() throws ExecutionException {
        if (cancelled) {
            throw new CancellationException("the task was cancelled");
        }
        if (failure != null) {
            throw new ExecutionException(failure);
        }
        return value;
    }

    /** The value, or the failure itself where a caller need not declare it. */
    R getUnchecked() {
        if (cancelled) {
            throw new CancellationException("the task was cancelled");
        }
        if (failure != null) {
            throw Rethrow.unchecked("the task", failure);
        }
        return value;
    }
}

package dev.procession.internal.pool;

import dev.procession.pool.RemoteTaskException;
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
            throw unchecked(failure);
        }
        return value;
    }

    /** What is thrown in the caller's thread for a failure of the task; never returns for what need not be wrapped. */
    static RuntimeException unchecked(Throwable failure) {
        if (failure instanceof RuntimeException || failure instanceof Error) {
            // The trace is the worker's; this says where in this process the failure came up.
            if (!tellsCallSite(failure)) {
                failure.addSuppressed(new CallSite());
            }
            Settled.<RuntimeException>raise(failure);
        }
        return new RemoteTaskException(
                "the task threw " + failure, failure.getClass().getName(), failure.toString(), failure);
    }

    /** A failure may be waited for many times, and is one object. */
    private static boolean tellsCallSite(Throwable failure) {
        for (Throwable suppressed : failure.getSuppressed()) {
            if (suppressed instanceof CallSite) {
                return true;
            }
        }
        return false;
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // only for unchecked throwables
    private static <T extends Throwable> void raise(Throwable failure) throws T {
        throw (T) failure;
    }

    /** Marks, among the suppressed exceptions of a remote failure, where it was waited for. */
    @SuppressWarnings("OverrideThrowableToString") // a class name would mislead: this is no failure
    private static final class CallSite extends Exception {
        private static final long serialVersionUID = 1L;

        CallSite() {
            super("waited for here; the trace above is the worker's", null, false, true);
        }

        @Override
        public String toString() {
            return String.valueOf(getMessage());
        }
    }
}

package dev.procession.pool;

import dev.procession.process.ProcessionException;
import org.jspecify.annotations.Nullable;

/**
 * A child process could not be started, ended before it was ready, or its initializer failed. The message carries the
 * decoded exit status and what the process wrote to standard error.
 */
public class WorkerStartException extends ProcessionException {
    private static final long serialVersionUID = 1L;

    /** An exception with the given message and cause. */
    public WorkerStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

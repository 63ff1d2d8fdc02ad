package dev.procession.pool;

import dev.procession.process.ProcessionException;
import org.jspecify.annotations.Nullable;

/**
 * A child process could not be started, ended before it was ready, or its initializer failed. The message carries the
 * decoded exit status and what the process wrote to standard error, and what the JVM itself wrote to standard output.
 *
 * <p>A pool tries a start again as its {@link PoolOptions#restartBudget()} says, unless the failure is
 * {@linkplain #isPermanent() permanent}.
 */
public class WorkerStartException extends ProcessionException {
    private static final long serialVersionUID = 1L;

    private final boolean permanent;

    /** An exception with the given message and cause; not permanent. */
    public WorkerStartException(String message, @Nullable Throwable cause) {
        this(message, cause, false);
    }

    /** An exception with the given message and cause; {@code permanent} as {@link #isPermanent()}. */
    public WorkerStartException(String message, @Nullable Throwable cause, boolean permanent) {
        super(message, cause);
        this.permanent = permanent;
    }

    /**
     * Whether the same start would fail in the same way again: an option that the JVM does not know, a main class
     * or a working directory that is not there. Not so for what may pass, such as no memory, no time, or whatever
     * an initializer throws.
     */
    public boolean isPermanent() {
        return permanent;
    }
}

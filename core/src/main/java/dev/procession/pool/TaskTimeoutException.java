package dev.procession.pool;

import dev.procession.process.ProcessionException;
import java.time.Duration;

/**
 * A task ran longer than its {@link TaskOptions#timeout()}. It was interrupted, and its worker killed and replaced
 * if it did not end within the grace; {@link #workerKilled()} tells which.
 */
public class TaskTimeoutException extends ProcessionException {
    private static final long serialVersionUID = 1L;

    private final Duration timeout;
    private final boolean workerKilled;

    /** An exception for a task that exceeded {@code timeout}. */
    public TaskTimeoutException(String message, Duration timeout, boolean workerKilled) {
        super(message);
        this.timeout = timeout;
        this.workerKilled = workerKilled;
    }

    /** The limit that was exceeded. */
    public Duration timeout() {
        return timeout;
    }

    /** Whether the worker had to be killed, because the task did not heed its interrupt in time. */
    public boolean workerKilled() {
        return workerKilled;
    }
}

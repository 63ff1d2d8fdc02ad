package dev.procession.pool;

import dev.procession.process.ProcessionException;
import org.jspecify.annotations.Nullable;

/**
 * The pool has given up: its workers failed to start, or died with nothing to do, more often than
 * {@link PoolOptions#restartBudget()} allows. The cause is the last such failure. Every task not yet done fails
 * with this, and the pool takes no more.
 */
public class PoolBrokenException extends ProcessionException {
    private static final long serialVersionUID = 1L;

    /** An exception with the given message and cause. */
    public PoolBrokenException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

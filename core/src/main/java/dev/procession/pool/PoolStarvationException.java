package dev.procession.pool;

import dev.procession.process.ProcessionException;

/**
 * A task waited for another task of its own pool, and so did the tasks of all other workers: none was left to run
 * what they waited for. Of the calls that wait, the newest fails with this, so that the others can go on. The
 * remedy is a pool of its own for the inner tasks, or to submit them from outside.
 *
 * <p>It is thrown where the waiting is known: by the blocking calls of a {@link dev.procession.shared.SharedPool}.
 */
public class PoolStarvationException extends ProcessionException {
    private static final long serialVersionUID = 1L;

    /** An exception with the given message. */
    public PoolStarvationException(String message) {
        super(message);
    }
}

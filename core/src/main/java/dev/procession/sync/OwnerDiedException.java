package dev.procession.sync;

import dev.procession.process.ProcessionException;

/**
 * The process that held the lock died, and what the lock protects may be half-done. Only of locks made with
 * {@link OwnerDeathPolicy#REPORT}; the lock is not held then. {@link ProcessLock#repair} makes the data sound
 * again. POSIX calls it {@code EOWNERDEAD}.
 */
public class OwnerDiedException extends ProcessionException {
    private static final long serialVersionUID = 1L;

    /** An exception with the given message. */
    public OwnerDiedException(String message) {
        super(message);
    }
}

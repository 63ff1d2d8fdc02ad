package dev.procession.process;

import org.jspecify.annotations.Nullable;

/** The session was closed before, or while, it was used. Open another session; this one does not come back. */
public class SessionClosedException extends ProcessionException {
    private static final long serialVersionUID = 1L;

    /** An exception with the given message. */
    public SessionClosedException(String message) {
        super(message);
    }

    /** An exception with the given message and cause. */
    public SessionClosedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

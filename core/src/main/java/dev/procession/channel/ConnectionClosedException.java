package dev.procession.channel;

import dev.procession.process.ProcessionException;

/**
 * This end of the pipe was closed here, or no process that could receive is left at the other end (Python's
 * {@code BrokenPipeError}).
 */
public class ConnectionClosedException extends ProcessionException {
    private static final long serialVersionUID = 1L;

    /** An exception with the given message. */
    public ConnectionClosedException(String message) {
        super(message);
    }
}

package dev.procession.cli.joblog;

import dev.procession.cli.options.UsageException;

/** An item is not the one the job log says is done; unchecked, since an iterator has to throw it. */
public class InputChangedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** An exception around the one with the message. */
    public InputChangedException(UsageException cause) {
        super(cause.getMessage(), cause);
    }
}

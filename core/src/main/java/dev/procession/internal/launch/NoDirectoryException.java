package dev.procession.internal.launch;

import java.io.IOException;

/** A child cannot be started because its working directory is not there. Another try fails in the same way. */
public final class NoDirectoryException extends IOException {
    private static final long serialVersionUID = 1L;

    NoDirectoryException(String message) {
        super(message);
    }
}

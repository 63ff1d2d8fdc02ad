package dev.procession.process;

import org.jspecify.annotations.Nullable;

/** The root of every unchecked exception of this library; the subclass says what a caller can do. */
public class ProcessionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** An exception with the given message. */
    public ProcessionException(String message) {
        super(message);
    }

    /** An exception with the given message and cause. */
    public ProcessionException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

package dev.procession.shared;

import dev.procession.process.ProcessionException;
import org.jspecify.annotations.Nullable;

/** A call of an object of a {@link Manager} could not be made: the object is gone, the manager is closed, or it refused what this process sent. */
public class ManagerException extends ProcessionException {
    private static final long serialVersionUID = 1L;

    /** An exception with the given message. */
    public ManagerException(String message) {
        super(message);
    }

    /** An exception with the given message and cause. */
    public ManagerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

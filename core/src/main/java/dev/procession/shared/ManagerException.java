package dev.procession.shared;

import dev.procession.process.ProcessionException;
import org.jspecify.annotations.Nullable;

/**
 * A call of an object of a {@link Manager} could not be made: the manager is closed or has died
 * ({@link ManagerDiedException}), the object is gone because no process kept it, or the manager refuses this process
 * because it sent an invalid message.
 */
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

package dev.procession.shared;

/**
 * The process in which a {@link Manager}'s objects lived has died, and the objects with it. Whether a call took
 * effect that was under way is not known. In the process that started the manager the message
 * says how it died. Start another manager, which is empty, or let it live in the process that must not die:
 * {@link ManagerOptions#inParent}. The locks and other synchronizers that the manager made are the
 * session's, and go on.
 */
public class ManagerDiedException extends ManagerException {
    private static final long serialVersionUID = 1L;

    /** An exception with the given message. */
    public ManagerDiedException(String message) {
        super(message);
    }
}

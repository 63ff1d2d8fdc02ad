package dev.procession.shared;

/**
 * The process in which a {@link Manager}'s objects lived has died, and the objects with it. Whether a call took effect that was under way is not known. Start another manager, or
 * let it live in the process that must not die: {@link ManagerOptions#inParent}.
 */
public class ManagerDiedException extends ManagerException {
    private static final long serialVersionUID = 1L;

    /** An exception with the given message. */
    public ManagerDiedException(String message) {
        super(message);
    }
}

package dev.procession.process;

/**
 * A session was asked for, or used, in a child process where there is to be none.
 *
 * <p>A child initializes the classes of its tasks for itself, and so runs their static initializers again. A
 * session that is opened in one of them would start processes that initialize the class again, and so on. In a
 * child, a session opened while a static initializer runs is therefore <em>inert</em>: it and its pools, queues,
 * locks and managers are there, so that the class can be initialized, and start nothing; whatever uses them throws
 * this exception. A task that is to use the parent's queue or lock captures it in a local variable or has it as an
 * argument; one that is to have processes of its own opens a session in a method.
 *
 * <p>It is also thrown by an attempt to open a session where sessions are nested too deeply: a child's child's
 * child, to 8 generations.
 */
public class NestedSessionException extends ProcessionException {
    private static final long serialVersionUID = 1L;

    /** An exception with the given message. */
    public NestedSessionException(String message) {
        super(message);
    }
}

package dev.procession.channel;

/** The queue was closed: it takes no more elements, and, to who takes, it is drained as well. */
public class QueueClosedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /** An exception with the given message. */
    public QueueClosedException(String message) {
        super(message);
    }
}

package dev.procession.channel;

/** The queue is closed: it accepts no more elements. Thrown by a take, it says that the queue is drained as well. */
public class QueueClosedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /** An exception with the given message. */
    public QueueClosedException(String message) {
        super(message);
    }
}

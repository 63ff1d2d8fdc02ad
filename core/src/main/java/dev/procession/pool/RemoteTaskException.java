package dev.procession.pool;

import dev.procession.process.ProcessionException;
import org.jspecify.annotations.Nullable;

/**
 * A task failed with an exception that could not be thrown here as it is: a checked one where the signature has
 * none (it is then the {@link #getCause() cause}), or one that could not be encoded there or decoded here (then
 * class, message and the whole remote trace are in the message).
 */
public class RemoteTaskException extends ProcessionException {
    private static final long serialVersionUID = 1L;

    private final String remoteClass;
    private final String remoteTrace;

    /**
     * An exception for a remote one.
     *
     * @param remoteClass the class name of the exception thrown in the worker
     * @param remoteTrace the worker's rendering of it, causes and suppressed exceptions included
     */
    public RemoteTaskException(String message, String remoteClass, String remoteTrace, @Nullable Throwable cause) {
        super(message, cause);
        this.remoteClass = remoteClass;
        this.remoteTrace = remoteTrace;
    }

    /** The class name of the exception that was thrown in the worker. */
    public String remoteClass() {
        return remoteClass;
    }

    /** The trace as the worker would have printed it. */
    public String remoteTrace() {
        return remoteTrace;
    }
}

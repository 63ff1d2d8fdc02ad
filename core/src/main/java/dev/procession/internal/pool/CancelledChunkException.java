package dev.procession.internal.pool;

import java.util.concurrent.CancellationException;

/** A chunk was given up in this process, as opposed to a task that itself threw a {@link CancellationException}. */
final class CancelledChunkException extends CancellationException {
    private static final long serialVersionUID = 1L;

    CancelledChunkException(String message) {
        super(message);
    }
}

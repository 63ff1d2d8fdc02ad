package dev.procession.pool;

import dev.procession.process.ProcessionException;

/**
 * The worker that ran the task had more memory resident than {@link PoolOptions#memoryLimit()} allows it, or than
 * {@link PoolOptions#poolMemoryLimit()} allows all workers together, and was killed. The pool has replaced it.
 */
public class MemoryLimitException extends ProcessionException {
    private static final long serialVersionUID = 1L;

    private final long limitBytes;
    private final long residentBytes;

    /** An exception for a worker with {@code residentBytes} where {@code limitBytes} are allowed. */
    public MemoryLimitException(String message, long limitBytes, long residentBytes) {
        super(message);
        this.limitBytes = limitBytes;
        this.residentBytes = residentBytes;
    }

    /** The limit that was exceeded, in bytes. */
    public long limitBytes() {
        return limitBytes;
    }

    /** The worker's resident memory, in bytes. */
    public long residentBytes() {
        return residentBytes;
    }
}

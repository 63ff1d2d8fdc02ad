package dev.procession.internal.codec;

import dev.procession.pool.MemoryLimitException;
import dev.procession.pool.PoolBrokenException;
import dev.procession.pool.TaskTimeoutException;
import dev.procession.pool.WorkerCrashedException;
import dev.procession.pool.WorkerStartException;
import dev.procession.process.ProcessionException;
import dev.procession.process.SessionClosedException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Copies of failures, for threads that wait for the same one: each is to have an exception of its own, whose stack
 * trace and suppressed exceptions are not another thread's to change.
 *
 * <p>Thread safety: any thread.
 */
public final class Copies {
    private Copies() {}

    /**
     * The exception to throw in the calling thread for a failure that a thread of the library has made for it: the
     * same, made here. {@code null} for a failure of another kind, or of another process.
     */
    public static @Nullable Throwable madeHere(Throwable failure) {
        if (!(failure instanceof ProcessionException ours) || Rethrow.isFromElsewhere(failure)) {
            return null;
        }
        Throwable copy = rebuild(ours);
        if (copy != null) {
            for (Throwable suppressed : failure.getSuppressed()) {
                copy.addSuppressed(suppressed);
            }
            copy.setStackTrace(Rethrow.frames());
        }
        return copy;
    }

    /** Exactly those classes: one of the user's that extends them has more to it. */
    private static @Nullable ProcessionException rebuild(ProcessionException failure) {
        Class<?> type = failure.getClass();
        String message = String.valueOf(failure.getMessage());
        Throwable cause = failure.getCause();
        if (type == WorkerCrashedException.class) {
            WorkerCrashedException crash = (WorkerCrashedException) failure;
            return new WorkerCrashedException(
                    message,
                    crash.exitStatus(),
                    crash.pid(),
                    crash.worker(),
                    crash.stderrTail(),
                    crash.crashReport().orElse(null),
                    crash.task(),
                    crash.residentBytes().orElse(0));
        }
        if (type == TaskTimeoutException.class) {
            TaskTimeoutException late = (TaskTimeoutException) failure;
            return new TaskTimeoutException(message, late.timeout(), late.workerKilled());
        }
        if (type == MemoryLimitException.class) {
            MemoryLimitException large = (MemoryLimitException) failure;
            return new MemoryLimitException(message, large.limitBytes(), large.residentBytes());
        }
        if (type == PoolBrokenException.class) {
            return new PoolBrokenException(message, cause);
        }
        if (type == WorkerStartException.class) {
            return new WorkerStartException(message, cause, ((WorkerStartException) failure).isPermanent());
        }
        return type == SessionClosedException.class ? new SessionClosedException(message, cause) : null;
    }

    /**
     * A copy of any failure, by encoding it and decoding that, with these frames; {@code null} if it cannot be
     * encoded, or comes out as something else.
     *
     * @param frames those that the failure came with
     */
    public static @Nullable Throwable of(Throwable failure, StackTraceElement[] frames, ObjectCodec codec) {
        ClassLoader loader = failure.getClass().getClassLoader();
        try {
            HeapSink sink = new HeapSink(1024);
            codec.encode(failure, sink);
            byte[] bytes = sink.toByteArray();
            Object decoded = codec.decode(
                    new HeapSource(bytes, 0, bytes.length),
                    loader == null ? ClassLoader.getSystemClassLoader() : loader);
            if (decoded instanceof Throwable copy
                    && copy.getClass() == failure.getClass()
                    && Objects.equals(Throwables.message(copy), Throwables.message(failure))) {
                copy.setStackTrace(frames);
                return copy;
            }
            return null;
        } catch (RuntimeException | Error e) { // whatever its class does then: the threads share the one there is
            return null;
        }
    }
}

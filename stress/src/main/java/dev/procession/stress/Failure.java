package dev.procession.stress;

import dev.procession.channel.ConnectionClosedException;
import dev.procession.codec.CodecException;
import dev.procession.internal.segment.NoSpaceException;
import dev.procession.pool.WorkerCrashedException;
import dev.procession.pool.WorkerStartException;
import dev.procession.process.CorruptedSegmentException;
import dev.procession.process.ProcessionException;
import dev.procession.shared.ManagerDiedException;
import dev.procession.shared.ManagerException;
import org.jspecify.annotations.Nullable;

/** The failures that a fault may have, by the class that a caller sees. Whatever else is thrown is wrong. */
enum Failure {
    NO_ROOM(NoSpaceException.class),
    CODEC(CodecException.class),
    CONNECTION_CLOSED(ConnectionClosedException.class),
    MANAGER_DIED(ManagerDiedException.class),
    MANAGER(ManagerException.class),
    WORKER_CRASHED(WorkerCrashedException.class),
    WORKER_START(WorkerStartException.class),
    /** The root: no more is known than its message. */
    PROCESSION(ProcessionException.class);

    private final Class<? extends ProcessionException> type;

    Failure(Class<? extends ProcessionException> type) {
        this.type = type;
    }

    /** What {@code thrown} is; {@code null} if nothing that a fault may have, as damage is. */
    static @Nullable Failure of(Throwable thrown) {
        if (thrown instanceof CorruptedSegmentException) {
            return null;
        }
        for (Failure failure : values()) {
            if (failure == PROCESSION ? failure.type == thrown.getClass() : failure.type.isInstance(thrown)) {
                return failure;
            }
        }
        return null;
    }

    /** The name of the class. */
    String type() {
        return type.getSimpleName();
    }
}

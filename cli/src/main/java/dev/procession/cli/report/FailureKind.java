package dev.procession.cli.report;

import dev.procession.codec.CodecException;
import dev.procession.pool.PoolBrokenException;
import dev.procession.pool.RemoteTaskException;
import dev.procession.pool.TaskTimeoutException;
import dev.procession.pool.WorkerCrashedException;
import dev.procession.pool.WorkerStartException;
import java.util.OptionalInt;

/** The ways an item can fail, as they are called in the job log and in JSON. */
public enum FailureKind {
    /** The function threw. */
    EXCEPTION("exception"),
    /** The worker exited by itself: {@code System.exit}, {@code halt}. */
    EXIT("exit"),
    /** The worker was killed or crashed. */
    CRASH("crash"),
    /** The item ran longer than {@code --timeout}. */
    TIMEOUT("timeout"),
    /** The heap was too small. */
    OUT_OF_MEMORY("out-of-memory"),
    /** The recursion was too deep. */
    STACK_OVERFLOW("stack-overflow"),
    /** The item or its result could not be sent. */
    CODEC("codec"),
    /** No worker could be started. */
    WORKER_START("worker-start");

    private static final String OUT_OF_MEMORY_CLASS = "java.lang.OutOfMemoryError";
    private static final String STACK_OVERFLOW_CLASS = "java.lang.StackOverflowError";

    private final String label;

    FailureKind(String label) {
        this.label = label;
    }

    /** The name of the kind in the job log and in JSON. */
    public String label() {
        return label;
    }

    /** The kind of {@code failure}. */
    public static FailureKind of(Throwable failure) {
        return switch (failure) {
            case WorkerCrashedException crashed -> ofEnd(crashed);
            case TaskTimeoutException timeout -> TIMEOUT;
            case CodecException codec -> CODEC;
            case WorkerStartException start -> WORKER_START;
            case PoolBrokenException broken -> WORKER_START;
            case OutOfMemoryError memory -> OUT_OF_MEMORY;
            case StackOverflowError stack -> STACK_OVERFLOW;
            case RemoteTaskException remote ->
                switch (remote.remoteClass()) {
                    case OUT_OF_MEMORY_CLASS -> OUT_OF_MEMORY;
                    case STACK_OVERFLOW_CLASS -> STACK_OVERFLOW;
                    default -> EXCEPTION;
                };
            default -> EXCEPTION;
        };
    }

    /** The exit status of the worker, when the failure is its end. */
    public static OptionalInt exitStatus(Throwable failure) {
        return failure instanceof WorkerCrashedException crashed
                ? OptionalInt.of(crashed.exitStatus().code())
                : OptionalInt.empty();
    }

    private static FailureKind ofEnd(WorkerCrashedException crashed) {
        boolean outOfMemory = crashed.crashReport().orElse("").contains(OUT_OF_MEMORY_CLASS);
        for (String line : crashed.stderrTail()) {
            // What HotSpot prints before it obeys -XX:+ExitOnOutOfMemoryError or -XX:+CrashOnOutOfMemoryError.
            outOfMemory |= line.contains("due to " + OUT_OF_MEMORY_CLASS);
        }
        if (outOfMemory) {
            return OUT_OF_MEMORY;
        }
        boolean crash = crashed.exitStatus().signal().isPresent()
                || crashed.crashReport().isPresent();
        return crash ? CRASH : EXIT;
    }
}

package dev.procession.pool;

import dev.procession.process.ExitStatus;
import dev.procession.process.ProcessionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The worker process ended while it ran the task: it was killed, crashed in native code, or the task called
 * {@code System.exit} or {@code Runtime.halt}. Only the task that was running fails; the pool has replaced the
 * worker.
 */
public class WorkerCrashedException extends ProcessionException {
    private static final long serialVersionUID = 1L;

    private final ExitStatus exitStatus;
    private final long pid;
    private final String worker;
    private final ArrayList<String> stderrTail;
    private final @Nullable String crashReport;
    private final String task;
    private final long residentBytes;

    /** An exception for a worker that ended. */
    public WorkerCrashedException(
            String message,
            ExitStatus exitStatus,
            long pid,
            String worker,
            List<String> stderrTail,
            @Nullable String crashReport,
            String task,
            long residentBytes) {
        super(message);
        this.exitStatus = exitStatus;
        this.pid = pid;
        this.worker = worker;
        this.stderrTail = new ArrayList<>(stderrTail);
        this.crashReport = crashReport;
        this.task = task;
        this.residentBytes = residentBytes;
    }

    /** How the worker ended. */
    public ExitStatus exitStatus() {
        return exitStatus;
    }

    /** The process id the worker had. */
    public long pid() {
        return pid;
    }

    /** The name of the worker. */
    public String worker() {
        return worker;
    }

    /** The last lines the worker wrote to standard error, oldest first. */
    public List<String> stderrTail() {
        return List.copyOf(stderrTail);
    }

    /** The head of the JVM's own crash report (hs_err), if it wrote one. */
    public Optional<String> crashReport() {
        return Optional.ofNullable(crashReport);
    }

    /**
     * The worker's resident memory, in bytes, when it was last measured, once a second; empty if it ended before, or if
     * the system does not tell.
     */
    public OptionalLong residentBytes() {
        return residentBytes == 0 ? OptionalLong.empty() : OptionalLong.of(residentBytes);
    }

    /** The name of the task that was running. */
    public String task() {
        return task;
    }
}

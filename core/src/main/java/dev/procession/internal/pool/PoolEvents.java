package dev.procession.internal.pool;

import java.time.Duration;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/**
 * What a flight recording tells of pools: tasks that ended, workers that became ready, workers that ended. While
 * nobody records, nothing is made.
 *
 * <p>Source: JEP 328. Thread safety: any thread.
 */
final class PoolEvents {
    private static final boolean PRESENT =
            ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    private PoolEvents() {}

    /** Whether somebody records; the recorder's classes are loaded only then. */
    static boolean areOn() {
        return PRESENT && FlightRecorder.isInitialized();
    }

    static void task(Job job, String worker, int attempt, long nanos, @Nullable Throwable failure) {
        TaskEvent event = new TaskEvent();
        if (event.shouldCommit()) {
            event.task = job.name();
            event.worker = worker;
            event.attempt = attempt;
            event.ran = nanos;
            event.failure = failure == null ? "" : failure.getClass().getName();
            event.commit();
        }
    }

    static void workerStarted(String worker, long pid, Duration took) {
        WorkerStartEvent event = new WorkerStartEvent();
        if (event.shouldCommit()) {
            event.worker = worker;
            event.workerPid = pid;
            event.took = took.toNanos();
            event.commit();
        }
    }

    static void workerEnded(String worker, long pid, String how, long completed) {
        WorkerEndEvent event = new WorkerEndEvent();
        if (event.shouldCommit()) {
            event.worker = worker;
            event.workerPid = pid;
            event.how = how;
            event.completed = completed;
            event.commit();
        }
    }

    @Name("dev.procession.Task")
    @Label("Task")
    @Category("Procession")
    @Description("An attempt of a task, or of an element of a map, has ended")
    @StackTrace(false)
    @SuppressWarnings("UnusedVariable") // the recorder reads the fields
    private static final class TaskEvent extends Event {
        @Label("Task")
        private @Nullable String task;

        @Label("Worker")
        private @Nullable String worker;

        @Label("Attempt")
        private int attempt;

        @Label("Ran")
        @Timespan
        private long ran;

        @Label("Failure")
        @Description("The class of the exception; empty if there is a result")
        private @Nullable String failure;
    }

    @Name("dev.procession.WorkerStart")
    @Label("Worker Start")
    @Category("Procession")
    @Description("A worker process has become ready")
    @StackTrace(false)
    @SuppressWarnings("UnusedVariable") // the recorder reads the fields
    private static final class WorkerStartEvent extends Event {
        @Label("Worker")
        private @Nullable String worker;

        @Label("Process Id")
        private long workerPid;

        @Label("Took")
        @Timespan
        private long took;
    }

    @Name("dev.procession.WorkerEnd")
    @Label("Worker End")
    @Category("Procession")
    @Description("A worker process has ended")
    @StackTrace(false)
    @SuppressWarnings("UnusedVariable") // the recorder reads the fields
    private static final class WorkerEndEvent extends Event {
        @Label("Worker")
        private @Nullable String worker;

        @Label("Process Id")
        private long workerPid;

        @Label("Exit Status")
        private @Nullable String how;

        @Label("Completed Tasks")
        private long completed;
    }
}

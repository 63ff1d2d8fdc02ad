package dev.procession.internal.supervise;

import dev.procession.codec.CodecException;
import dev.procession.internal.launch.JavaHome;
import dev.procession.internal.launch.NoDirectoryException;
import dev.procession.internal.service.Log;
import dev.procession.pool.WorkerStartException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** The exceptions and messages about children that do not become ready. */
final class StartFailures {
    private StartFailures() {}

    /** The operating system started no process. */
    static WorkerStartException notLaunched(ChildSpec spec, IOException why) {
        String change = JavaHome.change();
        return new WorkerStartException(
                spec.name() + " cannot be started: "
                        + String.valueOf(why.getMessage()).strip()
                        + then(change),
                why,
                why instanceof NoDirectoryException || !change.isEmpty());
    }

    /**
     * The process ended before it was ready, and said nothing by its link.
     *
     * @param blame the variable of the environment that the cause came from; empty if it is none
     */
    static WorkerStartException ended(ChildSpec spec, long pid, boolean linked, ExitReport how, String blame) {
        String change = JavaHome.change();
        return new WorkerStartException(
                spec.name() + " ended before it was ready: "
                        + (linked ? how.describe() : how.status().describe()) + blame + ", pid=" + pid
                        + how.stderrSummary()
                        + then(change),
                null,
                !linked && (how.isPermanent() || !change.isEmpty()));
    }

    /**
     * Its initializer threw {@code cause}. What classes do at their loading is decided by the class path, and does
     * not pass; all else may.
     */
    static WorkerStartException initializerFailed(ChildSpec spec, Throwable cause) {
        return new WorkerStartException(
                spec.name() + " failed to start: " + cause, cause, cause instanceof CodecException);
    }

    /** It was not ready in time, and was killed. */
    static WorkerStartException timedOut(ChildSpec spec, long pid, long timeoutNanos, ExitReport how) {
        return new WorkerStartException(
                spec.name() + " was not ready in time: timeout=" + TimeUnit.NANOSECONDS.toMillis(timeoutNanos)
                        + " ms, pid=" + pid
                        + "; its initializer may hang, or the machine may be overloaded (PoolOptions.startTimeout)"
                        + how.stderrSummary(),
                null);
    }

    /** Says that it takes long, before it is too long. */
    static void warnOfSlowStart(ChildSpec spec, long pid, boolean linked, long timeoutNanos) {
        Log.warn(
                "dev.procession.supervise",
                spec.name() + " (pid " + pid + ") is not ready yet: its "
                        + (linked ? "initializer runs, or hangs" : "JVM boots")
                        + "; it is killed after timeout="
                        + TimeUnit.NANOSECONDS.toMillis(timeoutNanos) + " ms; jstack " + pid
                        + " shows where it is");
    }

    private static String then(String change) {
        return change.isEmpty() ? "" : "; " + change;
    }
}

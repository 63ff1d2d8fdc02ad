package dev.procession.internal.launch;

import dev.procession.internal.liveness.RunningClock;
import dev.procession.internal.segment.ExitDeletion;
import dev.procession.internal.segment.FileRemoval;
import dev.procession.process.ExitStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A JVM that was started: its state, its last output, its end.
 *
 * <p>Thread safety: every method may be called from any thread.
 */
public final class LaunchedProcess {
    private static final int CRASH_REPORT_LINES = 40;
    /** Maximum time to wait for the output of a failed process while none of it can be passed on, in nanoseconds. */
    private static final long FAILED_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** The same time after a kill, in nanoseconds. */
    private static final long KILLED_PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final long MAX_LOOK_MILLIS = 20;
    /** Number of checks that must find a pump that cannot be stopped at rest before it is abandoned. */
    private static final int LOOKS_AT_REST = 20;

    private final Process process;
    private final @Nullable OutputPump outputs;
    private final @Nullable OutputPump errors;
    private final List<Pumping> pumps;
    private final Path crashReport;
    private final Path arguments;
    private volatile boolean killed;

    /** A pump and its thread. */
    record Pumping(OutputPump pump, Thread thread) {}

    LaunchedProcess(
            Process process,
            @Nullable OutputPump outputs,
            @Nullable OutputPump errors,
            List<Pumping> pumps,
            Path crashReport,
            Path arguments) {
        this.process = process;
        this.outputs = outputs;
        this.errors = errors;
        this.pumps = List.copyOf(pumps);
        this.crashReport = crashReport;
        this.arguments = arguments;
    }

    /** The process id. */
    public long pid() {
        return process.pid();
    }

    /** Whether the process has not ended. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Runs {@code action}, on a thread of its own, once the process has ended. */
    public void onExit(Runnable action) {
        process.onExit()
                .thenRunAsync(
                        action,
                        task -> Thread.ofVirtual().name("procession-exit").start(task));
    }

    /** Asks the process to end. */
    public void terminate() {
        process.destroy();
    }

    /**
     * Kills the process and its descendants, which are listed first: once their parent is dead they cannot be found.
     */
    public void killTree() {
        killed = true;
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroyForcibly();
        for (ProcessHandle descendant : descendants) {
            descendant.destroyForcibly();
        }
        removeArguments();
    }

    /** Kills the process alone. */
    public void kill() {
        killed = true;
        process.destroyForcibly();
        removeArguments();
    }

    /**
     * Waits until the process has ended, or this one has run for {@code nanos}; returns whether it has. An interrupt
     * is kept, and waited through.
     */
    public boolean awaitExit(long nanos) {
        RunningClock clock = RunningClock.system();
        long deadline = clock.nanoTime() + nanos;
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return clock.await(
                            deadline - clock.nanoTime(), slice -> process.waitFor(slice, TimeUnit.NANOSECONDS));
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits until the process has ended, whatever interrupts; returns how. */
    public ExitStatus awaitExit() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return new ExitStatus(process.waitFor());
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The last lines on standard error, those that have been read so far. */
    public List<String> stderrTail() {
        return errors == null ? List.of() : errors.tail();
    }

    /**
     * The last lines on standard output, where the JVM itself speaks when it cannot go on; as {@link #stderrTail()}.
     */
    public List<String> stdoutTail() {
        return outputs == null ? List.of() : outputs.tail();
    }

    /**
     * After the end of the process, waits until all that it printed has been passed on. Where another process has
     * inherited its streams, that is what they hold now, and they are read no further. A target that blocks is
     * waited for as long as it takes after an end in order, and for a bounded time without progress after any
     * other, or once the process is killed.
     */
    public void awaitOutput() {
        boolean interrupted = false;
        for (Pumping pumping : pumps) {
            interrupted |= awaitOutput(pumping);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Removes the file that the process has read when it started, or does not read any more, because it is killed: if
     * this JVM ended now, no process would remove it.
     */
    public void removeArguments() {
        ExitDeletion.deleteLast(arguments);
    }

    /** Returns whether the thread was interrupted, which does not end the wait. */
    private boolean awaitOutput(Pumping pumping) {
        RunningClock clock = RunningClock.system();
        OutputPump pump = pumping.pump();
        boolean interrupted = false;
        long passed = pump.passed();
        long since = clock.nanoTime();
        int atRest = 0;
        long pause = 1;
        while (pumping.thread().isAlive()) {
            if (pump.isAtRest()) {
                pump.stop();
                atRest++;
            }
            if (!pump.isStoppable() && atRest == LOOKS_AT_REST) {
                return interrupted;
            }
            clock.beginSleep(TimeUnit.MILLISECONDS.toNanos(pause));
            try {
                pumping.thread().join(pause);
            } catch (InterruptedException e) {
                interrupted = true;
            } finally {
                clock.endSleep();
            }
            pause = Math.min(2 * pause, MAX_LOOK_MILLIS);
            if (pump.passed() != passed) {
                passed = pump.passed();
                since = clock.nanoTime();
                atRest = 0;
            } else if (clock.nanoTime() - since > patienceNanos()) {
                return interrupted;
            }
        }
        return interrupted;
    }

    private long patienceNanos() {
        if (killed) {
            return KILLED_PATIENCE_NANOS;
        }
        return process.exitValue() == 0 ? Long.MAX_VALUE : FAILED_PATIENCE_NANOS;
    }

    /** Removes the files that the process was started with and has left. */
    public void removeFiles() {
        ExitDeletion.deleteLast(arguments);
        FileRemoval.delete(crashReport);
    }

    /** The head of the crash report that the JVM wrote, {@code null} if it wrote none. */
    public @Nullable String crashReport() {
        if (!Files.exists(crashReport)) {
            return null;
        }
        StringBuilder head = new StringBuilder();
        try (var lines = Files.newBufferedReader(crashReport, StandardCharsets.ISO_8859_1)) {
            String line = lines.readLine();
            for (int n = 0; line != null && n < CRASH_REPORT_LINES; n++) {
                head.append(line).append('\n');
                line = lines.readLine();
            }
        } catch (IOException e) {
            return head.isEmpty() ? null : head.toString();
        }
        return head.toString();
    }
}

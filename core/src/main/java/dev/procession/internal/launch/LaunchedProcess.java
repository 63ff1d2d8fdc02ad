package dev.procession.internal.launch;

import dev.procession.internal.segment.SessionDirectory;
import dev.procession.process.ExitStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A JVM that was started: its life, its last words, its end.
 *
 * <p>Thread safety: every method may be called from any thread.
 */
public final class LaunchedProcess {
    private static final int CRASH_REPORT_LINES = 40;
    private static final long PUMP_MILLIS = 500;

    private final Process process;
    private final @Nullable OutputPump outputs;
    private final @Nullable OutputPump errors;
    private final List<Thread> pumps;
    private final Path crashReport;
    private final Path arguments;

    LaunchedProcess(
            Process process,
            @Nullable OutputPump outputs,
            @Nullable OutputPump errors,
            List<Thread> pumps,
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
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroyForcibly();
        for (ProcessHandle descendant : descendants) {
            descendant.destroyForcibly();
        }
    }

    /** Waits until the process has ended, or {@code nanos} have passed; returns whether it has. An interrupt is kept, and waited through. */
    public boolean awaitExit(long nanos) {
        long deadline = System.nanoTime() + nanos;
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
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

    /**
     * The last lines on standard error. After the end of the process it waits until they have all been read; not for long, because a
     * descendant may hold the stream open.
     */
    public List<String> stderrTail() {
        if (!process.isAlive()) {
            joinPumps();
        }
        return errors == null ? List.of() : errors.tail();
    }

    /** The last lines on standard output, where the JVM itself speaks when it cannot go on; as {@link #stderrTail()}. */
    public List<String> stdoutTail() {
        if (!process.isAlive()) {
            joinPumps();
        }
        return outputs == null ? List.of() : outputs.tail();
    }

    /** Waits until all output has been passed on, for a moment at most. */
    private void joinPumps() {
        try {
            for (Thread pump : pumps) {
                pump.join(PUMP_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Removes the file that the process has read when it started. */
    public void removeArguments() {
        SessionDirectory.delete(arguments);
    }

    /** Removes the files that the process was started with and has left. */
    public void removeFiles() {
        SessionDirectory.delete(arguments);
        SessionDirectory.delete(crashReport);
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

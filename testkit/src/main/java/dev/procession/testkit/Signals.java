package dev.procession.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * POSIX signals that Java cannot send, such as {@code STOP} and {@code CONT}; through the shell's own {@code kill}.
 */
public final class Signals {

    private static final Path STATUS = Path.of("/proc/self/status");

    /** SIGHUP and SIGINT, as bits of a mask in proc_pid_status(5). */
    private static final long HUP_AND_INT = 0b11;

    private Signals() {}

    /**
     * What stands before a command whose program is to take SIGHUP and SIGINT as one does that is started from a
     * terminal. A build in the background, or under {@code nohup}, ignores them, and so would all that it starts.
     * Empty where nothing is ignored, or the system does not tell.
     */
    public static List<String> takingSignals() {
        try {
            if (Files.exists(STATUS)) {
                for (String line : Files.readAllLines(STATUS, StandardCharsets.ISO_8859_1)) {
                    if (line.startsWith("SigIgn:")
                            && (Long.parseUnsignedLong(line.substring(7).strip(), 16) & HUP_AND_INT) != 0) {
                        return List.of("env", "--default-signal=HUP,INT");
                    }
                }
            }
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Sends {@code signal} (without {@code SIG}: {@code "KILL"}, {@code "STOP"}) to {@code pid}; returns when it is
     * sent.
     *
     * @throws IllegalStateException if the process does not exist or is another user's
     */
    public static void send(long pid, String signal) {
        try {
            Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -s \"$0\" \"$1\"", signal, Long.toString(pid))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!kill.waitFor(10, TimeUnit.SECONDS)) {
                kill.destroyForcibly();
                throw new IllegalStateException("kill did not end: pid=" + pid + ", signal=" + signal + ", limit=10s");
            }
            if (kill.exitValue() != 0) {
                throw new IllegalStateException("signal not sent: pid=" + pid + ", signal=" + signal + ", exit="
                        + kill.exitValue() + "; the process is gone, or not this user's");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while signalling pid " + pid, e);
        }
    }

    /**
     * Stops {@code pid} and, on Linux, waits until each of its threads is stopped: until then one that was running
     * may run on.
     */
    public static void stop(long pid) {
        send(pid, "STOP");
        Path tasks = Path.of("/proc", Long.toString(pid), "task");
        if (Files.isDirectory(tasks)) {
            Await.until("pid " + pid + " to be stopped", () -> areStopped(tasks));
        }
    }

    private static boolean areStopped(Path tasks) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(tasks)) {
            for (Path task : all) {
                String stat = Files.readString(task.resolve("stat"));
                // The name, in parentheses, may contain anything; the state follows it.
                if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
                    return false;
                }
            }
            return true;
        }
    }
}

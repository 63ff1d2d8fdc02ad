package dev.procession.internal.supervise;

import dev.procession.process.ExitStatus;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a child ended, and its last output.
 *
 * @param status the exit status
 * @param exited whether the child announced that it exits: it was not killed, and did not halt
 * @param exitedBy the thread that called {@code System.exit}, and where; empty if that is not known
 * @param stderrTail the last lines on standard error, oldest first
 * @param stdoutTail the last lines on standard output, oldest first
 * @param crashReport the head of the JVM's crash report
 */
public record ExitReport(
        ExitStatus status,
        boolean exited,
        String exitedBy,
        List<String> stderrTail,
        List<String> stdoutTail,
        @Nullable String crashReport) {
    /** Maximum number of lines of each stream that a message quotes. */
    private static final int LINES_IN_MESSAGE = 5;

    private static final int SIGNALLED = 128;
    /** SIGHUP, SIGINT, SIGTERM. */
    private static final int[] REQUESTS = {1, 2, 15};

    /** SIGKILL, SIGUSR1, SIGUSR2, SIGPIPE, SIGALRM. */
    private static final int[] OTHERS = {9, 10, 12, 13, 14};

    /** One line on how it ended, such as {@code exit=3 (System.exit)}. */
    public String describe() {
        String option = JvmWords.optionForFullHeap(stdoutTail);
        if (option != null) {
            return status.describe() + " (the JVM ended itself: " + option + ")";
        }
        if (status.signal().isPresent()) {
            return status.describe();
        }
        if (crashReport != null) {
            // As it ends after a crash of which it writes no core file.
            return status.describe() + " (the JVM crashed)";
        }
        if (exited) {
            return status.describe() + " (System.exit" + (exitedBy.isEmpty() ? "" : " in " + exitedBy) + ")";
        }
        return status.describe() + (status.isSuccess() ? "" : " (Runtime.halt, or the JVM ended itself)");
    }

    /**
     * Whether one of the signals ended it that ask a process to end, SIGHUP, SIGINT or SIGTERM: sent from outside, to
     * the process group for instance, before the child could ignore it. The JVM's own handler may have been at work
     * while the child began to announce its exits: then no thread of the child called for the one that it announced.
     */
    public boolean isByRequest() {
        return (!exited || exitedBy.isEmpty()) && (isAmong(REQUESTS) || JvmWords.sayShutDownAtBoot(status, lines()));
    }

    /**
     * Whether a signal ended it that no JVM raises because of a fault of its own: sent from outside, by a user or by
     * the kernel.
     */
    public boolean isFromOutside() {
        return crashReport == null && (isByRequest() || (!exited && isAmong(OTHERS)));
    }

    private boolean isAmong(int[] signals) {
        for (int signal : signals) {
            if (status.code() == SIGNALLED + signal) {
                return true;
            }
        }
        return false;
    }

    /**
     * Its last lines, for the end of a message; empty when there are none. Of standard output, which is usually the
     * user's, only the lines of the JVM.
     */
    public String stderrSummary() {
        return quote("; stderr: ", stderrTail)
                + quote("; stdout: ", JvmWords.in(stdoutTail))
                + (crashReport == null
                        ? ""
                        : "; the JVM wrote a crash report, see crashReport(); for a core file too, start it with"
                                + " -XX:+CreateCoredumpOnCrash");
    }

    private static String quote(String caption, List<String> lines) {
        StringBuilder text = new StringBuilder();
        int from = Math.max(0, lines.size() - LINES_IN_MESSAGE);
        for (String line : lines.subList(from, lines.size())) {
            text.append(text.isEmpty() ? caption : " | ").append(line);
        }
        return text.toString();
    }

    /** Whether the JVM would end again in this way, started by the same command. */
    boolean isPermanent() {
        return JvmWords.sayPermanent(status, lines());
    }

    /** The last lines of the process. */
    private List<String> lines() {
        List<String> lines = new ArrayList<>(stderrTail);
        lines.addAll(stdoutTail);
        return lines;
    }
}

package dev.procession.internal.supervise;

import dev.procession.process.ExitStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a child ended, and its last words.
 *
 * @param status the exit status
 * @param exited whether the child announced that it exits: it was not killed, and did not halt
 * @param stderrTail the last lines on standard error, oldest first
 * @param crashReport the head of the JVM's crash report
 */
public record Death(
        ExitStatus status,
        boolean exited,
        List<String> stderrTail,
        @Nullable String crashReport) {
    private static final int LINES_IN_MESSAGE = 5;

    /** One line on how it ended, such as {@code exit=3 (System.exit)}. */
    public String describe() {
        if (status.signal().isPresent()) {
            return status.describe();
        }
        if (crashReport != null) {
            // As it ends after a crash of which it writes no core file.
            return status.describe() + " (the JVM crashed)";
        }
        return status.describe()
                + (exited ? " (System.exit)" : status.isSuccess() ? "" : " (Runtime.halt, or the JVM ended itself)");
    }

    /** Its last words, for the end of a message; empty when there are none. */
    public String lastWords() {
        StringBuilder text = new StringBuilder();
        int from = Math.max(0, stderrTail.size() - LINES_IN_MESSAGE);
        for (String line : stderrTail.subList(from, stderrTail.size())) {
            text.append(text.isEmpty() ? "; stderr: " : " | ").append(line);
        }
        if (crashReport != null) {
            text.append("; the JVM wrote a crash report, see crashReport(); for a core file too, start it with"
                    + " -XX:+CreateCoredumpOnCrash");
        }
        return text.toString();
    }
}

package dev.procession.cli.report;

import dev.procession.pool.RemoteTaskException;
import dev.procession.pool.WorkerCrashedException;
import java.util.List;

/** A failure in one line: bounded in length, and with nothing in it that would move a terminal's cursor. */
public final class FailureLine {
    private static final int MAX_INPUT = 80;
    private static final int MAX_TEXT = 600;
    private static final int MAX_CAUSES = 8;

    private FailureLine() {}

    /** The line for standard error, without its end. */
    public static String of(long index, String input, Throwable failure, int attempts) {
        StringBuilder line =
                new StringBuilder("procession: item ").append(index).append(" \"");
        line.append(escape(input, MAX_INPUT)).append("\": ").append(describe(failure));
        if (attempts > 1) {
            line.append("; attempts=").append(attempts);
        }
        return line.toString();
    }

    /** What went wrong, and why, in one line. */
    public static String describe(Throwable failure) {
        StringBuilder text = new StringBuilder();
        if (failure instanceof WorkerCrashedException crashed) {
            crash(text, crashed);
        } else {
            Throwable cause = own(failure);
            append(text, cause);
            int depth = 0;
            for (cause = cause.getCause(); cause != null && depth < MAX_CAUSES; cause = cause.getCause()) {
                String message = cause.getMessage();
                if (message == null || text.indexOf(message) < 0) {
                    append(text.append("; caused by "), cause);
                }
                depth++;
            }
        }
        return escape(text.toString(), MAX_TEXT);
    }

    private static void crash(StringBuilder text, WorkerCrashedException crashed) {
        text.append("WorkerCrashedException: ").append(crashed.exitStatus().describe());
        switch (FailureKind.of(crashed)) {
            case EXIT -> text.append(" (System.exit or halt)");
            case OUT_OF_MEMORY -> text.append(" (out of memory; --max-memory sets the limit)");
            default -> {}
        }
        text.append(", worker ").append(crashed.worker()).append(" pid ").append(crashed.pid());
        List<String> tail = crashed.stderrTail();
        if (!tail.isEmpty()) {
            text.append("; stderr: ").append(String.join("\n", tail));
        }
    }

    /** A remote exception that stands for another is only its envelope. */
    private static Throwable own(Throwable failure) {
        return failure instanceof RemoteTaskException remote && remote.getCause() != null ? remote.getCause() : failure;
    }

    private static void append(StringBuilder text, Throwable failure) {
        if (failure instanceof RemoteTaskException remote) {
            String trace = remote.remoteTrace();
            int end = trace.indexOf('\n');
            text.append(end < 0 ? trace : trace.substring(0, end));
            return;
        }
        String name = failure.getClass().getName();
        text.append(name, name.lastIndexOf('.') + 1, name.length());
        String message = failure.getMessage();
        if (message != null) {
            text.append(": ").append(message);
        }
    }

    /** {@code text} in one line of at most {@code limit} characters, and an ellipsis if that is not all. */
    static String escape(String text, int limit) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (out.length() >= limit) {
                return out.append('…').toString();
            }
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    boolean pair = Character.isHighSurrogate(c)
                            && i + 1 < text.length()
                            && Character.isLowSurrogate(text.charAt(i + 1));
                    if (pair) {
                        out.append(c).append(text.charAt(++i));
                    } else if (Character.isISOControl(c)
                            || Character.isSurrogate(c)
                            || c == '\u2028'
                            || c == '\u2029') {
                        appendUnicode(out, c);
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.toString();
    }

    /** Appends the six characters of a Unicode escape. */
    static void appendUnicode(StringBuilder out, char c) {
        String hex = Integer.toHexString(c);
        out.append("\\u").repeat('0', 4 - hex.length()).append(hex);
    }
}

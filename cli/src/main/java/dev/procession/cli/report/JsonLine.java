package dev.procession.cli.report;

import dev.procession.pool.TaskOutcome;
import java.time.Duration;

/** An outcome as one JSON object in one line. */
public final class JsonLine {
    private static final int NANOS_PER_MICRO = 1_000;

    private JsonLine() {}

    /** The object for an item, without the end of the line. */
    public static String of(long index, TaskOutcome<String, String> outcome) {
        StringBuilder out = new StringBuilder("{\"index\":").append(index);
        field(out, "input", outcome.input());
        Throwable failure = outcome.failure();
        if (failure == null) {
            field(out, "output", String.valueOf(outcome.value()));
        } else {
            field(out, "error", FailureKind.of(failure).label());
            field(out, "message", FailureLine.describe(failure));
            FailureKind.exitStatus(failure)
                    .ifPresent(code -> out.append(",\"exit\":").append(code));
        }
        out.append(",\"milliseconds\":");
        milliseconds(out, outcome.elapsed());
        out.append(",\"attempts\":").append(outcome.attempts());
        field(out, "worker", outcome.worker());
        return out.append('}').toString();
    }

    private static void field(StringBuilder out, String name, String value) {
        out.append(",\"").append(name).append("\":");
        quote(out, value);
    }

    /** Appends milliseconds with three decimals, whatever the locale. */
    private static void milliseconds(StringBuilder out, Duration elapsed) {
        long micros = elapsed.toNanos() / NANOS_PER_MICRO;
        String fraction = Long.toString(micros % 1_000);
        out.append(micros / 1_000)
                .append('.')
                .repeat('0', 3 - fraction.length())
                .append(fraction);
    }

    /** Appends {@code value} as a JSON string: RFC 8259, and lone surrogates escaped, since they have no UTF-8. */
    static void quote(StringBuilder out, String value) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    boolean pair = Character.isHighSurrogate(c)
                            && i + 1 < value.length()
                            && Character.isLowSurrogate(value.charAt(i + 1));
                    if (pair) {
                        out.append(c).append(value.charAt(++i));
                    } else if (c < ' ' || c == 0x7F || Character.isSurrogate(c) || c == '\u2028' || c == '\u2029') {
                        FailureLine.appendUnicode(out, c);
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}

package dev.procession.cli.joblog;

import dev.procession.cli.input.ItemText;
import java.util.zip.CRC32C;

/**
 * The job log: UTF-8 text, a line for every outcome, fields separated by tabs.
 *
 * <pre>
 *   # procession job log 1
 *   Seq  Start  Millis  Result  Exit  Attempts  Worker  Input
 * </pre>
 *
 * <p>{@code Seq} is the position of the input, from 0. {@code Start} is when the outcome arrived less how long it
 * ran, in UTC. {@code Result} is {@code ok} or the kind of failure; {@code Exit} the exit status of a worker that
 * ended, 0 for {@code ok}, else {@code -}. {@code Input} comes last, with backslash, tab, newline, carriage return
 * and NUL escaped as in C. An item that was run again has several lines; the last one counts.
 */
final class JobLogFormat {
    static final String HEADER = "# procession job log 1";
    static final String COLUMNS = "Seq\tStart\tMillis\tResult\tExit\tAttempts\tWorker\tInput";
    static final String OK = "ok";

    static final int SEQ = 0;
    static final int RESULT = 3;
    static final int INPUT = 7;

    private JobLogFormat() {}

    /** The bytes of an input as they stand in the log: one line, no tabs. */
    static byte[] inputField(String input) {
        return ItemText.encode(escape(input));
    }

    /** A short number for the bytes of an input field; never 0. Any change of up to 32 bits in a row changes it. */
    static int fingerprint(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        int value = (int) crc.getValue();
        return value == 0 ? 1 : value;
    }

    /** {@code text} with backslash, tab, newline, carriage return and NUL escaped. */
    static String escape(String text) {
        int i = 0;
        while (i < text.length() && letter(text.charAt(i)) == 0) {
            i++;
        }
        if (i == text.length()) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 8).append(text, 0, i);
        for (; i < text.length(); i++) {
            char letter = letter(text.charAt(i));
            if (letter == 0) {
                out.append(text.charAt(i));
            } else {
                out.append('\\').append(letter);
            }
        }
        return out.toString();
    }

    /** The letter a character is escaped with; 0 when it is not. */
    private static char letter(char c) {
        return switch (c) {
            case '\\' -> '\\';
            case '\t' -> 't';
            case '\n' -> 'n';
            case '\r' -> 'r';
            case 0 -> '0';
            default -> 0;
        };
    }
}

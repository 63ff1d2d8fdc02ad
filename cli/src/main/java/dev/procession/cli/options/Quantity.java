package dev.procession.cli.options;

import java.time.Duration;

/** Numbers with limits and units, as they are written on a command line. */
final class Quantity {
    private static final long MAX_TIMEOUT_MILLIS = Duration.ofDays(365).toMillis();
    private static final long MIN_HEAP_BYTES = 2L << 20;
    private static final long MAX_HEAP_BYTES = 1L << 44;

    private Quantity() {}

    /** A whole number from {@code least} to {@code most}. */
    static int number(String option, String text, int least, int most) throws UsageException {
        long value = digits(text, text.length());
        if (value < least || value > most) {
            throw bad(option, text, "a whole number from " + least + " to " + most);
        }
        return (int) value;
    }

    /** A time such as {@code 500ms}, {@code 10s}, {@code 5m}, {@code 2h}; no unit means seconds. */
    static Duration time(String option, String text) throws UsageException {
        int unitAt = endOfDigits(text);
        long amount = digits(text, unitAt);
        long unitMillis = switch (text.substring(unitAt)) {
            case "ms" -> 1;
            case "s", "" -> 1_000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            default -> 0;
        };
        if (amount < 1 || unitMillis == 0 || amount > MAX_TIMEOUT_MILLIS / unitMillis) {
            throw bad(option, text, "a whole number with a unit, ms, s, m or h, from 1ms to 8760h, such as 10s");
        }
        return Duration.ofMillis(amount * unitMillis);
    }

    /** A size in bytes such as {@code 512m}; {@code k}, {@code m}, {@code g} and {@code t} are powers of 1,024. */
    static long bytes(String option, String text) throws UsageException {
        int unitAt = endOfDigits(text);
        long amount = digits(text, unitAt);
        int shift = switch (text.substring(unitAt)) {
            case "" -> 0;
            case "k", "K" -> 10;
            case "m", "M" -> 20;
            case "g", "G" -> 30;
            case "t", "T" -> 40;
            default -> -1;
        };
        boolean known = amount >= 0 && shift >= 0 && amount <= MAX_HEAP_BYTES >> shift;
        if (!known || amount << shift < MIN_HEAP_BYTES) {
            throw bad(option, text, "a whole number with a unit, k, m, g or t, from 2m to 16t, such as 512m");
        }
        return amount << shift;
    }

    private static int endOfDigits(String text) {
        int end = 0;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }

    /** The number in the first {@code end} characters, or -1 when there is none that a {@code long} holds. */
    private static long digits(String text, int end) {
        if (end == 0 || end > 18 || endOfDigits(text) < end) {
            return -1;
        }
        return Long.parseLong(text, 0, end, 10);
    }

    private static UsageException bad(String option, String text, String wanted) {
        return new UsageException(option + ": value=\"" + text + "\", wanted=" + wanted);
    }
}

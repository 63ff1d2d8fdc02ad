package dev.procession.cli.report;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What is known of the terminal, if there is one. */
public final class Terminal {
    private static final int DEFAULT_WIDTH = 80;
    private static final int MIN_WIDTH = 20;
    private static final int MAX_WIDTH = 1_000;
    private static final long STTY_SECONDS = 1;

    private Terminal() {}

    /**
     * Whether standard error is a terminal. The start script says so in {@code PROCESSION_TTY}, the digits of the
     * file descriptors that are; plain Java can only tell whether the process has a console at all.
     */
    public static boolean isError(Map<String, String> environment) {
        String descriptors = environment.get("PROCESSION_TTY");
        if (descriptors != null) {
            return descriptors.indexOf('2') >= 0;
        }
        return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    }

    /** How many columns there are: {@code COLUMNS}, else what {@code stty} says, else {@value #DEFAULT_WIDTH}. */
    public static int width(Map<String, String> environment) {
        int columns = bounded(environment.getOrDefault("COLUMNS", ""));
        if (columns == 0) {
            columns = sttyColumns();
        }
        return columns == 0 ? DEFAULT_WIDTH : columns;
    }

    private static int sttyColumns() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                if (!stty.waitFor(STTY_SECONDS, TimeUnit.SECONDS)) {
                    return 0;
                }
                String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
                return bounded(size.substring(size.indexOf(' ') + 1));
            } finally {
                stty.destroyForcibly();
            }
        } catch (IOException e) {
            return 0; // No /dev/tty, no stty.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private static int bounded(String columns) {
        try {
            int value = Integer.parseInt(columns);
            return value <= 0 ? 0 : Math.clamp(value, MIN_WIDTH, MAX_WIDTH);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}

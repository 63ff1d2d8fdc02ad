package dev.procession.stress;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What Linux says of processes, and how they are signalled. */
final class Proc {
    private static final Path ROOT = Path.of("/proc");
    private static final int SECONDS = 10;

    private Proc() {}

    /** How many file descriptors a process has open; negative if it cannot be seen. */
    static int descriptors(long pid) {
        String[] names = ROOT.resolve(Long.toString(pid)).resolve("fd").toFile().list();
        return names == null ? -1 : names.length;
    }

    /** A number in {@code /proc/self/status}; -1 if it is not there. */
    static long status(String name) {
        try {
            for (String line : Files.readAllLines(ROOT.resolve("self/status"))) {
                if (line.startsWith(name + ":")) {
                    return Long.parseLong(line.replaceAll("\\D", ""));
                }
            }
        } catch (IOException e) {
            // No Linux.
        }
        return -1;
    }

    /** The lines of a file of {@code /proc} that contain {@code part}; none where there is no such file. */
    static List<String> lines(String file, String part) {
        try (Stream<String> lines = Files.lines(ROOT.resolve(file), StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.contains(part)).toList();
        } catch (IOException | java.io.UncheckedIOException e) {
            return List.of();
        }
    }

    /**
     * The processes, but for this one, that have {@code entry} in their environment or in the paths of their memory;
     * a zombie has neither.
     */
    static List<Long> processesWith(String entry) {
        List<Long> found = new ArrayList<>();
        String[] names = ROOT.toFile().list((parent, name) -> Character.isDigit(name.charAt(0)));
        for (String name : names == null ? new String[0] : names) {
            long pid = Long.parseLong(name);
            if (pid != ProcessHandle.current().pid()
                    && (!lines(name + "/environ", entry).isEmpty()
                            || !lines(name + "/maps", entry).isEmpty())) {
                found.add(pid);
            }
        }
        return found;
    }

    /** Sends a signal; whether that was possible. */
    static boolean signal(long pid, String signal) {
        return run("/bin/sh", "-c", "kill -s \"$0\" \"$1\"", signal, Long.toString(pid)) == 0;
    }

    /** Runs a program to its end; its exit code, or 127 if it cannot be run. */
    static int run(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return 127;
            }
            return process.exitValue();
        } catch (IOException e) {
            return 127;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 127;
        }
    }
}

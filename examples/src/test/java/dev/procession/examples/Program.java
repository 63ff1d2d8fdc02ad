package dev.procession.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.procession.testkit.JavaProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** A line of the index: a program as the command line knows it. */
record Program(String name, Class<?> type) {

    /** All of them. */
    static List<Program> all() throws IOException {
        try (InputStream in = Program.class.getResourceAsStream("index.txt")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(Program::of)
                    .toList();
        }
    }

    private static Program of(String line) {
        String[] parts = line.split("\\|", 3);
        assertEquals(3, parts.length, line);
        try {
            return new Program(parts[0], Class.forName("dev.procession.examples." + parts[1]));
        } catch (ClassNotFoundException e) {
            throw new AssertionError(line, e);
        }
    }

    static Program of(Class<?> type) {
        return new Program(type.getSimpleName(), type);
    }

    /** Runs it as its reader does; returns what it printed. It must end well, and log nothing unless {@code logs}. */
    String run(boolean logs) {
        try (JavaProcess process = JavaProcess.running(type).start()) {
            int exit = process.awaitExit(Duration.ofMinutes(2));
            assertEquals(0, exit, () -> process.stdout() + process.stderr());
            assertEquals(logs, !process.stderr().isEmpty(), () -> "logged: " + process.stderr());
            return process.stdout();
        }
    }
}

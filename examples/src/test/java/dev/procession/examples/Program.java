package dev.procession.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

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
    String run(boolean logs) throws Exception {
        Path errors = Files.createTempFile("example-", ".log");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        List.of(java, "-cp", System.getProperty("java.class.path"), type.getName()))
                .redirectError(errors.toFile())
                .start();
        try {
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor(60, TimeUnit.SECONDS);
            String logged = Files.readString(errors);
            assertEquals(0, process.exitValue(), () -> printed + logged);
            assertEquals(logs, !logged.isEmpty(), () -> "logged: " + logged);
            return printed;
        } finally {
            process.destroyForcibly();
            Files.deleteIfExists(errors);
        }
    }
}

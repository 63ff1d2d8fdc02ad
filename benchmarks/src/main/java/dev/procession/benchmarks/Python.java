package dev.procession.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The peer: CPython's multiprocessing, of the system's {@code python3}. */
final class Python {
    private Python() {}

    /** Runs a script that prints numbers, one a line; empty, with a line that says so, where there is no Python. */
    static Optional<double[]> run(String script, String... arguments) throws IOException, InterruptedException {
        Path file = Files.createTempFile("peer", ".py");
        try {
            Files.writeString(file, script);
            ProcessBuilder builder = new ProcessBuilder("python3", file.toString());
            builder.command().addAll(java.util.List.of(arguments));
            builder.redirectError(ProcessBuilder.Redirect.INHERIT);
            Process process = builder.start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return Optional.of(printed.lines().mapToDouble(Double::parseDouble).toArray());
        } catch (IOException e) {
            System.out.println("  python3 is not there: its figures are skipped (" + e.getMessage() + ")");
            return Optional.empty();
        } finally {
            Files.deleteIfExists(file);
        }
    }
}

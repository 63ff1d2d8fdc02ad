package dev.procession.benchmarks.page;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.procession.benchmarks.harness.Machine;
import dev.procession.benchmarks.harness.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What one benchmark measured, as it is kept.
 *
 * @param name of the benchmark
 * @param date of the run
 * @param machine it ran on
 * @param tables in the order they were measured
 */
public record Run(String name, String date, Machine machine, List<Table> tables) {
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    /** Writes {@code results/NAME.json} below the pages. */
    public void save(Path pages) throws IOException {
        Path directory = Files.createDirectories(pages.resolve("results"));
        Files.writeString(directory.resolve(name + ".json"), GSON.toJson(this) + "\n");
    }

    /** All that are kept below the pages. */
    static List<Run> all(Path pages) throws IOException {
        try (Stream<Path> files = Files.list(pages.resolve("results"))) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(Run::read)
                    .toList();
        }
    }

    private static Run read(Path file) {
        try {
            return GSON.fromJson(Files.readString(file), Run.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

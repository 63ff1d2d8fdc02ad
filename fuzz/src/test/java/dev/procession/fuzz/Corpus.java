package dev.procession.fuzz;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The inputs that are kept in the sources, in a directory for each target: {@code seed-…} are what
 * {@link FuzzTarget#seeds} makes, the others are inputs that once failed.
 *
 * <p>{@code main} writes the seeds anew, after a protocol has changed; {@code CorpusTest} says when that is due.
 */
final class Corpus {
    static final String SEED = "seed-";

    private static final Path ROOT = Path.of("src", "test", "corpus");

    private Corpus() {}

    /** Where a target's inputs are. */
    static Path directory(Targets target) {
        return ROOT.resolve(target.text());
    }

    /** All inputs of a target by the name of their file. */
    static Map<String, byte[]> inputs(Targets target) throws IOException {
        Map<String, byte[]> inputs = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory(target))) {
            for (Path file : files) {
                inputs.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        return inputs;
    }

    /** Writes the seeds of all targets; the working directory is the module's. */
    public static void main(String[] args) throws Exception {
        for (Targets target : Targets.values()) {
            Files.createDirectories(directory(target));
            for (String old : inputs(target).keySet()) {
                if (old.startsWith(SEED)) {
                    Files.delete(directory(target).resolve(old));
                }
            }
            try (FuzzTarget made = target.make()) {
                for (Map.Entry<String, byte[]> seed : made.seeds().entrySet()) {
                    Files.write(directory(target).resolve(SEED + seed.getKey()), seed.getValue());
                }
            }
        }
    }
}

package dev.procession.models;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.procession.testkit.Deadline;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Has Spin search every state of the models in {@code src/test/models}: none with a failed assertion, none in which a
 * process waits forever, no cycle without progress. Then the same with each seeded defect, every one of which has to be
 * found.
 */
@Tag("process")
@Deadline(seconds = 240)
class SpinModelTest {
    private static final Path MODELS = Path.of("src/test/models");
    private static final Pattern MUTATION = Pattern.compile("\\bMUTATION_(\\d+)\\b");
    private static final Pattern VARIANT = Pattern.compile("\\* Check: (.*)");
    private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");
    private static final Pattern ERRORS = Pattern.compile("errors: (\\d+)");
    private static final Pattern STATES = Pattern.compile("(\\S+) states, stored");

    @TempDir
    private Path directory;

    private enum Search {
        SAFETY("-DSAFETY", "-n"),
        PROGRESS("-DNP", "-l");

        final String compile;
        final String run;

        Search(String compile, String run) {
            this.compile = compile;
            this.run = run;
        }
    }

    private record Verdict(String what, long errors, String report) {}

    @Test
    void models_everyState_isSoundAndEveryMutationIsFound() throws IOException, InterruptedException {
        assumeTrue(isThere("spin") && isThere("gcc"), "spin is not installed: apt-get install spin gcc");

        var sound = new ArrayList<Future<Verdict>>();
        var mutated = new ArrayList<Future<Verdict>>();
        try (var threads =
                Executors.newFixedThreadPool(Math.max(1, Runtime.getRuntime().availableProcessors()))) {
            for (Path model : models()) {
                for (String variant : variants(model)) {
                    for (Search search : Search.values()) {
                        sound.add(threads.submit(() -> check(model, variant, 0, search)));
                    }
                }
            }
            for (Path model : models()) {
                for (int mutation : mutations(model)) {
                    mutated.add(threads.submit(() -> checkMutation(model, mutation)));
                }
            }
            var wrong = new ArrayList<String>();
            for (Future<Verdict> future : sound) {
                Verdict verdict = await(future);
                if (verdict.errors() != 0) {
                    wrong.add(verdict.what() + ": " + verdict.report());
                }
            }
            for (Future<Verdict> future : mutated) {
                Verdict verdict = await(future);
                if (verdict.errors() == 0) {
                    wrong.add(verdict.what() + " was not found: " + verdict.report());
                }
            }
            assertEquals(List.of(), wrong);
        }
        assertFalse(mutated.isEmpty(), "no mutations");
    }

    private static Verdict await(Future<Verdict> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new AssertionError("the check itself failed", e);
        }
    }

    private Verdict checkMutation(Path model, int mutation) throws IOException, InterruptedException {
        for (Search search : Search.values()) {
            for (String variant : variants(model)) {
                Verdict verdict = check(model, variant, mutation, search);
                if (verdict.errors() > 0) {
                    return verdict;
                }
            }
        }
        return new Verdict(model.getFileName() + " MUTATION_" + mutation, 0, "no search found an error");
    }

    private Verdict check(Path model, String variant, int mutation, Search search)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        String what = Stream.of(
                        String.valueOf(model.getFileName()),
                        variant,
                        mutation == 0 ? "" : "MUTATION_" + mutation,
                        search.name().toLowerCase(Locale.ROOT))
                .filter(part -> !part.isEmpty())
                .collect(joining(" "));
        Path at = Files.createTempDirectory(directory, "pan");

        var generate = new ArrayList<>(List.of("spin", "-a"));
        if (!variant.isEmpty()) {
            generate.addAll(Arrays.asList(WHITE_SPACE.split(variant)));
        }
        if (mutation != 0) {
            generate.add("-DMUTATION_" + mutation);
        }
        generate.add(model.toAbsolutePath().toString());
        run(at, generate);

        // A mutation is found within moments: there the compiler's time counts.
        var compile = new ArrayList<>(List.of("gcc", mutation == 0 ? "-O2" : "-O0", "-w", "-o", "pan"));
        compile.add(search.compile);
        compile.add("pan.c");
        run(at, compile);

        var pan = new ArrayList<>(List.of("./pan", "-m200000", "-w22"));
        pan.add(search.run);
        String report = run(at, pan);
        long errors = Long.parseLong(find(ERRORS, report));
        assertFalse(report.contains("max search depth too small"), () -> what + ": " + report);
        assertTrue(errors > 0 || !report.contains("Search not completed"), () -> what + ": " + report);
        System.out.printf(
                "%s: errors=%d, states=%s, seconds=%.1f%n",
                what, errors, find(STATES, report), (System.nanoTime() - start) / 1e9);
        return new Verdict(what, errors, report);
    }

    private static String find(Pattern pattern, String report) {
        Matcher matcher = pattern.matcher(report);
        if (!matcher.find()) {
            throw new AssertionError("no \"" + pattern + "\" in the checker's report: " + report);
        }
        return matcher.group(1);
    }

    private static String run(Path at, List<String> command) throws IOException, InterruptedException {
        Path output = at.resolve("output");
        Process process = new ProcessBuilder(command)
                .directory(at.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            process.getOutputStream().close();
            int exit = process.waitFor();
            String printed = Files.readString(output, StandardCharsets.UTF_8);
            assertEquals(0, exit, () -> String.join(" ", command) + ": " + printed);
            return printed;
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static List<Path> models() throws IOException {
        try (Stream<Path> files = Files.list(MODELS)) {
            List<Path> models =
                    files.filter(f -> f.toString().endsWith(".pml")).sorted().toList();
            assertFalse(models.isEmpty(), "no models in " + MODELS.toAbsolutePath());
            return models;
        }
    }

    /** The bounds within which a model is to be checked: its lines that begin with "Check:"; none means as it is. */
    private static List<String> variants(Path model) throws IOException {
        List<String> found = VARIANT.matcher(Files.readString(model))
                .results()
                .map(line -> line.group(1).strip())
                .toList();
        return found.isEmpty() ? List.of("") : found;
    }

    private static List<Integer> mutations(Path model) throws IOException {
        return MUTATION.matcher(Files.readString(model))
                .results()
                .map(found -> Integer.valueOf(found.group(1)))
                .distinct()
                .sorted()
                .toList();
    }

    private static boolean isThere(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}

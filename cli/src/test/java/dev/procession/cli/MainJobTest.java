package dev.procession.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.testkit.Deadline;
import dev.procession.testkit.TestSize;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job the command line is there for, on real files, on what kills workers, and on more lines than memory. */
class MainJobTest {
    private static final int REAL_FILES = 400;

    /** As a rule what a small heap shows as well; {@code -Dprocession.lines=10000000} for the whole proof. */
    private static final int LINES = TestSize.of(20_000, 100_000, 300_000);

    @TempDir
    Path directory = Path.of("");

    private ProcessBuilder command(List<String> jvmOptions, String... args) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", Libraries.core() + File.pathSeparator + Libraries.cli(), Main.class.getName()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(file("out").toFile())
                .redirectError(file("err").toFile())
                .redirectInput(new File("/dev/null"));
        builder.environment().put("XDG_CACHE_HOME", file("cache").toString());
        builder.environment().put("LC_ALL", "C.UTF-8");
        return builder;
    }

    private Path file(String name) {
        return directory.resolve(name);
    }

    @Test
    void sha256_realFiles_isByteForByteWhatSha256sumPrints() throws Exception {
        List<String> names = new ArrayList<>();
        for (Path root :
                List.of(Path.of(System.getProperty("java.home")), Path.of("..").toAbsolutePath())) {
            try (Stream<Path> found = Files.walk(root)) {
                found.filter(path ->
                                Files.isRegularFile(path) && !path.toString().contains("/target/"))
                        .map(Path::toString)
                        .filter(name -> !name.contains("\\") && names.size() < REAL_FILES)
                        .forEach(names::add);
            } catch (UncheckedIOException e) {
                // A tree that changes, or that is not ours to read, has other files.
            }
        }
        Files.write(file("names"), names);
        assertTrue(names.size() >= 300, names.size() + " real files");

        int status = command(List.of(), "map", "--jobs", "2", "--progress", "p -> sha256(Path.of(p)) + \"  \" + p")
                .redirectInput(file("names").toFile())
                .start()
                .waitFor();

        List<String> peer = new ArrayList<>(List.of("sha256sum", "--"));
        peer.addAll(names);
        Process sums =
                new ProcessBuilder(peer).redirectOutput(file("sums").toFile()).start();
        assertEquals(0, sums.waitFor());
        assertEquals(0, status, Files.readString(file("err")));
        assertEquals(-1, Files.mismatch(file("sums"), file("out")));
        assertTrue(!Files.readString(file("err")).contains("\u001b"), "no escape codes where there is no terminal");
    }

    @Test
    void everyWayToFail_failsAloneWithOneLine() throws Exception {
        Path source = Files.writeString(file("Work.java"), """
                import java.util.*;

                String map(String item) throws Exception {
                    switch (item) {
                        case "throw" -> throw new IllegalStateException("on purpose");
                        case "exit" -> System.exit(3);
                        case "halt" -> Runtime.getRuntime().halt(4);
                        case "memory" -> hoard();
                        case "stack" -> deep(0);
                        case "slow" -> spin();
                        default -> {}
                    }
                    return "done " + item;
                }

                static void hoard() {
                    List<byte[]> hoard = new ArrayList<>();
                    while (true) hoard.add(new byte[1 << 20]);
                }

                static int deep(int n) { return deep(n + 1) + 1; }

                static void spin() { while (true) Thread.onSpinWait(); }
                """);
        List<String> items =
                List.of("a", "throw", "b", "exit", "c", "halt", "d", "memory", "e", "stack", "f", "slow", "g");

        int status = command(List.of(), args(source, items)).start().waitFor();

        assertEquals(1, status);
        assertEquals(
                Stream.of("a", "b", "c", "d", "e", "f", "g")
                        .map(item -> "done " + item)
                        .toList(),
                Files.readAllLines(file("out")));
        List<String> failures = Files.readAllLines(file("err"));
        assertEquals(6, failures.size(), failures.toString());
        List<String> said = List.of(
                "item 1 \"throw\": IllegalStateException: on purpose",
                "item 3 \"exit\": WorkerCrashedException: exit=3",
                "item 5 \"halt\": WorkerCrashedException: exit=4",
                "item 7 \"memory\": OutOfMemoryError",
                "item 9 \"stack\": StackOverflowError",
                "item 11 \"slow\": TaskTimeoutException");
        for (int i = 0; i < said.size(); i++) {
            assertTrue(failures.get(i).contains(said.get(i)), failures.get(i));
        }
    }

    private static String[] args(Path source, List<String> items) {
        List<String> args = new ArrayList<>(List.of(
                "map",
                "-j",
                "2",
                "--chunk",
                "4",
                "--timeout",
                "3s",
                "--max-memory",
                "64m",
                "--source",
                source.toString()));
        args.addAll(items);
        return args.toArray(String[]::new);
    }

    /** A parent with a heap far smaller than its input: had it kept the lines, or their results, it would fail. */
    @Test
    @Deadline(seconds = 1_800)
    void moreLinesThanMemory_goThroughInOrder() throws Exception {
        Process process = command(List.of("-Xmx24m"), "map", "--jobs", "2", "x -> x")
                .redirectInput(ProcessBuilder.Redirect.PIPE)
                .redirectOutput(ProcessBuilder.Redirect.PIPE)
                .start();
        Thread feeder = Thread.ofPlatform().start(() -> feed(process.getOutputStream()));

        int lines = 0;
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = out.readLine();
            while (line != null) {
                assertEquals("a line of some length, number " + lines, line);
                lines++;
                line = out.readLine();
            }
        }
        feeder.join();

        assertEquals(0, process.waitFor(), () -> read(file("err")));
        assertEquals(LINES, lines);
    }

    private static void feed(OutputStream input) {
        try (OutputStream lines = new BufferedOutputStream(input, 1 << 16)) {
            for (int i = 0; i < LINES; i++) {
                lines.write(("a line of some length, number " + i + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            // The command ended first, and its status says why.
        }
    }

    @Test
    void cache_made_isUsedSilently() throws Exception {
        assertEquals(0, command(List.of(), "cache").start().waitFor(), () -> read(file("err")));
        try (Stream<Path> caches = Files.list(file("cache").resolve("procession"))) {
            assertEquals(
                    List.of(true),
                    caches.map(path -> path.toString().endsWith(".aot")).toList(),
                    "one cache, and nothing beside");
        }

        int status = command(List.of(), "map", "--jvm-option=-Xlog:class+load:file=" + file("log"), "x -> x", "a")
                .start()
                .waitFor();

        assertEquals(0, status);
        assertEquals("a\n", read(file("out")));
        assertEquals("", read(file("err")));
        String taskLoop = "dev.procession.internal.worker.TaskLoop source: ";
        assertTrue(read(file("log")).contains(taskLoop + "shared objects file"), () -> read(file("log")));
    }

    @Test
    void cache_missing_isMadeWhileTheFirstSessionWorks() throws Exception {
        String untilThere = "x -> { while (java.nio.file.Files.list(Path.of(x)).noneMatch(f -> f.toString()"
                + ".endsWith(\".aot\"))) Thread.sleep(20); return \"there\"; }";
        Path caches = Files.createDirectories(file("cache").resolve("procession"));

        int status = command(List.of(), "map", "--jobs", "1", untilThere, caches.toString())
                .start()
                .waitFor();

        assertEquals(0, status, () -> read(file("err")));
        assertEquals("there\n", read(file("out")));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.procession.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.testkit.Signals;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process, with real workers. */
class MapEndToEndTest {
    @TempDir
    Path directory = Path.of("");

    private record Ended(int status, String out, String err) {}

    private ProcessBuilder builder(String... args) {
        List<String> command = new ArrayList<>(Signals.takingSignals());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", Libraries.core() + File.pathSeparator + Libraries.cli(), Main.class.getName()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve("err").toFile())
                .redirectInput(new File("/dev/null"));
        builder.environment().put("XDG_CACHE_HOME", directory.resolve("cache").toString());
        builder.environment().put("LC_ALL", "C.UTF-8");
        return builder;
    }

    private Ended run(String input, String... args) throws Exception {
        Path in = Files.writeString(directory.resolve("in"), input, StandardCharsets.ISO_8859_1);
        int status = builder(args).redirectInput(in.toFile()).start().waitFor();
        return new Ended(status, lenient("out"), lenient("err"));
    }

    private String lenient(String name) throws Exception {
        return new String(Files.readAllBytes(directory.resolve(name)), StandardCharsets.UTF_8);
    }

    private static String numbers(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(i).append('\n');
        }
        return text.toString();
    }

    @Test
    void expression_realFiles_asSha256sum() throws Exception {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            names.append(Files.writeString(directory.resolve("file é " + i), "x".repeat(i * 1_000)))
                    .append('\n');
        }
        Ended ended = run(
                new String(names.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1),
                "map",
                "-j2",
                "p -> sha256(Path.of(p)) + \"  \" + p");
        assertEquals(0, ended.status(), ended.err());
        Path sums = Files.writeString(directory.resolve("sums"), ended.out());
        assertEquals("", Helpers.sh("sha256sum", "-c", "--quiet", sums.toString()));
        assertEquals(20, ended.out().lines().count());
    }

    @Test
    void manyItems_inputOrder() throws Exception {
        Ended ended = run(numbers(20_000), "map", "-j2", "p -> p");
        assertEquals(0, ended.status(), ended.err());
        assertEquals(numbers(20_000), ended.out());
    }

    @Test
    void oddBytes_goThroughUnchanged() throws Exception {
        byte[] odd = {'a', (byte) 0xFF, '\r', '\n', (byte) 0xC3, (byte) 0xA9, (byte) 0x80, '\n'};
        Ended ended =
                run(new String(odd, StandardCharsets.ISO_8859_1), "map", "-j1", "--unordered", "p -> p", "--null");
        assertEquals(0, ended.status(), ended.err());
        assertArrayEquals(
                (new String(odd, StandardCharsets.ISO_8859_1) + "\0").getBytes(StandardCharsets.ISO_8859_1),
                Files.readAllBytes(directory.resolve("out")));
    }

    @Test
    void everyFailure_oneLineEachAndTheRestDone() throws Exception {
        Path source = Files.writeString(directory.resolve("Work.java"), """
                String map(String s) throws Exception {
                    switch (s) {
                        case "3" -> System.exit(7);
                        case "4" -> throw new java.io.IOException("four");
                        case "5" -> Thread.sleep(1_000_000);
                        case "6" -> new ProcessBuilder("/bin/sh", "-c", "kill -9 $PPID").start().waitFor();
                        default -> {}
                    }
                    System.out.println("noise");
                    return s;
                }
                """);
        Path log = directory.resolve("log");
        Ended ended = run(
                numbers(10), "map", "-j2", "--timeout=3s", "--joblog", log.toString(), "--source", source.toString());
        assertEquals(1, ended.status(), ended.err());
        assertEquals("0\n1\n2\n7\n8\n9\n", ended.out());
        List<String> failures =
                ended.err().lines().filter(line -> !line.equals("noise")).toList();
        assertEquals(4, failures.size(), ended.err());
        assertTrue(
                failures.get(0).startsWith("procession: item 3 \"3\": WorkerCrashedException: exit=7 (System.exit"),
                ended.err());
        assertEquals("procession: item 4 \"4\": IOException: four", failures.get(1));
        assertTrue(failures.get(2).startsWith("procession: item 5 \"5\": TaskTimeoutException: "), ended.err());
        assertTrue(
                failures.get(3).startsWith("procession: item 6 \"6\": WorkerCrashedException: exit=137 (SIGKILL"),
                ended.err());

        Ended resumed = run(numbers(10), "map", "-j2", "--joblog", log.toString(), "--resume", "p -> p");
        assertEquals(0, resumed.status(), resumed.err());
        assertEquals("3\n4\n5\n6\n", resumed.out());
    }

    @Test
    void workerCannotStart_saysSoOnce() throws Exception {
        Ended ended = run(numbers(100), "map", "-j2", "--jvm-option=-XX:NoSuchOption", "p -> p");
        assertEquals(1, ended.status(), ended.err());
        assertTrue(ended.err().contains("NoSuchOption"), ended.err());
        assertEquals(
                1,
                ended.err()
                        .lines()
                        // Not only at the beginning: the other worker may be in the middle of a line.
                        .filter(line -> line.contains("procession map: "))
                        .count(),
                ended.err());
    }

    @Test
    void slowInput_resultBeforeItsEnd() throws Exception {
        Process process = builder("map", "-j1", "p -> p + p")
                .redirectInput(ProcessBuilder.Redirect.PIPE)
                .redirectOutput(ProcessBuilder.Redirect.PIPE)
                .start();
        try (OutputStream in = process.getOutputStream();
                BufferedReader out =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line : List.of("a", "b")) {
                in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                in.flush();
                assertEquals(line + line, out.readLine());
            }
        }
        assertEquals(0, process.waitFor());
    }

    @Test
    void readerGone_endsSilentlyWithItsWorkers() throws Exception {
        Path endless = Files.writeString(directory.resolve("endless"), numbers(200_000));
        Process map = builder("map", "-j2", "p -> p.repeat(100)")
                .redirectInput(endless.toFile())
                .redirectOutput(ProcessBuilder.Redirect.PIPE)
                .start();
        assertEquals('0', map.getInputStream().read());
        List<ProcessHandle> workers = map.descendants().toList();
        map.getInputStream().close();
        assertEquals(141, map.waitFor());
        for (ProcessHandle worker : workers) {
            worker.onExit().join(); // The watchdog ends a wait for a worker that stays.
        }
        assertEquals("", Files.readString(directory.resolve("err")));
    }

    @Test
    void interrupted_130AndNoFailureLines() throws Exception {
        Path log = directory.resolve("log");
        Process map = builder(
                        "map",
                        "-j2",
                        "--joblog",
                        log.toString(),
                        "p -> { Thread.sleep(p.equals(\"0\") ? 0 : 1000000); return p; }")
                .redirectInput(
                        Files.writeString(directory.resolve("in"), numbers(100)).toFile())
                .redirectOutput(ProcessBuilder.Redirect.PIPE)
                .start();
        assertEquals('0', map.getInputStream().read());
        List<ProcessHandle> workers = map.descendants().toList();
        assertFalse(workers.isEmpty());
        Helpers.sh("kill", "-INT", Long.toString(map.pid()));
        assertEquals(130, map.waitFor());
        for (ProcessHandle worker : workers) {
            worker.onExit().join();
        }
        assertFalse(lenient("err").contains("procession: item"), lenient("err"));
        assertEquals(3, Files.readAllLines(log).size());
    }

    @Test
    void run_program_statusAndArguments() throws Exception {
        Path program = Files.writeString(directory.resolve("Program.java"), """
                import dev.procession.function.Fn;
                void main(String[] args) {
                    Fn<String, String> upper = String::toUpperCase;
                    System.out.println(upper.apply(args[1]));
                    System.exit(9);
                }
                """);
        Ended ended = run("", "run", program.toString(), "--help", "x");
        assertEquals(9, ended.status(), ended.err());
        assertEquals("x".toUpperCase(Locale.ROOT) + "\n", ended.out());
    }
}

package dev.procession.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.function.Fn;
import dev.procession.pool.PoolBrokenException;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.TaskOutcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command against a pool that runs everything in this thread. */
class MapCommandTest {
    @TempDir
    Path directory = Path.of("");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final PrintStream realErr = System.err;
    private final List<String> calls = new ArrayList<>();
    private @Nullable PoolOptions poolOptions;
    private @Nullable TaskOptions taskOptions;
    private int exitStatus = -1;

    @AfterEach
    void restore() {
        System.setErr(realErr);
    }

    private int run(String input, String... args) {
        out.reset();
        err.reset();
        Surroundings surroundings = new Surroundings(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                out,
                err,
                Map.of("XDG_CACHE_HOME", directory.toString(), "PROCESSION_TTY", ""),
                status -> exitStatus = status);
        return Main.run(List.of(args), surroundings, this::open);
    }

    private PoolOpener.Lease open(PoolOptions options, List<Path> classPath) {
        poolOptions = options;
        ProcessPool pool = (ProcessPool) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ProcessPool.class}, (self, method, args) -> {
                    calls.add(method.getName());
                    return switch (method.getName()) {
                        case "with" -> {
                            taskOptions = (TaskOptions) args[0];
                            yield self;
                        }
                        case "imapOutcomes", "imapOutcomesUnordered" ->
                            outcomes((Fn<?, ?>) args[0], (Iterator<?>) args[1]);
                        case "workers" -> List.of();
                        default -> throw new UnsupportedOperationException(method.getName());
                    };
                });
        return new PoolOpener.Lease() {
            @Override
            public ProcessPool pool() {
                return pool;
            }

            @Override
            public void close() {
                calls.add("close");
            }
        };
    }

    @SuppressWarnings("unchecked") // The command's own types, lost in the proxy.
    private static Stream<TaskOutcome<String, String>> outcomes(Fn<?, ?> function, Iterator<?> items) {
        Iterator<TaskOutcome<String, String>> outcomes = new Iterator<>() {
            private long index;

            @Override
            public boolean hasNext() {
                return items.hasNext();
            }

            @Override
            public TaskOutcome<String, String> next() {
                String item = (String) items.next();
                String value = null;
                Throwable failure = null;
                try {
                    value = ((Fn<String, String>) function).call(item);
                } catch (Exception e) {
                    failure = "broken".equals(e.getMessage()) ? new PoolBrokenException("no luck", null) : e;
                }
                return new TaskOutcome<>(index++, item, value, failure, 1, Duration.ofMillis(1), "w");
            }
        };
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(outcomes, 0), false);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void map_arguments_resultsAndStatus() {
        assertEquals(0, run("", "map", "p -> p + p", "a", "b"));
        assertEquals("aa\nbb\n", out());
        assertEquals("", err());
        assertEquals(List.of("with", "imapOutcomes", "close"), calls);
    }

    @Test
    void map_failures_oneLineEachAndGoesOn() {
        assertEquals(1, run("1\nx\n3", "map", "--unordered", "p -> Integer.parseInt(p) + 1"));
        assertEquals("2\n4\n", out());
        assertEquals(
                "procession: item 1 \"x\": NumberFormatException: For input string: \\\"x\\\"\n".replace("\\", ""),
                err());
    }

    @Test
    void map_options_reachThePool() {
        assertEquals(
                0,
                run(
                        "",
                        "map",
                        "-j3",
                        "--timeout=5s",
                        "--retries=2",
                        "--chunk=4",
                        "--max-memory=64m",
                        "--jvm-option=-ea",
                        "p -> p"));
        if (poolOptions == null || taskOptions == null) {
            throw new AssertionError("no pool");
        }
        assertEquals(3, poolOptions.workers());
        assertEquals(64L << 20, poolOptions.maxHeap().getAsLong());
        assertEquals(List.of("-ea"), poolOptions.jvmOptions());
        assertEquals(Duration.ofSeconds(5), taskOptions.timeout().orElseThrow());
        assertEquals(2, taskOptions.retries());
        assertEquals(4, taskOptions.chunkSize());
        assertTrue(taskOptions.keepGoing());
    }

    @Test
    void map_nul_bothWays() {
        assertEquals(0, run("a\nb\0c", "map", "--null", "p -> p + 1"));
        assertEquals("a\nb1\0c1\0", out());
    }

    @Test
    void map_json_objectPerItem() {
        assertEquals(1, run("", "map", "--json", "p -> 1 / Integer.parseInt(p)", "1", "0"));
        List<String> lines = out().lines().toList();
        assertEquals(2, lines.size());
        assertTrue(
                lines.get(0).startsWith("{\"index\":0,\"input\":\"1\",\"output\":\"1\",\"milliseconds\":1.000"), out());
        assertTrue(
                lines.get(1).contains("\"error\":\"exception\",\"message\":\"ArithmeticException: / by zero\""), out());
    }

    @Test
    void map_doesNotCompile_twoAndPoolClosed() {
        assertEquals(2, run("", "map", "p -> q", "a"));
        assertTrue(err().startsWith("EXPRESSION:1: error: cannot find symbol\np -> q\n     ^\n"), err());
        assertEquals(List.of("close"), calls);
    }

    @Test
    void map_poolBroken_endsTheRun() {
        assertEquals(1, run("a\nb\n", "map", "p -> { throw new Exception(\"broken\"); }"));
        assertEquals("procession map: the run was ended: PoolBrokenException: no luck\n", err());
    }

    @Test
    void map_resume_onlyWhatIsMissing() throws Exception {
        String log = directory.resolve("log").toString();
        assertEquals(1, run("1\nx\n3\n", "map", "--joblog", log, "p -> Integer.parseInt(p)"));
        assertEquals(1, run("1\nx\n3\n4\n", "map", "--joblog", log, "--resume", "p -> Integer.parseInt(p) * 10"));
        assertEquals("40\n", out());
        assertTrue(err().startsWith("procession: item 1 \"x\""), err());
        assertEquals(0, run("1\nx\n3\n4\n", "map", "--joblog", log, "--resume", "p -> p + \"!\""));
        assertEquals("x!\n", out());
        assertEquals(2 + 3 + 2 + 1, Files.readAllLines(Path.of(log)).size());
        assertEquals(2, run("1\nx\nthree\n", "map", "--joblog", log, "--resume", "p -> p"));
        assertTrue(err().contains("item 2 is \"three\""), err());
    }

    @Test
    void map_progressNotOnTerminal_summaryOnly() {
        assertEquals(0, run("", "map", "--progress", "p -> p", "a"));
        assertTrue(err().startsWith("procession: 1 done, 0 failed, elapsed 0:"), err());
        assertFalse(err().contains("\u001b"));
    }

    @Test
    void main_verbs() {
        assertEquals(2, run("", "mop"));
        assertTrue(err().contains("did you mean map?"), err());
        assertEquals(2, run(""));
        assertEquals(0, run("", "--version"));
        assertTrue(out().startsWith("procession ") && !out().contains("$"), out());
        for (String topic : List.of("help", "map", "run")) {
            assertEquals(0, run("", "help", topic));
            assertTrue(out().contains("usage: procession"), out());
            assertTrue(out().lines().allMatch(line -> line.length() <= 90), topic);
        }
        assertEquals(0, run("", "map", "--help"));
        assertEquals(0, run("", "run", "--help"));
        assertEquals(2, run("", "run", "nothing.java"));
        assertEquals(-1, exitStatus);
    }
}

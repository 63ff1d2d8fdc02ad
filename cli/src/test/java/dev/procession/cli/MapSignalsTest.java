package dev.procession.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.pool.PoolOptions;
import dev.procession.pool.TaskFuture;
import dev.procession.testkit.Await;
import dev.procession.testkit.JavaProcess;
import dev.procession.testkit.Signals;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code procession map} as a process that is asked to end while items run. */
class MapSignalsTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
    void signal_itemsRun_allEndsAndResultsRemain(String signal, int status) throws Exception {
        Path pid = directory.resolve("pid");
        String function = """
                p -> {
                    if (p.equals("a")) {
                        return "done";
                    }
                    sh("sleep 1000 >/dev/null 2>&1 & echo $! > '%1$s.new'; mv '%1$s.new' '%1$s'");
                    Thread.sleep(1_000_000);
                    return "never";
                }
                """.formatted(pid);
        try (JavaProcess map = JavaProcess.running(Main.class, "map", "-j1", function, "a", "b", "c")
                .environment("XDG_CACHE_HOME", directory.resolve("cache").toString())
                .start()) {
            assertEquals("", map.awaitLine("done"));
            Await.until("the process of an item", () -> Files.exists(pid));
            long started = Long.parseLong(Files.readString(pid).strip());
            List<ProcessHandle> workers = map.descendants();
            assertTrue(isAlive(started));

            Signals.send(map.pid(), signal);

            assertEquals(status, map.awaitExit());
            assertEquals("done\n", map.stdout());
            assertEquals("", map.stderr());
            Await.until("the end of all it started", () -> workers.stream().noneMatch(ProcessHandle::isAlive));
            Await.until("the end of what an item started", () -> !isAlive(started));
        }
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    /** A run's pool; a hook tells why its task has failed. */
    static final class Pooled {
        private Pooled() {}

        @SuppressWarnings({"SystemOut", "MustBeClosed"}) // the test reads what is printed; the JVM is asked to end
        public static void main(String[] args) throws Exception {
            PoolOpener.Lease lease =
                    new LocalPools().open(PoolOptions.defaults().withWorkers(1), List.of(Libraries.cli()));
            TaskFuture<Integer> never = lease.pool().applyAsync(() -> {
                Thread.sleep(1_000_000);
                return 1;
            });
            Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("WHY " + failure(never))));
            System.out.println("READY");
            Thread.sleep(1_000_000);
        }

        private static String failure(TaskFuture<Integer> never) {
            try {
                return "none: " + never.get();
            } catch (ExecutionException e) {
                return String.valueOf(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return e.toString();
            }
        }
    }

    @Test
    void term_poolOfARun_isGivenNoTime() {
        try (JavaProcess pooled = JavaProcess.running(Pooled.class).start()) {
            pooled.awaitLine("READY");
            Signals.send(pooled.pid(), "TERM");

            String why = pooled.awaitLine("WHY ");
            assertTrue(why.contains("closeTimeout=PT0S"), why);
            assertEquals(143, pooled.awaitExit());
        }
    }
}

package dev.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.WorkerCrashedException;
import dev.procession.process.ChildProcess;
import dev.procession.testkit.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The output of children arrives, whatever the reader does and whichever other processes hold the streams. */
@Tag("process")
class ChildOutputTest {
    /** More than this JVM's pipe holds, and less than that with the workers' pipes. */
    private static final int LINES = 1_500;

    @TempDir
    Path directory;

    /** A JVM whose tasks print, and that says in a file when they have. */
    static final class Prints {
        private Prints() {}

        public static void main(String[] args) throws Exception {
            try (Procession px = Procession.local();
                    ProcessPool pool = px.pool(2)) {
                pool.map(
                        i -> {
                            System.out.println("line " + i + " of some output that a task prints while it works");
                            return i;
                        },
                        IntStream.range(0, LINES).boxed().toList());
                Files.createFile(Path.of(args[0], "mapped"));
            }
        }
    }

    /** A JVM whose tasks print without end, and that gives them up once they have printed more than fits. */
    static final class Floods {
        private Floods() {}

        public static void main(String[] args) throws Exception {
            String printed = args[0] + "/printed";
            try (Procession px = Procession.local();
                    ProcessPool pool = px.pool(1)) {
                var flood = pool.applyAsync(() -> {
                    for (int i = 0; ; i++) {
                        System.out.println("line " + i + " of some output that a task prints while it works");
                        if (i == LINES / 2) {
                            Files.createFile(Path.of(printed));
                        }
                    }
                });
                Await.until("the lines", () -> Files.exists(Path.of(printed)));
                pool.shutdownNow();
                assertThrows(Exception.class, flood::get);
            }
        }
    }

    @Test
    void shutdownNow_readerThatNeverReads_ends() throws Exception {
        Process parent = start(Floods.class);
        try {
            assertEquals(0, parent.waitFor(), Files.readString(directory.resolve("err")));
        } finally {
            parent.destroyForcibly();
        }
    }

    private Process start(Class<?> main) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName(),
                        directory.toString())
                .redirectError(directory.resolve("err").toFile())
                .start();
    }

    @Test
    void close_readerThatBeginsLate_losesNoLine() throws Exception {
        Process parent = start(Prints.class);
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))) {
            Await.until("the tasks", () -> Files.exists(directory.resolve("mapped")));
            long start = System.nanoTime();
            Await.until("a late reader", () -> !parent.isAlive() || System.nanoTime() - start > 1_500_000_000L);

            assertEquals(LINES, reader.lines().count(), Files.readString(directory.resolve("err")));
            assertEquals(0, parent.waitFor());
        } finally {
            parent.destroyForcibly();
        }
    }

    @Test
    void close_readerThatIsGone_ends() throws Exception {
        Process parent = start(Prints.class);
        try {
            parent.getInputStream().close();

            assertEquals(0, parent.waitFor(), Files.readString(directory.resolve("err")));
        } finally {
            parent.destroyForcibly();
        }
    }

    /** Standard error that takes nothing until it is opened. */
    private static final class Gate extends OutputStream {
        private final CountDownLatch opened = new CountDownLatch(1);

        void open() {
            opened.countDown();
        }

        @Override
        public void write(int b) throws IOException {
            try {
                opened.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    @Test
    void halt_afterManyLines_lastWordsAreInTheException() throws Exception {
        Gate gate = new Gate();
        PrintStream before = System.err;
        System.setErr(new PrintStream(gate, true, StandardCharsets.UTF_8));
        try (Procession px = Procession.local();
                ProcessPool pool = px.pool(1)) {
            long pid = pool.apply(() -> ProcessHandle.current().pid());
            TaskFuture<Integer> task = pool.applyAsync(() -> {
                for (int i = 0; i < 2_000; i++) {
                    System.err.println("word " + i);
                }
                System.err.print("last word");
                Runtime.getRuntime().halt(9);
                return 1;
            });
            Await.until("the worker's end", () -> ProcessHandle.of(pid).isEmpty());
            // Nothing of what it printed has been passed on, and an exception that were made now would lack it.
            long start = System.nanoTime();
            Await.until("a late reader", () -> task.isDone() || System.nanoTime() - start > 700_000_000L);
            gate.open();

            WorkerCrashedException crash = assertThrows(WorkerCrashedException.class, task::join);
            assertEquals("last word", crash.stderrTail().getLast());
            assertEquals("word 1999", crash.stderrTail().get(crash.stderrTail().size() - 2));
        } finally {
            gate.open();
            System.setErr(before);
        }
    }

    private static boolean arePumpsLeft() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().startsWith("procession-stdout")
                        || thread.getName().startsWith("procession-stderr"));
    }

    @Test
    void join_processThatInheritedTheOutputLivesOn_returnsAndLeavesNoThread() throws Exception {
        String file = directory.resolve("pid").toString();
        try (Procession px = Procession.local()) {
            ChildProcess child = px.process(() -> {
                        Process left =
                                new ProcessBuilder("sleep", "1000").inheritIO().start();
                        Files.writeString(Path.of(file), String.valueOf(left.pid()));
                    })
                    .killDescendants(false)
                    .start();
            child.join();
            ProcessHandle left = ProcessHandle.of(Long.parseLong(Files.readString(Path.of(file))))
                    .orElseThrow();
            try {
                assertEquals(0, child.exitCode().orElseThrow());
                assertTrue(left.isAlive());
                assertFalse(arePumpsLeft());
            } finally {
                left.destroyForcibly();
            }
        }
    }

    @Test
    void close_manyWorkers_leavesNoPump() {
        try (Procession px = Procession.local();
                ProcessPool pool = px.pool(2)) {
            assertEquals(List.of(1, 2), pool.map(x -> x, List.of(1, 2)));
        }
        assertFalse(arePumpsLeft());
    }
}

package dev.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.WorkerInfo;
import dev.procession.testkit.Await;
import dev.procession.testkit.JavaProcess;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left when a parent ends, in every way it can. */
@Tag("process")
class SessionDeathTest {

    /**
     * A parent with workers that are busy, idle and in a hanging exit hook, and a child process; ends as its argument
     * says.
     */
    static final class Parent {
        /** Kept, so that a collection just before the end does not find the pool forgotten, and say so. */
        static @Nullable ProcessPool kept;

        public static void main(String[] args) throws Exception {
            Procession px = Procession.builder()
                    .directory(Path.of(args[1]))
                    .closeTimeout(Duration.ZERO)
                    .build();
            ProcessPool pool = px.pool(PoolOptions.defaults().withWorkers(2).withDaemon(true));
            kept = pool;
            pool.submit(() -> Thread.sleep(1_000_000));
            var child = px.process(() -> Thread.sleep(1_000_000)).daemon(true).start();
            while (pool.workers().stream()
                            .filter(w -> w.pid() > 0 && w.state() != WorkerInfo.State.STARTING)
                            .count()
                    < 2) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            StringBuilder pids = new StringBuilder("PIDS " + child.pid());
            pool.workers().forEach(worker -> pids.append(' ').append(worker.pid()));
            System.out.println(pids);
            switch (args[0]) {
                case "exit" -> System.exit(0);
                case "return" -> {
                    return;
                }
                case "close" -> {
                    pool.terminate();
                    px.close();
                }
                default -> Thread.sleep(1_000_000);
            }
        }
    }

    @Test
    void sigkill_parent_noWorkerIsLeft(@TempDir Path directory) throws IOException {
        try (JavaProcess parent =
                JavaProcess.running(Parent.class, "wait", directory.toString()).start()) {
            List<Long> pids = pids(parent.awaitLine("PIDS "));
            assertEquals(3, pids.size());

            parent.kill();

            awaitDead(pids);
        }
        Await.until(
                "the last child to remove the directory",
                () -> sessions(directory).isEmpty());
    }

    @Test
    void exit_parentWithoutClose_leavesNothing(@TempDir Path directory) throws IOException {
        for (String way : List.of("exit", "return", "close")) {
            try (JavaProcess parent =
                    JavaProcess.running(Parent.class, way, directory.toString()).start()) {
                List<Long> pids = pids(parent.awaitLine("PIDS "));

                assertEquals(0, parent.awaitExit());

                awaitDead(pids);
                // Of a task that is cut off, one warning; else nothing of ours is on the console.
                String said = parent.stderr();
                assertTrue(
                        said.isEmpty()
                                || (said.contains("failures that no thread had read: count=1")
                                        && said.contains("closeTimeout=PT0S")
                                        && said.lines().count() == 2),
                        said);
                assertEquals(1, parent.stdout().lines().count(), "but the line it printed itself");
            }
            Await.until(
                    "nothing to be left after " + way, () -> sessions(directory).isEmpty());
        }
    }

    @Test
    void sweep_liveSession_isLeftAlone(@TempDir Path directory) throws Exception {
        try (JavaProcess parent =
                JavaProcess.running(Parent.class, "wait", directory.toString()).start()) {
            List<Long> pids = pids(parent.awaitLine("PIDS "));
            Path live = sessions(directory).getFirst();

            Procession.builder().directory(directory).build().close();

            assertTrue(Files.exists(live), "close waits for its sweep, which found a live session");
            assertTrue(pids.stream().allMatch(pid -> ProcessHandle.of(pid).isPresent()));
            parent.kill();
            awaitDead(pids);
        }
    }

    @Test
    void twoSessions_inOneProcess_doNotHarmOneAnother(@TempDir Path directory) {
        try (Procession one = Procession.builder().directory(directory).build();
                ProcessPool pool = one.pool(1)) {
            pool.apply(() -> 1);
            Procession.builder().directory(directory).build().close();
            Procession.builder().directory(directory).build().close();

            assertEquals(2, pool.apply(() -> 2));
            assertEquals(1, sessions(directory).size());
        }
        assertFalse(Files.exists(directory.resolve("procession")));
    }

    private static List<Path> sessions(Path directory) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, "procession-*")) {
            stream.forEach(found::add);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return found;
    }

    private static List<Long> pids(String line) {
        List<Long> pids = new ArrayList<>();
        Scanner words = new Scanner(line);
        while (words.hasNextLong()) {
            pids.add(words.nextLong());
        }
        return pids;
    }

    private static void awaitDead(List<Long> pids) {
        for (long pid : pids) {
            Await.until("pid " + pid + " is gone", () -> ProcessHandle.of(pid).isEmpty());
        }
    }
}

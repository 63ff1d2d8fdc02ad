package dev.procession;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.WorkerCrashedException;
import dev.procession.process.ChildProcess;
import dev.procession.shared.Manager;
import dev.procession.shared.SharedPool;
import dev.procession.testkit.Await;
import dev.procession.testkit.JavaProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What becomes of processes that tasks start, in each of the ways in which their worker ends. They are in the
 * background, and their parent has ended.
 */
@Tag("process")
class DescendantsEndTest {
    @TempDir
    Path directory;

    /** Starts a process that lives on by itself; returns its process id. */
    private static long background() throws IOException {
        Process shell = new ProcessBuilder("/bin/sh", "-c", "sleep 1000 >/dev/null 2>&1 & echo $!").start();
        try (BufferedReader reader = shell.inputReader()) {
            return Long.parseLong(reader.readLine());
        }
    }

    private static void assertEnds(long pid) {
        Await.until("the end of pid " + pid, () -> !isAlive(pid));
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    @Test
    void close_pool_killsThem() throws Exception {
        long pid;
        try (Procession px = Procession.local();
                ProcessPool pool = px.pool(1)) {
            pid = pool.apply(DescendantsEndTest::background);
            assertTrue(isAlive(pid));
        }
        assertEnds(pid);
    }

    @Test
    void maxTasksPerWorker_reached_killsThem() throws Exception {
        PoolOptions options =
                PoolOptions.defaults().withWorkers(1).withMaxTasksPerWorker(1).withWarmSpares(0);
        try (Procession px = Procession.local();
                ProcessPool pool = px.pool(options)) {
            long pid = pool.apply(DescendantsEndTest::background);

            assertEnds(pid);
        }
    }

    @Test
    void halt_inATask_killsThem() throws Exception {
        String file = directory.resolve("pid").toString();
        try (Procession px = Procession.local();
                ProcessPool pool = px.pool(1)) {
            assertThrows(
                    WorkerCrashedException.class,
                    () -> pool.apply(() -> {
                        Files.writeString(Path.of(file), String.valueOf(background()));
                        Runtime.getRuntime().halt(3);
                        return 1;
                    }));

            assertEnds(Long.parseLong(Files.readString(Path.of(file))));
        }
    }

    @Test
    void join_bodyThatReturned_hasKilledThem() throws Exception {
        String file = directory.resolve("pid").toString();
        try (Procession px = Procession.local()) {
            ChildProcess child = px.start(() -> Files.writeString(Path.of(file), String.valueOf(background())));
            child.join();

            assertEnds(Long.parseLong(Files.readString(Path.of(file))));
        }
    }

    @Test
    void close_poolThatLetsThemLive_doesNot() throws Exception {
        long pid;
        try (Procession px = Procession.local();
                ProcessPool pool = px.pool(PoolOptions.defaults().withWorkers(1).withKillDescendants(false))) {
            pid = pool.apply(DescendantsEndTest::background);
        }
        try {
            assertTrue(isAlive(pid));
        } finally {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
        assertEnds(pid);
        assertFalse(isAlive(pid));
    }

    /** What a session says of all its children. */
    @Nested
    class OfTheSession {
        @Test
        void close_sessionThatLetsThemLive_doesNotWhateverStartedThem() throws Exception {
            String file = directory.resolve("pid").toString();
            List<Long> pids = new ArrayList<>();
            try (Procession px = Procession.builder().killDescendants(false).build();
                    ProcessPool pool = px.pool(1);
                    Manager manager = px.manager()) {
                SharedPool managed = manager.pool(PoolOptions.defaults().withWorkers(1));
                pids.add(pool.apply(DescendantsEndTest::background));
                pids.add(managed.apply(DescendantsEndTest::background));
                px.start(() -> Files.writeString(Path.of(file), String.valueOf(background())))
                        .join();
                pids.add(Long.parseLong(Files.readString(Path.of(file))));
            }
            try {
                for (long pid : pids) {
                    assertTrue(
                            isAlive(pid), () -> "ended pid=" + pid + ", of the pool, the manager's, the child=" + pids);
                }
            } finally {
                pids.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
            }
            for (long pid : pids) {
                assertEnds(pid);
            }
        }

        @Test
        void close_poolAndChildThatSayOtherwise_do() throws Exception {
            String file = directory.resolve("pid").toString();
            try (Procession px = Procession.builder().killDescendants(false).build()) {
                long pid;
                try (ProcessPool pool =
                        px.pool(PoolOptions.defaults().withWorkers(1).withKillDescendants(true))) {
                    pid = pool.apply(DescendantsEndTest::background);
                }
                assertEnds(pid);
                px.process(() -> Files.writeString(Path.of(file), String.valueOf(background())))
                        .killDescendants(true)
                        .start()
                        .join();
                assertEnds(Long.parseLong(Files.readString(Path.of(file))));
            }
        }
    }

    /** A JVM that is killed while a task of its runs. */
    static final class Parent {
        private Parent() {}

        public static void main(String[] args) {
            try (Procession px = Procession.local();
                    ProcessPool pool = px.pool(1)) {
                System.out.println("pid " + pool.apply(DescendantsEndTest::background));
                pool.apply(() -> {
                    Thread.sleep(1_000_000);
                    return 1;
                });
            }
        }
    }

    @Test
    void kill_parent_killsThem() {
        try (JavaProcess parent = JavaProcess.running(Parent.class).start()) {
            long pid = Long.parseLong(parent.awaitLine("pid "));
            parent.kill();

            assertEnds(pid);
        }
    }
}

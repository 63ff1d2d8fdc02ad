package dev.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.RestartBudget;
import dev.procession.process.ChildProcess;
import dev.procession.testkit.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals that reach children, as they reach a process group, while their JVMs boot and have no handler yet. */
@Tag("process")
class SignalledStartsTest {
    @TempDir
    Path directory;

    private final Shots shots = new Shots();

    @AfterEach
    void endShots() throws InterruptedException {
        shots.end();
    }

    /**
     * Signals the first children of a session: one as soon as it is a JVM, the others when they have some threads.
     */
    private final class Shots {
        private static final List<Integer> THREADS = List.of(1, 2, 8, 12);

        private final Set<Long> hit = ConcurrentHashMap.newKeySet();
        private final List<Thread> threads = new ArrayList<>();
        private volatile boolean isOver;

        void begin(String signal) {
            threads.add(Thread.ofPlatform().name("shots").start(() -> {
                while (!isOver && hit.size() < THREADS.size()) {
                    ProcessHandle.current().children().forEach(child -> {
                        if (hit.size() < THREADS.size() && isDue(child) && hit.add(child.pid())) {
                            try {
                                Signals.send(child.pid(), signal);
                            } catch (IllegalStateException e) {
                                // It has ended already.
                            }
                        }
                    });
                    LockSupport.parkNanos(1_000_000);
                }
            }));
        }

        private boolean isDue(ProcessHandle child) {
            String command = child.info().commandLine().orElse("");
            return !hit.contains(child.pid())
                    && command.contains("@" + directory)
                    && threads(child.pid()) >= THREADS.get(hit.size());
        }

        private static long threads(long pid) {
            try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
                return tasks.count();
            } catch (IOException | java.io.UncheckedIOException e) {
                return Files.isDirectory(Path.of("/proc/self")) ? 0 : Long.MAX_VALUE;
            }
        }

        void end() throws InterruptedException {
            isOver = true;
            for (Thread thread : threads) {
                thread.join();
            }
            assertFalse(hit.isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT", "HUP"})
    void signal_whileAJvmBoots_isNotSeenByThePool(String signal) throws Exception {
        shots.begin(signal);
        try (Procession px = Procession.builder().directory(directory).build();
                ProcessPool pool = px.pool(PoolOptions.defaults()
                        .withWorkers(1)
                        .withRestartBudget(new RestartBudget(0, Duration.ofDays(1))))) {
            assertEquals(7, pool.apply(() -> 7));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = "TERM")
    void signal_whileAJvmBoots_isNotSeenByWhoStartsAProcess(String signal) throws Exception {
        shots.begin(signal);
        String file = directory.resolve("ran").toString();
        try (Procession px = Procession.builder().directory(directory).build()) {
            ChildProcess child = px.start(() -> Files.createFile(Path.of(file)));
            child.join();

            assertEquals(
                    0, child.exitCode().orElseThrow(), () -> child.failure().toString());
            assertEquals(true, Files.exists(Path.of(file)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = "TERM")
    void signal_whileAJvmBoots_isNotSeenByWhoStartsAManager(String signal) throws Exception {
        shots.begin(signal);
        try (Procession px = Procession.builder().directory(directory).build();
                var manager = px.manager()) {
            manager.<String, Integer>map("map").put("key", 7);

            assertEquals(7, manager.<String, Integer>map("map").get("key"));
        }
    }
}

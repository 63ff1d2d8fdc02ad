package dev.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.RestartBudget;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.TaskTimeoutException;
import dev.procession.process.ChildProcess;
import dev.procession.testkit.Await;
import dev.procession.testkit.JavaProcess;
import dev.procession.testkit.Signals;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals that come to children from outside: those for the whole process group, and job control. */
@Tag("process")
class SignalsToChildrenTest {
    private static final PoolOptions NO_RESTARTS =
            PoolOptions.defaults().withWorkers(1).withRestartBudget(new RestartBudget(0, Duration.ofDays(1)));

    @TempDir
    Path directory;

    private static void awaitFile(String file) throws InterruptedException {
        while (!Files.exists(Path.of(file))) {
            Thread.sleep(5);
        }
    }

    private static long pidOf(ProcessPool pool) {
        return pool.workers().getFirst().pid();
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM", "HUP"})
    void requestToEnd_workerThatRunsATask_isIgnored(String signal) throws Exception {
        String begun = directory.resolve("begun").toString();
        String go = directory.resolve("go").toString();
        try (Procession px = Procession.local();
                ProcessPool pool = px.pool(NO_RESTARTS)) {
            Future<Integer> task = pool.applyAsync(() -> {
                Files.createFile(Path.of(begun));
                awaitFile(go);
                return 7;
            });
            Await.until("the task", () -> Files.exists(Path.of(begun)));
            long pid = pidOf(pool);
            for (int i = 0; i < 8; i++) {
                Signals.send(pid, signal);
            }
            Files.createFile(Path.of(go));

            assertEquals(7, task.get());
            assertEquals(pid, pool.apply(() -> ProcessHandle.current().pid()));
        }
    }

    @Test
    void processesThatTasksStart_doNotIgnoreWhatTheWorkerDoes() throws Exception {
        try (Procession px = Procession.local();
                ProcessPool pool = px.pool(NO_RESTARTS)) {
            int status = pool.apply(() -> new ProcessBuilder("/bin/sh", "-c", "kill -TERM $$; sleep 1000")
                    .start()
                    .waitFor());

            assertEquals(143, status);
        }
    }

    @Test
    void kill_ofIdleWorkersEightTimes_spendsNoBudget() throws Exception {
        try (Procession px = Procession.local();
                ProcessPool pool = px.pool(NO_RESTARTS)) {
            List<Long> killed = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Await.until("an idle worker", () -> {
                    var worker = pool.workers().getFirst();
                    return worker.pid() != 0 && !killed.contains(worker.pid());
                });
                long pid = pidOf(pool);
                killed.add(pid);
                Signals.send(pid, "KILL");
            }

            assertEquals("works", pool.apply(() -> "works"));
        }
    }

    @Test
    void terminate_bodyWithItsOwnHandlerOfSigterm_runsIt() throws Exception {
        String file = directory.resolve("handled").toString();
        try (Procession px = Procession.local()) {
            ChildProcess child = px.start(() -> {
                Signal.handle("TERM", () -> {
                    try {
                        Files.createFile(Path.of(file));
                    } catch (java.io.IOException e) {
                        throw new IllegalStateException(e);
                    }
                    Runtime.getRuntime().halt(5);
                });
                Files.createFile(Path.of(file + ".ready"));
                Thread.sleep(1_000_000);
            });
            Await.until("the handler", () -> Files.exists(Path.of(file + ".ready")));

            child.terminate();
            child.join();

            assertEquals(5, child.exitCode().orElseThrow());
            assertTrue(Files.exists(Path.of(file)));
        }
    }

    /** The JDK's handlers of signals, without the warnings that naming them costs. */
    static final class Signal {
        private Signal() {}

        static void handle(String name, Runnable action) throws ReflectiveOperationException {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = java.lang.reflect.Proxy.newProxyInstance(
                    Signal.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        action.run();
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        }
    }

    /** Runs a task of 4 seconds at most, and says when it has begun and how it ended. */
    static final class Parent {
        private Parent() {}

        public static void main(String[] args) throws Exception {
            String begun = args[0] + "/begun";
            String go = args[0] + "/go";
            try (Procession px = Procession.local();
                    ProcessPool pool = px.pool(1)) {
                pool.apply(() -> 1);
                ProcessPool limited = pool.with(TaskOptions.defaults()
                        .withTimeout(Duration.ofSeconds(4))
                        .withGraceBeforeKill(Duration.ofMillis(1)));
                Future<Integer> task = limited.applyAsync(() -> {
                    Files.createFile(Path.of(begun));
                    awaitFile(go);
                    return 7;
                });
                System.out.println("result " + task.get());
            }
        }
    }

    private static void stopFor(List<Long> pids, Duration time) {
        pids.forEach(Signals::stop);
        long start = System.nanoTime();
        Await.until("the time to pass", () -> System.nanoTime() - start > time.toNanos());
        pids.forEach(pid -> Signals.send(pid, "CONT"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"the group", "the parent"})
    void stop_longerThanATimeout_countsAgainstNone(String which) throws Exception {
        try (JavaProcess parent =
                JavaProcess.running(Parent.class, directory.toString()).start()) {
            Await.until("the task", () -> Files.exists(directory.resolve("begun")));
            List<Long> stopped = new ArrayList<>(List.of(parent.pid()));
            if (which.equals("the group")) {
                parent.descendants().forEach(process -> stopped.add(process.pid()));
            }
            stopFor(stopped, Duration.ofSeconds(5));
            // Time for a timeout that has passed to be pronounced, well before the task's own time is over.
            long start = System.nanoTime();
            Await.until("the time to pass", () -> System.nanoTime() - start > 300_000_000);
            Files.createFile(directory.resolve("go"));

            assertEquals(0, parent.awaitExit(), parent.stderr());
            assertEquals("result 7", parent.stdout().strip());
        }
    }

    @Test
    void stop_ofTheWorkerAlone_countsAgainstItsTimeout() throws Exception {
        String begun = directory.resolve("begun").toString();
        try (Procession px = Procession.local();
                ProcessPool pool = px.pool(1)) {
            ProcessPool limited = pool.with(TaskOptions.defaults()
                    .withTimeout(Duration.ofMillis(500))
                    .withGraceBeforeKill(Duration.ofMillis(100)));
            Future<?> task = limited.applyAsync(() -> {
                Files.createFile(Path.of(begun));
                Thread.sleep(1_000_000);
                return 1;
            });
            Await.until("the task", () -> Files.exists(Path.of(begun)));
            Signals.send(pidOf(pool), "STOP");

            var failure = assertThrows(java.util.concurrent.ExecutionException.class, task::get);
            assertInstanceOf(TaskTimeoutException.class, failure.getCause());
        }
    }
}

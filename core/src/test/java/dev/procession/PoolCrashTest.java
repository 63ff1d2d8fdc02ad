package dev.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.pool.PoolBrokenException;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.RestartBudget;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.TaskOutcome;
import dev.procession.pool.TaskTimeoutException;
import dev.procession.pool.WorkerCrashedException;
import dev.procession.pool.WorkerInfo;
import dev.procession.process.Output;
import dev.procession.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way a worker can end while, before and after it runs a task. */
@Tag("process")
class PoolCrashTest {
    private Procession px;

    @BeforeEach
    void open() {
        px = Procession.builder().output(Output.DISCARD).build();
    }

    @AfterEach
    void close() {
        px.close();
    }

    @Test
    void exit_inATask_failsThatTaskWithItsStatus() {
        try (ProcessPool pool = px.pool(1)) {
            WorkerCrashedException crash = assertThrows(
                    WorkerCrashedException.class,
                    () -> pool.apply(() -> {
                        System.err.println("last words");
                        System.exit(3);
                    }));

            assertEquals(3, crash.exitStatus().code());
            assertTrue(String.valueOf(crash.getMessage()).contains("System.exit"), String.valueOf(crash.getMessage()));
            assertTrue(
                    crash.stderrTail().contains("last words"),
                    crash.stderrTail().toString());
            assertEquals(1, pool.apply(() -> 1));
        }
    }

    @Test
    void halt_inATask_failsThatTask() {
        try (ProcessPool pool = px.pool(1)) {
            WorkerCrashedException crash = assertThrows(
                    WorkerCrashedException.class,
                    () -> pool.apply(() -> Runtime.getRuntime().halt(9)));

            assertEquals(9, crash.exitStatus().code());
            assertEquals(1, pool.apply(() -> 1));
        }
    }

    @Test
    void sigkill_duringATask_failsThatTaskDecoded() throws Exception {
        try (ProcessPool pool = px.pool(1)) {
            TaskFuture<?> future = pool.submit(() -> Thread.sleep(1_000_000));
            long pid = awaitBusy(pool);

            ProcessHandle.of(pid).orElseThrow().destroyForcibly();

            ExecutionException thrown = assertThrows(ExecutionException.class, future::get);
            WorkerCrashedException crash = assertInstanceOf(WorkerCrashedException.class, thrown.getCause());
            assertEquals(137, crash.exitStatus().code());
            assertEquals("SIGKILL", crash.exitStatus().signal().orElseThrow());
            assertEquals(pid, crash.pid());
            assertEquals(1, pool.apply(() -> 1));
        }
    }

    @Test
    void sigsegv_duringATask_bringsTheCrashReport() throws Exception {
        try (ProcessPool pool = px.pool(1)) {
            TaskFuture<?> future = pool.submit(() -> Thread.sleep(1_000_000));
            long pid = awaitBusy(pool);

            new ProcessBuilder("kill", "-SEGV", Long.toString(pid)).start().waitFor();

            ExecutionException thrown = assertThrows(ExecutionException.class, future::get);
            WorkerCrashedException crash = assertInstanceOf(WorkerCrashedException.class, thrown.getCause());
            assertEquals(
                    1, crash.exitStatus().code(), "the JVM ends after it has written its report, without a core file");
            assertTrue(String.valueOf(crash.getMessage()).contains("the JVM crashed"), crash.getMessage());
            assertTrue(String.valueOf(crash.getMessage()).contains("-XX:+CreateCoredumpOnCrash"), crash.getMessage());
            assertTrue(crash.crashReport().orElse("").contains("SIGSEGV"), "hs_err head");
        }
    }

    @Test
    void outOfMemory_inATask_failsItTypedAndReplacesTheWorker() {
        try (ProcessPool pool = px.pool(PoolOptions.defaults().withWorkers(1).withMaxHeap(64 << 20))) {
            long before = pool.apply(() -> ProcessHandle.current().pid());

            assertThrows(
                    OutOfMemoryError.class,
                    () -> pool.apply(() -> {
                        List<byte[]> hoard = new ArrayList<>();
                        while (hoard.size() < Integer.MAX_VALUE) {
                            hoard.add(new byte[1 << 20]);
                        }
                    }));

            long after = pool.apply(() -> ProcessHandle.current().pid());
            assertFalse(before == after, "a worker that ran out of memory may be unsound");
        }
    }

    @Test
    void killedIdle_worker_isReplacedSilently() {
        try (ProcessPool pool = px.pool(1)) {
            long first = pool.apply(() -> ProcessHandle.current().pid());
            Await.until("the worker is idle", () -> pool.workers().getFirst().state() == WorkerInfo.State.IDLE);

            ProcessHandle.of(first).orElseThrow().destroyForcibly();
            Await.until("another worker", () -> {
                WorkerInfo now = pool.workers().getFirst();
                return now.pid() != first && now.state() == WorkerInfo.State.IDLE;
            });

            assertEquals(1, pool.apply(() -> 1));
        }
    }

    @Test
    void chunk_withACrashInIt_failsOneItemAndRunsNothingFinishedAgain(@TempDir Path directory) throws IOException {
        String log = directory.resolve("ran").toString();
        Files.createFile(Path.of(log));
        try (ProcessPool pool = px.pool(1).with(TaskOptions.defaults().withChunkSize(8))) {
            List<TaskOutcome<Integer, Integer>> outcomes;
            try (Stream<TaskOutcome<Integer, Integer>> stream = pool.imapOutcomes(
                    x -> {
                        Files.writeString(Path.of(log), x + "\n", StandardOpenOption.APPEND);
                        if (x == 3) {
                            Runtime.getRuntime().halt(1);
                        }
                        return x;
                    },
                    IntStream.range(0, 8).iterator())) {
                outcomes = stream.toList();
            }

            assertEquals(
                    List.of(3L),
                    outcomes.stream()
                            .filter(o -> !o.succeeded())
                            .map(TaskOutcome::index)
                            .toList());
            assertInstanceOf(WorkerCrashedException.class, outcomes.get(3).failure());
        }
        Map<String, Integer> runs = new HashMap<>();
        for (String line : Files.readAllLines(Path.of(log))) {
            runs.merge(line, 1, Integer::sum);
        }
        assertEquals(8, runs.size());
        assertTrue(runs.values().stream().allMatch(n -> n == 1), runs.toString());
    }

    @Test
    void retries_crashingTask_stopsAtTheLimit(@TempDir Path directory) throws IOException {
        String log = Files.createFile(directory.resolve("ran")).toString();
        try (ProcessPool pool = px.pool(1).with(TaskOptions.defaults().withRetries(2))) {
            TaskFuture<?> future = pool.applyAsync(() -> {
                Files.writeString(Path.of(log), "x", StandardOpenOption.APPEND);
                Runtime.getRuntime().halt(1);
            });

            assertThrows(WorkerCrashedException.class, future::join);
            assertEquals(3, future.attempts());
        }
        assertEquals("xxx", Files.readString(Path.of(log)));
    }

    @Test
    void retries_taskThatRecovers_succeeds(@TempDir Path directory) {
        String marker = directory.resolve("marker").toString();
        try (ProcessPool pool = px.pool(1).with(TaskOptions.defaults().withRetries(1))) {
            TaskFuture<Integer> future = pool.applyAsync(() -> {
                if (Path.of(marker).toFile().createNewFile()) {
                    throw new IllegalStateException("the first time");
                }
                return 5;
            });

            assertEquals(5, future.join());
            assertEquals(2, future.attempts());
        }
    }

    @Test
    void timeout_taskThatHeedsItsInterrupt_keepsTheWorker() {
        try (ProcessPool pool = px.pool(1)) {
            long before = pool.apply(() -> ProcessHandle.current().pid());
            ProcessPool limited = pool.with(TaskOptions.defaults()
                    .withTimeout(Duration.ofMillis(200))
                    .withGraceBeforeKill(Duration.ofSeconds(30)));

            TaskTimeoutException thrown =
                    assertThrows(TaskTimeoutException.class, () -> limited.apply(() -> Thread.sleep(1_000_000)));

            assertFalse(thrown.workerKilled());
            assertEquals(before, pool.apply(() -> ProcessHandle.current().pid()));
        }
    }

    @Test
    @SuppressWarnings("InfiniteLoopStatement")
    void timeout_taskThatDoesNot_killsTheWorkerAndOnlyThatItemFails() {
        try (ProcessPool pool = px.pool(1)) {
            ProcessPool limited = pool.with(
                    TaskOptions.defaults().withTimeout(Duration.ofMillis(500)).withChunkSize(4));
            List<TaskOutcome<Integer, Integer>> outcomes;
            try (Stream<TaskOutcome<Integer, Integer>> stream = limited.imapOutcomes(
                    x -> {
                        while (x == 1) {
                            Thread.onSpinWait();
                        }
                        return x;
                    },
                    List.of(0, 1, 2, 3).iterator())) {
                outcomes = stream.toList();
            }

            assertEquals(
                    List.of(true, false, true, true),
                    outcomes.stream().map(TaskOutcome::succeeded).toList());
            TaskTimeoutException thrown =
                    assertInstanceOf(TaskTimeoutException.class, outcomes.get(1).failure());
            assertTrue(thrown.workerKilled());
        }
    }

    @Test
    void cancel_runningTask_killsItsWorkerWhenAsked() {
        try (ProcessPool pool = px.pool(1)) {
            TaskFuture<?> future = pool.submit(() -> {
                while (true) {
                    Thread.onSpinWait();
                }
            });
            long pid = awaitBusy(pool);

            assertTrue(future.cancel(true));

            assertThrows(CancellationException.class, future::get);
            Await.until("the worker is dead", () -> ProcessHandle.of(pid).isEmpty());
            assertEquals(1, pool.apply(() -> 1));
        }
    }

    @Test
    void cancel_queuedTask_neverRuns(@TempDir Path directory) {
        String marker = directory.resolve("ran").toString();
        try (ProcessPool pool = px.pool(1)) {
            TaskFuture<?> running = pool.submit(() -> Thread.sleep(1_000_000));
            awaitBusy(pool);
            TaskFuture<?> queued = pool.submit(() -> Files.createFile(Path.of(marker)));

            assertTrue(queued.cancel(false));
            running.cancel(true);

            assertEquals(1, pool.apply(() -> 1));
            assertFalse(Files.exists(Path.of(marker)));
            assertEquals(0, queued.attempts());
        }
    }

    @Test
    void isCancelled_inTheTask_isSeenThere() {
        try (ProcessPool pool = px.pool(1)) {
            ProcessPool limited = pool.with(TaskOptions.defaults()
                    .withTimeout(Duration.ofMillis(100))
                    .withGraceBeforeKill(Duration.ofSeconds(30)));

            TaskTimeoutException thrown = assertThrows(
                    TaskTimeoutException.class,
                    () -> limited.apply(() -> {
                        while (!Procession.currentWorker().orElseThrow().isCancelled()) {
                            Thread.onSpinWait();
                        }
                    }));

            assertFalse(thrown.workerKilled());
        }
    }

    @Test
    void initializer_thatThrows_breaksThePoolWithItsCause() {
        try (ProcessPool pool = px.pool(PoolOptions.defaults()
                .withWorkers(2)
                .withRestartBudget(new RestartBudget(1, Duration.ofMinutes(1)))
                .withInitializer(() -> {
                    throw new IllegalStateException("no licence");
                }))) {
            PoolBrokenException thrown = assertThrows(PoolBrokenException.class, () -> pool.apply(() -> 1));

            assertTrue(String.valueOf(thrown.getMessage()).contains("no licence"), String.valueOf(thrown.getMessage()));
        }
    }

    @Test
    void initializer_thatHangs_isATypedFailure() {
        try (ProcessPool pool = px.pool(PoolOptions.defaults()
                .withWorkers(1)
                .withStartTimeout(Duration.ofMillis(1500))
                .withRestartBudget(new RestartBudget(0, Duration.ofMinutes(1)))
                .withInitializer(() -> Thread.sleep(1_000_000)))) {
            PoolBrokenException thrown = assertThrows(PoolBrokenException.class, () -> pool.apply(() -> 1));

            assertTrue(
                    String.valueOf(thrown.getMessage()).contains("timeout=1500 ms"),
                    String.valueOf(thrown.getMessage()));
        }
    }

    @Test
    void jvmOption_thatIsWrong_bringsTheJvmsWords() {
        try (ProcessPool pool = px.pool(PoolOptions.defaults()
                .withWorkers(1)
                .withRestartBudget(new RestartBudget(0, Duration.ofMinutes(1)))
                .withJvmOptions("-XX:+NoSuchOption"))) {
            PoolBrokenException thrown = assertThrows(PoolBrokenException.class, () -> pool.apply(() -> 1));

            assertTrue(
                    String.valueOf(thrown.getMessage()).contains("NoSuchOption"), String.valueOf(thrown.getMessage()));
        }
    }

    @Test
    void closedStdout_inAWorker_harmsNothing() {
        try (ProcessPool pool = px.pool(1)) {
            pool.apply(() -> {
                new java.io.FileOutputStream(java.io.FileDescriptor.out).close();
                new java.io.FileOutputStream(java.io.FileDescriptor.err).close();
            });

            assertEquals(1, pool.apply(() -> 1));
        }
    }

    @Test
    void killedByTimeout_workersOwnChildren_dieWithIt() {
        try (ProcessPool pool = px.pool(1)) {
            TaskFuture<?> future = pool.submit(() -> {
                new ProcessBuilder("sleep", "1000").start();
                while (true) {
                    Thread.onSpinWait();
                }
            });
            long pid = awaitBusy(pool);
            Await.until(
                    "the grandchild",
                    () -> ProcessHandle.of(pid)
                            .orElseThrow()
                            .descendants()
                            .findAny()
                            .isPresent());
            ProcessHandle grandchild =
                    ProcessHandle.of(pid).orElseThrow().descendants().findAny().orElseThrow();

            future.cancel(true);

            Await.until("the grandchild is dead", () -> !grandchild.isAlive());
        }
    }

    @Test
    void terminate_runningTasks_areCancelledAndWorkersDead() throws Exception {
        ProcessPool pool = px.pool(2);
        List<TaskFuture<?>> futures = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            futures.add(pool.submit(() -> Thread.sleep(1_000_000)));
        }
        awaitBusy(pool);
        List<Long> pids = pool.workers().stream().map(WorkerInfo::pid).toList();

        pool.terminate();

        for (TaskFuture<?> future : futures) {
            assertThrows(CancellationException.class, future::get);
        }
        assertTrue(pool.isTerminated());
        assertTrue(pool.awaitTermination(0, TimeUnit.SECONDS));
        for (long pid : pids) {
            assertTrue(pid == 0 || ProcessHandle.of(pid).isEmpty(), "pid " + pid);
        }
    }

    @Test
    void shutdownNow_waitingTasks_areReturned() {
        try (ProcessPool pool = px.pool(1)) {
            pool.submit(() -> Thread.sleep(1_000_000));
            awaitBusy(pool);
            pool.submit(() -> {});
            pool.submit(() -> {});

            assertEquals(2, pool.shutdownNow().size());
        }
    }

    /** Waits until a worker runs a task; returns its pid. */
    private static long awaitBusy(ProcessPool pool) {
        Await.until("a busy worker", () -> pool.workers().stream().anyMatch(PoolCrashTest::isRunning));
        return pool.workers().stream()
                .filter(PoolCrashTest::isRunning)
                .findFirst()
                .orElseThrow()
                .pid();
    }

    private static boolean isRunning(WorkerInfo worker) {
        return worker.state() == WorkerInfo.State.BUSY && !worker.running().isZero();
    }
}

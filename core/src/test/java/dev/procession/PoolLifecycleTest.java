package dev.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.pool.MemoryLimitException;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.PoolStats;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.QueueFullPolicy;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.WorkerCrashedException;
import dev.procession.pool.WorkerInfo;
import dev.procession.process.Output;
import dev.procession.sync.ProcessLatch;
import dev.procession.testkit.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the number of workers and the workers themselves change while a pool works, and what bounds it. */
@Tag("process")
class PoolLifecycleTest {
    private Procession px;

    @BeforeEach
    void open() {
        px = Procession.builder().output(Output.DISCARD).build();
    }

    @AfterEach
    void close() {
        px.close();
    }

    private static PoolOptions workers(int count) {
        return PoolOptions.defaults().withWorkers(count);
    }

    private static long pid() {
        return ProcessHandle.current().pid();
    }

    @Test
    void maxTasksPerWorker_afterSoMany_anotherProcessGoesOn() {
        try (ProcessPool pool = px.pool(workers(1).withMaxTasksPerWorker(3))) {
            List<Long> pids = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                pids.add(pool.apply(PoolLifecycleTest::pid));
            }

            assertEquals(1, new HashSet<>(pids.subList(0, 3)).size(), pids.toString());
            assertEquals(1, new HashSet<>(pids.subList(3, 6)).size(), pids.toString());
            assertEquals(3, new HashSet<>(pids).size(), pids.toString());
        }
    }

    @Test
    void maxTasksPerWorker_duringAMap_losesNothing() {
        List<Integer> inputs = IntStream.range(0, 200).boxed().toList();
        try (ProcessPool pool = px.pool(workers(2).withMaxTasksPerWorker(40).withWarmSpares(0))) {
            assertEquals(inputs, pool.map(x -> x, inputs));
            assertTrue(pool.stats().started() >= 4, pool.stats().toString());
        }
    }

    @Test
    void warmSpares_areReadyBeforeTheyAreNeeded() {
        try (ProcessPool pool = px.pool(workers(1).withWarmSpares(1))) {
            Await.until("worker and spare", () -> pool.stats().started() == 2);
            long first = pool.apply(PoolLifecycleTest::pid);

            assertThrows(
                    WorkerCrashedException.class,
                    () -> pool.apply(() -> Runtime.getRuntime().halt(1)));

            assertNotEquals(first, pool.apply(PoolLifecycleTest::pid));
            Await.until("another spare", () -> pool.stats().started() == 3);
        }
    }

    @Test
    void initializerAndFinalizer_runInEveryWorkerThatEndsInOrder(@TempDir Path directory) {
        String path = directory.toString();
        PoolOptions options = workers(2)
                .withInitializer(() -> Files.createFile(Path.of(path, "begun-" + pid())))
                .withFinalizer(() -> Files.createFile(Path.of(path, "ended-" + pid())));
        Set<Long> pids = new HashSet<>();
        try (ProcessPool pool = px.pool(options)) {
            Await.until("both workers", () -> pool.stats().idle() == 2);
            pool.workers().forEach(worker -> pids.add(worker.pid()));
        }
        for (long pid : pids) {
            assertTrue(Files.exists(directory.resolve("begun-" + pid)));
            assertTrue(Files.exists(directory.resolve("ended-" + pid)));
        }
    }

    @Test
    void resize_upAndDown_changesTheWorkersAndLosesNothing() {
        try (ProcessPool pool = px.pool(1)) {
            TaskFuture<List<Integer>> results =
                    pool.mapAsync(x -> x, IntStream.range(0, 5000).boxed().toList());

            pool.resize(3);
            Await.until("three workers", () -> pool.stats().started() == 3);
            pool.resize(1);

            Await.until("one worker", () -> pool.workers().size() == 1);
            assertEquals(5000, results.join().size());
            assertEquals(1, pool.apply(() -> 1));
            assertEquals(1, pool.stats().workers());
            assertThrows(IllegalArgumentException.class, () -> pool.resize(0));
            assertThrows(IllegalArgumentException.class, () -> pool.resize(1001));
        }
    }

    @Test
    void restartWorkers_inTheMiddleOfWork_losesNothingAndChangesThePids() {
        try (ProcessPool pool = px.pool(2)) {
            Await.until("both workers", () -> pool.stats().idle() == 2);
            Set<Long> before = new HashSet<>();
            pool.workers().forEach(worker -> before.add(worker.pid()));
            List<TaskFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                futures.add(pool.applyAsync(
                        x -> {
                            Thread.sleep(2);
                            return x;
                        },
                        i));
            }

            pool.restartWorkers();

            assertFalse(before.contains(pool.apply(PoolLifecycleTest::pid)));
            for (int i = 0; i < futures.size(); i++) {
                assertEquals(i, futures.get(i).join());
                assertEquals(1, futures.get(i).attempts());
            }
        }
    }

    @Test
    void elastic_growsWithTheWorkAndShrinksWhenIdle() {
        PoolOptions options = workers(3).withMinWorkers(1).withIdleTimeout(Duration.ofMillis(50));
        try (ProcessPool pool = px.pool(options)) {
            assertEquals(1, pool.stats().workers());
            ProcessLatch go = px.latch(1);
            List<TaskFuture<?>> futures = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                futures.add(pool.submit(() -> go.await()));
            }

            Await.until("three workers", () -> pool.stats().busy() == 3);
            go.countDown();
            futures.forEach(TaskFuture::join);

            Await.until("one worker", () -> pool.workers().size() == 1);
            assertEquals(1, pool.apply(() -> 1));
        }
    }

    @Test
    void maxQueuedTasks_full_rejectsWithTheNumbers() {
        try (ProcessPool pool = px.pool(workers(1).withMaxQueuedTasks(2))) {
            ProcessLatch go = px.latch(1);
            TaskFuture<?> running = pool.submit(() -> go.await());
            Await.until("the first to run", () -> isBusy(pool));
            TaskFuture<Integer> second = pool.applyAsync(() -> 2);
            TaskFuture<Integer> third = pool.applyAsync(() -> 3);

            RejectedExecutionException rejected =
                    assertThrows(RejectedExecutionException.class, () -> pool.applyAsync(() -> 4));

            assertTrue(String.valueOf(rejected.getMessage()).contains("maxQueuedTasks=2"), rejected.toString());
            second.cancel(true);
            TaskFuture<Integer> fourth = pool.applyAsync(() -> 4);
            go.countDown();
            assertEquals(3, third.join());
            assertEquals(4, fourth.join());
            running.join();
        }
    }

    @Test
    void maxQueuedTasks_patient_waitsForRoom() {
        PoolOptions options = workers(1).withMaxQueuedTasks(1).withQueueFullPolicy(QueueFullPolicy.WAIT);
        try (ProcessPool pool = px.pool(options)) {
            List<TaskFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                futures.add(pool.applyAsync(x -> x, i));
            }
            for (int i = 0; i < 100; i++) {
                assertEquals(i, futures.get(i).join());
            }
        }
    }

    @Test
    void maxQueuedTasks_patientCallersThatWaitForResults_allGetThem() throws Exception {
        PoolOptions options = workers(1).withMaxQueuedTasks(1).withQueueFullPolicy(QueueFullPolicy.WAIT);
        try (ProcessPool pool = px.pool(options)) {
            LongAdder sum = new LongAdder();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                threads.add(Thread.ofPlatform().start(() -> {
                    for (int n = 0; n < 50; n++) {
                        sum.add(pool.<Integer, Integer>apply(x -> x, n));
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertEquals(20 * 49 * 50 / 2, sum.sum());
        }
    }

    private static boolean isBusy(ProcessPool pool) {
        return pool.workers().stream().anyMatch(worker -> worker.state() == WorkerInfo.State.BUSY);
    }

    @Test
    void memoryLimit_exceeded_failsTheTaskTypedAndThePoolGoesOn() {
        PoolOptions options = workers(1).withMaxHeap(600L << 20).withMemoryLimit(300L << 20);
        try (ProcessPool pool = px.pool(options)) {
            MemoryLimitException exceeded = assertThrows(
                    MemoryLimitException.class,
                    () -> pool.apply(() -> {
                        List<byte[]> all = new ArrayList<>();
                        while (true) {
                            byte[] some = new byte[1 << 20];
                            java.util.Arrays.fill(some, (byte) 1);
                            if (all.size() < 450) {
                                all.add(some);
                            } else {
                                Thread.sleep(10);
                            }
                        }
                    }));

            assertEquals(300L << 20, exceeded.limitBytes());
            assertTrue(exceeded.residentBytes() > 300L << 20, exceeded.toString());
            assertEquals(1, pool.apply(() -> 1));
        }
    }

    @Test
    void poolMemoryLimit_exceeded_endsTheLargestIdleWorkerFirst() {
        try (ProcessPool pool = px.pool(workers(2).withPoolMemoryLimit(1))) {
            Await.until("both workers", () -> pool.stats().idle() == 2);
            ProcessLatch go = px.latch(1);
            TaskFuture<Long> running = pool.applyAsync(() -> {
                go.await();
                return pid();
            });
            Await.until("the one to run", () -> isBusy(pool));
            long busy = pool.workers().stream()
                    .filter(worker -> worker.state() == WorkerInfo.State.BUSY)
                    .findFirst()
                    .orElseThrow()
                    .pid();

            Await.until(
                    "the idle one to be replaced, or the busy one killed",
                    () -> pool.stats().started() > 2);
            go.countDown();
            try {
                assertEquals(busy, running.join());
            } catch (MemoryLimitException e) {
                // It was the only one that was ready at a later look.
            }
        }
    }

    @Test
    void task_behindALongOne_runsElsewhereWhenSomebodyIsIdle() {
        try (ProcessPool pool = px.pool(2)) {
            Await.until("both workers", () -> pool.stats().idle() == 2);
            for (int i = 0; i < 300; i++) {
                pool.apply(x -> x, i);
            }
            // Short ones are put behind one another; one of them is not short.
            ProcessLatch go = px.latch(1);
            List<TaskFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                boolean isLong = i == 20;
                futures.add(pool.applyAsync(
                        x -> {
                            if (isLong) {
                                go.await();
                            }
                            return x;
                        },
                        i));
            }

            for (int i = 0; i < 200; i++) {
                if (i != 20) {
                    assertEquals(i, futures.get(i).join());
                }
            }
            assertFalse(futures.get(20).isDone());
            go.countDown();
            assertEquals(20, futures.get(20).join());
        }
    }

    @Test
    void element_thatKillsItsWorker_costsItsChunkNothingElse() {
        List<Integer> inputs = IntStream.range(0, 100).boxed().toList();
        try (ProcessPool pool = px.pool(1)) {
            var outcomes = pool.with(TaskOptions.defaults().withChunkSize(100).withKeepGoing(true))
                    .mapAsync(
                            x -> {
                                if (x == 50) {
                                    Runtime.getRuntime().halt(7);
                                }
                                return x;
                            },
                            inputs);

            assertThrows(WorkerCrashedException.class, outcomes::join);
            PoolStats stats = pool.stats();
            assertEquals(List.of(99L, 1L, 1L), List.of(stats.completed(), stats.failed(), stats.crashed()));
        }
    }

    @Test
    void element_thatKillsItsWorker_isRetriedAlone() {
        List<Integer> inputs = IntStream.range(0, 100).boxed().toList();
        var flag = px.sharedLong(0);
        try (ProcessPool pool = px.pool(1)) {
            List<Integer> results = pool.with(
                            TaskOptions.defaults().withChunkSize(100).withRetries(1))
                    .map(
                            x -> {
                                if (x == 50 && flag.getAndIncrement() == 0) {
                                    Runtime.getRuntime().halt(7);
                                }
                                return x;
                            },
                            inputs);

            assertEquals(inputs, results);
            assertEquals(1, pool.stats().retried());
        }
    }

    @Test
    void stats_tellWhatWasDone() {
        try (ProcessPool pool = px.pool(2)) {
            pool.map(x -> x, IntStream.range(0, 2000).boxed().toList());
            assertThrows(
                    IllegalStateException.class,
                    () -> pool.apply(() -> {
                        throw new IllegalStateException("no");
                    }));
            PoolStats stats = pool.stats();

            assertEquals(2000, stats.completed());
            assertEquals(1, stats.failed());
            assertEquals(List.of(0L, 0L, 0L), List.of(stats.queued(), stats.assigned(), stats.crashed()));
        }
    }

    /** A stopped process is no dead one, and is not replaced; but what it has not begun is not its own. */
    @Test
    void task_givenToAStoppedWorker_runsElsewhere() throws Exception {
        try (ProcessPool pool = px.pool(2)) {
            Await.until("both workers", () -> pool.stats().idle() == 2);
            long stopped = pool.workers().getFirst().pid();
            signal("STOP", stopped);
            try {
                for (int i = 0; i < 50; i++) {
                    assertNotEquals(stopped, (long) pool.apply(PoolLifecycleTest::pid));
                }
                assertEquals(
                        100,
                        pool.map(x -> x, IntStream.range(0, 100).boxed().toList())
                                .size());
            } finally {
                signal("CONT", stopped);
            }
            Await.until("both workers to work", () -> {
                Set<Long> pids = new HashSet<>(pool.map(
                        x -> {
                            Thread.sleep(1);
                            return pid();
                        },
                        IntStream.range(0, 50).boxed().toList()));
                return pids.contains(stopped);
            });
        }
    }

    private static void signal(String name, long pid) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
        assertEquals(0, kill.waitFor());
    }
}

package dev.procession;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.Progress;
import dev.procession.pool.RestartBudget;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.TaskTimeoutException;
import dev.procession.pool.WorkerInfo;
import dev.procession.process.Output;
import dev.procession.sync.ProcessEvent;
import dev.procession.testkit.Await;
import dev.procession.testkit.Signals;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where two things happen at once, or nearly: each was wrong once. */
@Tag("process")
class PoolRacesTest {
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

    private static Integer sleep(Integer input) throws InterruptedException {
        Thread.sleep(1_000_000);
        return input;
    }

    private static void awaitIdle(ProcessPool pool) {
        Await.until(
                "all are idle", () -> pool.workers().stream().allMatch(one -> one.state() == WorkerInfo.State.IDLE));
    }

    @Test
    void cancel_onTheWayToAWorker_meetsTheTaskThere() {
        try (ProcessPool pool = px.pool(2)) {
            awaitIdle(pool);
            for (int i = 0; i < 2_000; i++) {
                assertTrue(pool.applyAsync(PoolRacesTest::sleep, i).cancel(true));
                if (i % 100 == 0) {
                    awaitIdle(pool);
                }
            }
            awaitIdle(pool);

            assertEquals(1, pool.apply(() -> 1));
        }
    }

    @Test
    void imapClosed_whileItFeeds_leavesNothingRunning() {
        try (ProcessPool pool = px.pool(2)) {
            awaitIdle(pool);
            for (int i = 0; i < 100; i++) {
                try (Stream<Integer> stream = pool.imap(
                        x -> x % 3 == 0 ? x : sleep(x),
                        Stream.iterate(0, x -> x + 1).iterator())) {
                    assertEquals(0, stream.iterator().next());
                }
                awaitIdle(pool);
            }
            Await.until("nothing is queued", () -> pool.stats().queued() == 0);
        }
    }

    /** The short task was queued behind the long one while there was no other worker. */
    @Test
    void resize_whileAShortTaskWaitsBehindALongOne_runsIt() {
        try (ProcessPool pool = px.pool(1)) {
            pool.map(x -> x, IntStream.range(0, 3_000).boxed().toList());
            TaskFuture<Integer> first = pool.applyAsync(PoolRacesTest::sleep, 1);
            TaskFuture<Integer> second = pool.applyAsync(x -> x, 2);
            pool.resize(2);

            assertEquals(2, second.join());
            assertTrue(first.cancel(true));
        }
    }

    @Test
    void elastic_whileAShortTaskWaitsBehindALongOne_grows() {
        try (ProcessPool pool = px.pool(workers(2).withMinWorkers(1))) {
            pool.map(x -> x, IntStream.range(0, 3_000).boxed().toList());
            TaskFuture<Integer> first = pool.applyAsync(PoolRacesTest::sleep, 1);

            assertEquals(2, pool.applyAsync(x -> x, 2).join());
            assertTrue(first.cancel(true));
        }
    }

    @Test
    void map_whoseElementsAllRunOutOfMemory_fails_andThePoolGoesOn() {
        TaskOptions chunks = TaskOptions.defaults().withChunkSize(12).withKeepGoing(true);
        try (ProcessPool pool = px.pool(workers(1).withMaxHeap(32L << 20))) {
            assertThrows(
                    OutOfMemoryError.class,
                    () -> pool.with(chunks)
                            .map(x -> new byte[Integer.MAX_VALUE - 8].length + x, List.of(1, 2, 3, 4, 5, 6, 7, 8)));

            assertEquals(1, pool.apply(() -> 1));
            assertEquals(8, pool.stats().failed());
        }
    }

    @Test
    void map_thatFails_doesNotBeginTheRestOfItsChunk(@TempDir Path directory) {
        String marks = directory.toString();
        TaskOptions chunk = TaskOptions.defaults().withChunkSize(50);
        try (ProcessPool pool = px.pool(1)) {
            ProcessEvent failed = px.event();
            assertThrows(
                    IllegalStateException.class,
                    () -> pool.with(chunk)
                            .map(
                                    x -> {
                                        if (x == 0) {
                                            throw new IllegalStateException("first");
                                        }
                                        Files.createFile(Path.of(marks, "ran-" + x));
                                        return failed.await(60, TimeUnit.SECONDS);
                                    },
                                    IntStream.range(0, 50).boxed().toList()));
            Await.until(
                    "the worker has only what it had begun", () -> pool.stats().assigned() <= 1);
            failed.set();

            assertEquals(1, pool.apply(() -> 1));
            String[] ran = directory.toFile().list();
            assertTrue(ran != null && ran.length <= 1, List.of(ran == null ? new String[0] : ran)::toString);
        }
    }

    @Test
    void terminate_ofAMapThatKeepsGoing_cancelsIt() {
        ProcessPool pool = px.pool(1);
        TaskOptions keep = TaskOptions.defaults().withKeepGoing(true);
        List<TaskFuture<List<Integer>>> maps = new ArrayList<>();
        for (int size : List.of(4, 5_000)) {
            maps.add(pool.with(keep)
                    .mapAsync(
                            PoolRacesTest::sleep,
                            IntStream.range(0, size).boxed().toList()));
        }

        pool.terminate();

        for (TaskFuture<List<Integer>> map : maps) {
            assertThrows(CancellationException.class, map::join);
            assertTrue(map.isCancelled());
        }
    }

    @Test
    void durations_asLongAsTheyGet_areForEver() {
        Duration ages = Duration.ofDays(400_000);
        PoolOptions options =
                workers(1).withStartTimeout(ages).withIdleTimeout(ages).withRestartBudget(new RestartBudget(3, ages));
        try (ProcessPool pool = px.pool(options)) {
            assertEquals(1, pool.apply(() -> 1));
            ProcessHandle.of(pool.workers().getFirst().pid()).orElseThrow().destroyForcibly();

            TaskOptions patient = TaskOptions.defaults()
                    .withTimeout(ages)
                    .withGraceBeforeKill(ages)
                    .withRetries(1);
            assertEquals(2, pool.with(patient).apply(() -> 2));
        }
    }

    /** It was given the task, and was not there to begin it. */
    @Test
    void timeout_ofATaskThatBeginsLate_countsFromThen() {
        TaskOptions hasty = TaskOptions.defaults().withTimeout(Duration.ofMillis(1_500));
        try (ProcessPool pool = px.pool(1)) {
            awaitIdle(pool);
            long pid = pool.workers().getFirst().pid();
            Signals.stop(pid);
            TaskFuture<Long> late;
            try {
                long submitted = System.nanoTime();
                late = pool.with(hasty).applyAsync(from -> System.nanoTime() - from, submitted);
                Await.until("most of its timeout is over", () -> System.nanoTime() - submitted > 1_400_000_000L);
            } finally {
                Signals.send(pid, "CONT");
            }

            assertTrue(late.join() > 0);
        }
    }

    @Test
    void timeout_killsNoneOfTheOthersOfItsChunk() {
        TaskOptions chunk = TaskOptions.defaults()
                .withChunkSize(60)
                .withKeepGoing(true)
                .withTimeout(Duration.ofMillis(60))
                .withGraceBeforeKill(Duration.ofMillis(40));
        try (ProcessPool pool = px.pool(1)) {
            for (int i = 0; i < 10; i++) {
                RuntimeException failure = assertThrows(
                        TaskTimeoutException.class,
                        () -> pool.with(chunk)
                                .map(
                                        x -> {
                                            long end = System.nanoTime() + (x == 0 ? 102_000_000 : 0);
                                            while (System.nanoTime() - end < 0) {
                                                Thread.onSpinWait();
                                            }
                                            return x;
                                        },
                                        IntStream.range(0, 60).boxed().toList()));
                assertEquals(0, failure.getSuppressed().length, () -> String.valueOf(failure.getSuppressed()[0]));
            }
        } catch (AssertionError e) {
            // On a machine that is slow the first may end in time: then there is no failure, and nothing to see.
            assertFalse(String.valueOf(e.getMessage()).contains("Crashed"), e.toString());
        }
    }

    @Test
    void restartWorkers_whileOneStarts_replacesThatToo(@TempDir Path directory) throws Exception {
        String file =
                Files.writeString(directory.resolve("configuration"), "old").toString();
        String reading = directory.resolve("reading").toString();
        String go = directory.resolve("go").toString();
        PoolOptions options = workers(1).withInitializer(() -> {
            System.setProperty("configuration", Files.readString(Path.of(file)));
            Files.writeString(Path.of(reading), "");
            while (!Files.exists(Path.of(go))) {
                Thread.onSpinWait();
            }
        });
        try (ProcessPool pool = px.pool(options)) {
            Await.until("the first has read it", () -> Files.exists(Path.of(reading)));
            Files.writeString(Path.of(file), "new");
            pool.restartWorkers();
            TaskFuture<String> told = pool.applyAsync(() -> System.getProperty("configuration"));
            Files.writeString(Path.of(go), "");

            assertEquals("new", told.join());
        }
    }

    @Test
    void reports_ofTasksThatEndAtOnce_areHeard() {
        Set<Object> heard = ConcurrentHashMap.newKeySet();
        Progress progress = new Progress() {
            @Override
            public void advanced(long done, long failed, long total, Duration elapsed) {}

            @Override
            public void reported(String worker, String task, Object report) {
                heard.add(report);
            }
        };
        try (ProcessPool pool = px.pool(1)) {
            for (int i = 0; i < 200; i++) {
                pool.with(TaskOptions.defaults().withProgress(progress))
                        .apply(
                                x -> {
                                    Procession.currentWorker().orElseThrow().report(x);
                                    return x;
                                },
                                i);
            }
            Await.until("all reports are heard", () -> heard.size() == 200);
        }
    }

    @Test
    void sparesThatDie_leaveNothing(@TempDir Path directory) throws Exception {
        try (Procession own = Procession.builder()
                        .output(Output.DISCARD)
                        .directory(directory)
                        .build();
                ProcessPool pool = own.pool(workers(1).withWarmSpares(1))) {
            assertEquals(1, pool.apply(() -> 1));
            long before = 0;
            for (int i = 0; i < 4; i++) {
                int started = 2 + i;
                Await.until("a spare is ready", () -> pool.stats().started() == started);
                long worker = pool.workers().getFirst().pid();
                ProcessHandle.current()
                        .children()
                        .filter(child -> child.pid() != worker)
                        .forEach(spare -> Signals.send(spare.pid(), "KILL"));
                if (i == 0) {
                    Await.until("the next is ready", () -> pool.stats().started() == 3);
                    before = files(directory);
                }
            }
            Await.until("the last is ready", () -> pool.stats().started() == 6);

            long first = before;
            Await.until("what was made for the dead is gone", () -> files(directory) <= first + 3);
        }
    }

    /** Doorbells stay where their slots do. */
    private static long files(Path directory) {
        long count = 0;
        for (File session : requireNonNull(directory.toFile().listFiles(File::isDirectory))) {
            String[] names = session.list((parent, name) -> !name.startsWith("bell-"));
            count += names == null ? 0 : names.length;
        }
        return count;
    }

    @Test
    void attempts_countTheOneThatRuns() {
        try (ProcessPool pool = px.pool(1)) {
            TaskFuture<Integer> running = pool.applyAsync(PoolRacesTest::sleep, 1);
            TaskFuture<Integer> waiting = pool.applyAsync(PoolRacesTest::sleep, 2);

            Await.until("it runs", () -> running.attempts() == 1);

            assertEquals(0, waiting.attempts());
            assertTrue(waiting.cancel(true));
            assertTrue(running.cancel(true));
        }
    }
}

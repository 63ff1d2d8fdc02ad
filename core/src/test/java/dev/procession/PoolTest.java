package dev.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.codec.CodecException;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.RemoteTaskException;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.TaskOutcome;
import dev.procession.pool.WorkerInfo;
import dev.procession.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a pool computes, in which order, and how it refuses. One pool serves all tests: none of them harms it. */
@Tag("process")
class PoolTest {
    private static Procession px;
    private static ProcessPool pool;

    @BeforeAll
    static void open() {
        px = Procession.builder().build();
        pool = px.pool(2);
    }

    @AfterAll
    static void close() {
        pool.close();
        px.close();
    }

    @Test
    void apply_task_runsInAnotherProcess() {
        long pid = pool.apply(() -> ProcessHandle.current().pid());

        assertNotEquals(ProcessHandle.current().pid(), pid);
    }

    @Test
    void apply_function_returnsItsResult() {
        int doubled = pool.apply(x -> x * 2, 21);
        assertEquals(42, doubled);
        assertEquals("a1", pool.apply((a, b) -> a + b, "a", 1));
        assertNull(pool.<Integer, Object>apply(x -> null, 1));
    }

    @Test
    void apply_capturedValues_travelAsCopies() {
        List<Integer> captured = new ArrayList<>(List.of(1));

        List<Integer> seen = pool.apply(() -> {
            captured.add(2);
            return captured;
        });

        assertEquals(List.of(1, 2), seen);
        assertEquals(List.of(1), captured);
    }

    @Test
    void apply_uncheckedException_isThrownItselfWithTheWorkersTrace() {
        IllegalStateException thrown = assertThrows(
                IllegalStateException.class,
                () -> pool.apply(() -> {
                    throw new IllegalStateException("from the worker");
                }));

        assertEquals("from the worker", String.valueOf(thrown.getMessage()));
        assertTrue(thrown.getStackTrace()[0].getClassName().contains("PoolTest"), "remote frames come first");
        assertTrue(
                List.of(thrown.getStackTrace()).stream()
                        .dropWhile(frame -> !frame.getClassName().endsWith("_THROWN_ABOVE_"))
                        .skip(1)
                        .anyMatch(frame -> frame.getClassName().contains("PoolTest")),
                "and the place of the call is told");
    }

    @Test
    void apply_checkedException_isTheCauseOfARemoteTaskException() {
        RemoteTaskException thrown = assertThrows(
                RemoteTaskException.class,
                () -> pool.apply(() -> {
                    throw new IOException("checked");
                }));

        assertInstanceOf(IOException.class, thrown.getCause());
        assertEquals("java.io.IOException", thrown.remoteClass());
    }

    @Test
    void get_failedTask_throwsExecutionExceptionWithTheOriginal() {
        TaskFuture<Integer> future = pool.applyAsync(() -> Integer.parseInt("x"));

        ExecutionException thrown = assertThrows(ExecutionException.class, future::get);

        assertInstanceOf(NumberFormatException.class, thrown.getCause());
        assertEquals(1, future.attempts());
    }

    @Test
    void apply_stackOverflow_isOnlyThatTasksFailure() {
        assertThrows(StackOverflowError.class, () -> pool.apply(() -> deep(0)));
        assertEquals(1, pool.apply(() -> 1));
    }

    private static int deep(int n) {
        return n < 0 ? 0 : deep(n + 1) + 1;
    }

    @Test
    void apply_resultThatCannotBeEncoded_failsTypedAndThePoolGoesOn() {
        assertThrows(CodecException.class, () -> pool.apply(() -> new Object()));
        assertEquals(1, pool.apply(() -> 1));
    }

    @Test
    void apply_capturedThatCannotBeEncoded_failsInTheCallerAtOnce() {
        Object captured = new Object();

        CodecException thrown = assertThrows(CodecException.class, () -> pool.apply(() -> captured.hashCode()));

        assertTrue(
                String.valueOf(thrown.getMessage()).contains("java.lang.Object"), String.valueOf(thrown.getMessage()));
    }

    @Test
    void map_manyInputs_resultsInOrder() {
        List<Integer> inputs = IntStream.range(0, 20_000).boxed().toList();

        List<Integer> results = pool.map(x -> x + 1, inputs);

        assertEquals(IntStream.rangeClosed(1, 20_000).boxed().toList(), results);
    }

    @Test
    void map_empty_isEmpty() {
        assertEquals(List.of(), pool.map(x -> x, List.of()));
    }

    @Test
    void map_failure_isThrownAndTheRestDropped() {
        assertThrows(
                ArithmeticException.class,
                () -> pool.map(x -> 1 / (x - 3), IntStream.range(0, 100).boxed().toList()));
        assertEquals(1, pool.apply(() -> 1));
    }

    @Test
    void map_keepGoing_throwsTheFirstByPositionWithTheOthers() {
        ProcessPool going = pool.with(TaskOptions.defaults().withKeepGoing(true));

        IllegalArgumentException thrown = assertThrows(
                IllegalArgumentException.class,
                () -> going.map(
                        x -> {
                            if (x % 2 == 1) {
                                throw new IllegalArgumentException("odd " + x);
                            }
                            return x;
                        },
                        List.of(0, 1, 2, 3)));

        assertEquals("odd 1", String.valueOf(thrown.getMessage()));
        assertTrue(
                Stream.of(thrown.getSuppressed()).anyMatch(other -> "odd 3".equals(other.getMessage())),
                "the other failure is suppressed in it");
    }

    @Test
    void starmap_entries_areTwoArguments() {
        assertEquals(List.of(3, 7), pool.starmap((a, b) -> a + b, List.of(Map.entry(1, 2), Map.entry(3, 4))));
    }

    @Test
    void mapAsync_future_composes() throws Exception {
        CompletableFuture<Integer> sum = pool.mapAsync(x -> x * x, List.of(1, 2, 3))
                .thenApply(squares -> squares.stream().mapToInt(x -> x).sum())
                .toCompletableFuture();

        assertEquals(14, sum.get());
    }

    @Test
    void imap_endlessSource_isReadOnlyAWindowAhead() {
        AtomicInteger read = new AtomicInteger();
        Iterator<Integer> source = Stream.generate(read::incrementAndGet).iterator();

        List<Integer> results;
        try (Stream<Integer> stream = pool.imap(x -> x * 2, source)) {
            results = stream.limit(5).toList();
        }

        assertEquals(List.of(2, 4, 6, 8, 10), results);
        assertTrue(read.get() < 5_000, "read ahead: " + read.get());
    }

    @Test
    void imap_failure_isThrownAtItsPositionAndTheIteratorGoesOn() {
        try (Stream<Integer> stream = pool.imap(x -> 10 / x, List.of(1, 0, 5))) {
            Iterator<Integer> results = stream.iterator();

            assertEquals(10, results.next());
            assertThrows(ArithmeticException.class, results::next);
            assertEquals(2, results.next());
            assertFalse(results.hasNext());
        }
    }

    @Test
    void imap_sourceThatFails_failsAfterTheElementsBefore() {
        Iterator<Integer> source = Stream.of(1, 2, 3)
                .peek(x -> {
                    if (x == 3) {
                        throw new IllegalStateException("source");
                    }
                })
                .iterator();
        try (Stream<Integer> stream = pool.imap(x -> x, source)) {
            Iterator<Integer> results = stream.iterator();

            assertEquals(1, results.next());
            assertEquals(2, results.next());
            assertThrows(IllegalStateException.class, results::next);
        }
    }

    @Test
    void imapUnordered_all_areThere() {
        try (Stream<Integer> stream =
                pool.imapUnordered(x -> x, IntStream.range(0, 1000).boxed())) {
            assertEquals(new TreeSet<>(IntStream.range(0, 1000).boxed().toList()), new TreeSet<>(stream.toList()));
        }
    }

    @Test
    void imapOutcomes_failures_areValues() {
        List<TaskOutcome<Integer, Integer>> outcomes;
        try (Stream<TaskOutcome<Integer, Integer>> stream =
                pool.imapOutcomes(x -> 6 / x, List.of(3, 0, 2).iterator())) {
            outcomes = stream.toList();
        }

        assertEquals(
                List.of(0L, 1L, 2L), outcomes.stream().map(TaskOutcome::index).toList());
        assertEquals(2, outcomes.getFirst().value());
        assertInstanceOf(ArithmeticException.class, outcomes.get(1).failure());
        assertEquals(3, outcomes.getLast().value());
        assertTrue(outcomes.get(1).worker().contains("worker"));
        assertEquals(0, outcomes.get(1).input());
    }

    @Test
    void callbacks_oneThrows_isLogged() throws Exception {
        CompletableFuture<Throwable> logged = new CompletableFuture<>();
        Handler listener = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                logged.complete(entry.getThrown());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("dev.procession.pool");
        logger.addHandler(listener);
        try {
            pool.applyAsync(() -> 1, value -> {
                throw new IllegalStateException("to be seen in the log");
            });

            assertEquals(
                    "to be seen in the log", logged.get(30, TimeUnit.SECONDS).getMessage());
        } finally {
            logger.removeHandler(listener);
        }
    }

    @Test
    void callbacks_exactlyOne_isCalledAndOneThatThrowsHarmsNothing() throws Exception {
        CountDownLatch called = new CountDownLatch(2);
        List<Object> seen = Collections.synchronizedList(new ArrayList<>());

        pool.applyAsync(() -> 1, value -> {
            throw new IllegalStateException("a callback that throws, on purpose");
        });
        pool.applyAsync(
                () -> 2,
                value -> {
                    seen.add(value);
                    called.countDown();
                },
                seen::add);
        pool.<Integer>applyAsync(
                () -> {
                    throw new IllegalArgumentException("x");
                },
                seen::add,
                failure -> {
                    seen.add(failure.getClass());
                    called.countDown();
                });

        assertTrue(called.await(30, TimeUnit.SECONDS));
        assertEquals(Set.of(2, IllegalArgumentException.class), Set.copyOf(seen));
    }

    @Test
    void stage_thatBlocks_doesNotHoldUpThePool(@TempDir Path directory) throws Exception {
        // Until all stages are added: one added to a finished task runs in the thread that adds it.
        String gate = directory.resolve("gate").toString();
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch reached = new CountDownLatch(8);
        List<CompletableFuture<Integer>> stages = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            stages.add(pool.applyAsync(() -> {
                        while (!Files.exists(Path.of(gate))) {
                            Thread.onSpinWait();
                        }
                        return 1;
                    })
                    .thenApply(x -> {
                        reached.countDown();
                        try {
                            release.await();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                        return x;
                    })
                    .toCompletableFuture());
        }

        Files.createFile(Path.of(gate));
        assertTrue(reached.await(30, TimeUnit.SECONDS));
        assertEquals(3, pool.apply(() -> 3));
        release.countDown();
        for (CompletableFuture<Integer> stage : stages) {
            assertEquals(1, stage.get());
        }
    }

    @Test
    void submit_notSerializable_failsAtOnceNamingTask() {
        java.util.concurrent.Callable<Integer> callable = () -> 1;

        CodecException thrown = assertThrows(CodecException.class, () -> pool.submit(callable));

        assertTrue(String.valueOf(thrown.getMessage()).contains("Task"), String.valueOf(thrown.getMessage()));
    }

    @Test
    void supplyAsync_ofCompletableFuture_failsAtOnceNamingTheWayOut() {
        CodecException thrown = assertThrows(CodecException.class, () -> CompletableFuture.supplyAsync(() -> 1, pool));

        assertTrue(String.valueOf(thrown.getMessage()).contains("applyAsync"), String.valueOf(thrown.getMessage()));
    }

    @Test
    void invokeAll_and_invokeAny_followTheirContract() throws Exception {
        List<dev.procession.function.Task<Integer>> tasks = List.of(() -> 1, () -> 2);

        List<Integer> results = new ArrayList<>();
        for (var future : pool.invokeAll(tasks)) {
            assertTrue(future.isDone());
            results.add(future.get());
        }

        assertEquals(List.of(1, 2), results);
        assertTrue(List.of(1, 2).contains(pool.invokeAny(tasks)));
        assertThrows(
                ExecutionException.class,
                () -> pool.invokeAny(List.<dev.procession.function.Task<Integer>>of(() -> Integer.parseInt("x"))));
    }

    @Test
    void submit_voidTaskWithResult_completesWithIt() throws Exception {
        Object result = new Object();

        assertSame(result, pool.submit(() -> {}, result).get());
    }

    @Test
    void currentWorker_inAWorker_tellsWhatItIs() {
        String name = pool.apply(() -> Procession.currentWorker().orElseThrow().name());

        assertTrue(name.startsWith("pool-"), name);
        assertTrue(Procession.currentWorker().isEmpty());
        assertEquals(
                ProcessHandle.current().pid(),
                pool.apply(() -> Procession.currentWorker().orElseThrow().parentPid()));
    }

    @Test
    void workers_snapshot_tellsStateAndPid() {
        pool.apply(() -> 1);

        Await.until(
                "both workers idle",
                () -> pool.workers().stream()
                        .allMatch(worker -> worker.state() == WorkerInfo.State.IDLE && worker.pid() > 0));
        assertEquals(2, pool.workers().size());
    }

    @Test
    void nestedPool_inAWorker_works() {
        int sum = pool.apply(() -> {
            try (Procession inner = Procession.builder().build();
                    ProcessPool innerPool = inner.pool(1)) {
                return innerPool.map(x -> x + 1, List.of(1, 2)).stream()
                        .mapToInt(x -> x)
                        .sum();
            }
        });

        assertEquals(5, sum);
    }

    @Test
    void close_submittedWork_isWaitedForAndThenRefused() {
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        AtomicInteger called = new AtomicInteger();
        ProcessPool closing = px.pool(PoolOptions.defaults().withWorkers(1));
        try (closing) {
            for (int i = 0; i < 20; i++) {
                futures.add(closing.applyAsync(x -> x, i, value -> called.incrementAndGet()));
            }
        }

        assertTrue(futures.stream().allMatch(TaskFuture::isDone));
        assertEquals(20, called.get(), "close waits for callbacks too");
        assertTrue(closing.isTerminated());
        assertThrows(java.util.concurrent.RejectedExecutionException.class, () -> closing.apply(() -> 1));
    }
}

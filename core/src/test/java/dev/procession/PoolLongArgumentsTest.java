package dev.procession;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.codec.CodecException;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.WorkerCrashedException;
import dev.procession.pool.WorkerInfo;
import dev.procession.process.Output;
import dev.procession.shared.SharedLong;
import dev.procession.sync.ProcessEvent;
import dev.procession.testkit.Await;
import java.io.File;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectStreamException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Arguments that are too long for a ring: they arrive whole, and their place on the argument store, or their file, is
 * free when their task is settled, however that was.
 */
@Tag("process")
class PoolLongArgumentsTest {
    /** So many integers lie on the argument store; {@link #SHELF} of them at once. */
    private static final int LONG = 100_000;

    private static final int SHELF = 20;
    /** So many are longer than half of it, and lie in a file. */
    private static final int VAST = 1_100_000;

    @TempDir
    private Path directory;

    private Procession px;

    @BeforeEach
    void open() {
        px = Procession.builder().output(Output.DISCARD).directory(directory).build();
    }

    @AfterEach
    void close() {
        px.close();
    }

    /** Not a walk: what is walked over may be gone meanwhile. */
    private long files() {
        long count = 0;
        for (File session : requireNonNull(directory.toFile().listFiles(File::isDirectory))) {
            String[] names = session.list((parent, name) -> name.startsWith("x-"));
            count += names == null ? 0 : names.length;
        }
        return count;
    }

    private void assertNoFiles() {
        Await.until("files of arguments are gone", () -> files() == 0);
    }

    /** Nothing of it is in use, or is about to be free: it takes as many as it is long, and no more. */
    private void assertShelfIsFree(ProcessPool pool) {
        Await.until("the shelf is free", () -> {
            List<TaskFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < SHELF; i++) {
                futures.add(pool.applyAsync(PoolLongArgumentsTest::sleep, ints(LONG)));
            }
            boolean free = files() == 0;
            futures.add(pool.applyAsync(PoolLongArgumentsTest::sleep, ints(LONG)));
            free &= files() == 1;
            futures.reversed().forEach(future -> future.cancel(true));
            Await.until(
                    "the worker has ended it",
                    () -> pool.workers().stream()
                            .allMatch(worker -> worker.running().isZero()));
            return free;
        });
        assertNoFiles();
    }

    private static int[] ints(int length) {
        return IntStream.range(0, length).toArray();
    }

    @Test
    void apply_arraysAroundEveryLimit_arriveWhole() {
        try (ProcessPool pool = px.pool(1)) {
            for (int bytes : List.of(0, 16 << 10, 24 << 10, 32 << 10, 128 << 10, 1 << 20, 4 << 20)) {
                for (int more : List.of(-17, -8, -4, 0, 4, 8)) {
                    int[] sent = ints(Math.max(0, bytes + more) / Integer.BYTES);

                    assertArrayEquals(sent, pool.<int[], int[]>apply(array -> array, sent));
                }
            }
        }
        assertNoFiles();
    }

    private record Mixed(String name, long[] longs, List<byte[]> pages) implements Serializable {}

    @Test
    void apply_arraysWithinObjects_arriveWhole() {
        Mixed mixed = new Mixed("mixed", new long[LONG], List.of(new byte[LONG], new byte[3], new byte[LONG]));
        Arrays.fill(mixed.longs(), 7);
        mixed.pages().getLast()[LONG - 1] = 9;
        try (ProcessPool pool = px.pool(1)) {
            String told = pool.apply(
                    (Mixed one, boolean[] flags) -> one.name()
                            + Arrays.stream(one.longs()).sum()
                            + one.pages().getLast()[LONG - 1]
                            + flags.length
                            + flags[LONG - 1],
                    mixed,
                    new boolean[LONG]);

            assertEquals("mixed7000009100000false", told);
            assertShelfIsFree(pool);
        }
        assertNoFiles();
    }

    @Test
    void map_longAndShortInputs_keepTheirOrder() {
        List<int[]> inputs = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            inputs.add(ints(i % 3 == 0 ? 20_000 + i : i));
        }
        List<Integer> lengths = inputs.stream().map(array -> array.length).toList();
        try (ProcessPool pool = px.pool(2)) {
            assertEquals(lengths, pool.map(array -> array.length, inputs));
            assertEquals(
                    lengths, pool.with(TaskOptions.defaults().withChunkSize(40)).map(array -> array.length, inputs));
            try (Stream<Integer> stream = pool.imap(array -> array.length, inputs)) {
                assertEquals(lengths, stream.toList());
            }
        }
        assertNoFiles();
    }

    @Test
    void apply_oneAfterTheOther_usesTheShelfAgain() {
        try (ProcessPool pool = px.pool(2)) {
            for (int i = 0; i < 10 * SHELF; i++) {
                int[] sent = ints(LONG);
                sent[LONG / 2] = i;

                assertEquals(i, pool.<int[], Integer>apply(array -> array[LONG / 2], sent));
                assertEquals(0, files());
            }
            assertShelfIsFree(pool);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {LONG, VAST})
    void crash_ofATaskThatIsRetried_findsItsArgumentAgain(int length) throws IOException {
        Path marks = Files.createFile(directory.resolve("marks"));
        String file = marks.toString();
        TaskOptions twice = TaskOptions.defaults().withRetries(2);
        try (ProcessPool pool = px.pool(1)) {
            int sum = pool.with(twice)
                    .apply(
                            (int[] array, String path) -> {
                                Path of = Path.of(path);
                                Files.writeString(of, Files.readString(of) + "x");
                                if (Files.readString(of).length() < 3) {
                                    Runtime.getRuntime().halt(1);
                                }
                                return array.length;
                            },
                            ints(length),
                            file);

            assertEquals(length, sum);
            assertEquals("xxx", Files.readString(marks));
            assertNoFiles();
            assertThrows(
                    WorkerCrashedException.class,
                    () -> pool.<int[], Integer>apply(
                            array -> {
                                Runtime.getRuntime().halt(1);
                                return 0;
                            },
                            ints(length)));
            assertNoFiles();
            assertShelfIsFree(pool);
        }
    }

    @Test
    void cancelledAndRejected_leaveTheShelfFree() {
        PoolOptions options = PoolOptions.defaults().withWorkers(1).withMaxQueuedTasks(SHELF + 1);
        try (ProcessPool pool = px.pool(options)) {
            for (int round = 0; round < 3; round++) {
                List<TaskFuture<Integer>> futures = new ArrayList<>();
                assertThrows(RejectedExecutionException.class, () -> {
                    while (true) {
                        futures.add(pool.applyAsync(PoolLongArgumentsTest::sleep, ints(LONG)));
                    }
                });
                futures.reversed().forEach(future -> future.cancel(true));
                Await.until(
                        "nothing runs",
                        () -> pool.workers().stream().allMatch(worker -> worker.state() == WorkerInfo.State.IDLE));
                assertNoFiles();
            }
            assertShelfIsFree(pool);
        }
    }

    /** Decodes when it is let. */
    private record Gate(ProcessEvent reached, ProcessEvent open) implements Serializable {
        private Object readResolve() throws ObjectStreamException {
            reached.set();
            try {
                open.await();
            } catch (InterruptedException e) {
                throw new InvalidObjectException("interrupted", e);
            }
            return this;
        }
    }

    @Test
    void cancelledWhileTheWorkerReads_keepsItsPlaceUntilItHasRead() throws InterruptedException {
        ProcessEvent reached = px.event();
        ProcessEvent open = px.event();
        SharedLong sum = px.sharedLong(0);
        try (ProcessPool pool = px.pool(1)) {
            TaskFuture<Integer> future = pool.applyAsync(
                    (List<Object> both, SharedLong to) -> {
                        to.set(Arrays.stream((int[]) both.get(1)).asLongStream().sum());
                        return 0;
                    },
                    List.of(new Gate(reached, open), ints(LONG)),
                    sum);
            reached.await();
            assertTrue(future.cancel(false));
            List<TaskFuture<Integer>> others = new ArrayList<>();
            for (int i = 0; i < SHELF - 1; i++) {
                others.add(pool.<int[], Integer>applyAsync(array -> array.length, new int[LONG]));
            }
            assertEquals(0, files());
            open.set();
            others.forEach(other -> assertEquals(LONG, other.join()));

            assertEquals((long) LONG * (LONG - 1) / 2, sum.get());
            assertShelfIsFree(pool);
        }
    }

    @Test
    void cancelledRejectedAndTerminated_leaveNoFile() {
        PoolOptions options = PoolOptions.defaults().withWorkers(1).withMaxQueuedTasks(3);
        ProcessPool pool = px.pool(options);
        TaskFuture<Integer> running = pool.applyAsync(PoolLongArgumentsTest::sleep, ints(VAST));
        Await.until(
                "the first task runs",
                () -> pool.workers().stream()
                        .anyMatch(worker -> !worker.running().isZero()));
        List<TaskFuture<Integer>> waiting = new ArrayList<>();
        assertThrows(RejectedExecutionException.class, () -> {
            while (true) {
                waiting.add(pool.applyAsync(PoolLongArgumentsTest::sleep, ints(VAST)));
            }
        });
        assertEquals(1 + waiting.size(), files());

        assertTrue(waiting.getFirst().cancel(true));
        Await.until("its file is gone", () -> files() == waiting.size());
        pool.terminate();

        assertNoFiles();
        assertThrows(CancellationException.class, running::join);
        assertThrows(CancellationException.class, waiting.getLast()::join);
        assertThrows(RejectedExecutionException.class, () -> pool.apply(PoolLongArgumentsTest::sleep, ints(VAST)));
        assertNoFiles();
    }

    private static Integer sleep(int[] array) throws InterruptedException {
        Thread.sleep(100_000);
        return array.length;
    }

    @Test
    void anArgumentThatDoesNotDecode_failsItsTaskAlone() {
        try (ProcessPool pool = px.pool(1)) {
            TaskFuture<Integer> failed = pool.applyAsync(refusing -> refusing.bytes.length, new Refusing());

            assertThrows(CodecException.class, failed::join);
            assertShelfIsFree(pool);
            assertEquals(3, pool.<int[], Integer>apply(array -> array.length, ints(3)));
        }
        assertNoFiles();
    }

    private static final class Refusing implements Serializable {
        private static final long serialVersionUID = 1L;

        private final byte[] bytes = new byte[LONG];

        private Object readResolve() {
            throw new IllegalStateException("not here");
        }
    }

    /**
     * Longer to read than an idle worker waits before it takes over what another has not begun: each used to take it
     * from the other, forever.
     */
    @Test
    void aFunctionThatTakesLongToRead_isReadByOneOfTwo() {
        byte[] captured = new byte[40_000_000];
        try (ProcessPool pool = px.pool(PoolOptions.defaults().withWorkers(2).withMaxHeap(1L << 29))) {
            Await.until(
                    "both are ready",
                    () -> pool.workers().stream().allMatch(worker -> worker.state() == WorkerInfo.State.IDLE));

            assertEquals(captured.length, pool.apply(() -> captured.length));
        }
        assertNoFiles();
    }
}

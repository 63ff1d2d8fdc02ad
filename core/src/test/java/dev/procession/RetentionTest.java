package dev.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import dev.procession.process.Output;
import dev.procession.testkit.Await;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a pool keeps of functions, results and streams that it is done with: nothing, in either process. */
@Tag("process")
class RetentionTest {
    private static final int MIB = 1 << 20;
    private static final int HEAP_MIB = 96;

    private Procession px;
    private ProcessPool pool;

    @BeforeEach
    void open() {
        px = Procession.builder().output(Output.DISCARD).build();
        pool = px.pool(PoolOptions.defaults().withWorkers(1).withMaxHeap((long) HEAP_MIB * MIB));
    }

    @AfterEach
    void close() {
        pool.terminate();
        px.close();
    }

    private long liveMib() {
        return pool.apply(() -> {
            System.gc();
            Runtime own = Runtime.getRuntime();
            return (own.totalMemory() - own.freeMemory()) / MIB;
        });
    }

    /** Feeders of imaps of any pool here. */
    private static long feeders() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains("-feeder-"))
                .count();
    }

    private static Stream<Integer> endless(AtomicInteger closes) {
        return Stream.iterate(0, n -> n + 1).onClose(closes::incrementAndGet);
    }

    // Functions and results.

    @Test
    void map_withLargeCaptures_leavesThemInNoWorker() {
        for (int round = 0; round < 7; round++) {
            byte[] large = new byte[16 * MIB];
            large[1] = (byte) round;

            assertEquals(List.of(round, round), pool.map(i -> (int) large[i], List.of(1, 1)));

            assertTrue(liveMib() < 14, "after round " + round);
        }
    }

    /** Here nothing needs the function's place, or its bytes: it goes because its job is over. */
    @Test
    void map_withACaptureThatTheWorkerMayKeep_leavesItInNoWorker() {
        byte[] large = new byte[8 * MIB];
        long before = liveMib();

        assertEquals(List.of(0, 0), pool.map(i -> (int) large[i], List.of(1, 1)));

        assertTrue(liveMib() < before + 4, "before=" + before);
    }

    @Test
    void imap_withALargeCapture_leavesItInNoWorker() {
        byte[] large = new byte[16 * MIB];

        assertEquals(3, pool.imap(i -> large[i] + i, List.of(1, 2, 3)).count());
        Await.until("the function to be gone", () -> liveMib() < 14);

        assertEquals(
                1,
                pool.imap(i -> large[i] + i, Stream.iterate(1, n -> n + 1))
                        .findFirst()
                        .orElseThrow());
        Await.until("the function of an abandoned one to be gone", () -> {
            System.gc();
            return liveMib() < 14;
        });
    }

    @Test
    void map_thatFails_leavesItsFunctionInNoWorker() {
        byte[] large = new byte[16 * MIB];

        assertThrows(ArithmeticException.class, () -> pool.map(i -> i / large[i], List.of(1, 2, 3)));

        Await.until("the function to be gone", () -> liveMib() < 14);
    }

    @Test
    void maps_whoseFunctionsTogetherExceedTheHeap_areAllRight() {
        // Each of 10 MiB, which the ring does not hold, and all of them more than the worker's heap.
        List<TaskFuture<List<Integer>>> maps = new ArrayList<>();
        for (int n = 0; n < 10; n++) {
            int[] large = IntStream.range(n, n + 10 * MIB / Integer.BYTES).toArray();
            maps.add(pool.mapAsync(i -> large[i], List.of(0, 1)));
        }
        for (int n = 0; n < maps.size(); n++) {
            assertEquals(List.of(n, n + 1), maps.get(n).join());
        }
    }

    @Test
    void maps_moreThanAWorkerHasPlaces_areAllRightAndLeaveNothing() {
        List<TaskFuture<List<Integer>>> maps = new ArrayList<>();
        for (int n = 0; n < 100; n++) {
            int captured = n;
            maps.add(pool.mapAsync(i -> captured + i, List.of(0, 1, 2)));
        }
        for (int n = 0; n < maps.size(); n++) {
            assertEquals(List.of(n, n + 1, n + 2), maps.get(n).join());
        }
    }

    @Test
    void apply_withALargeResult_leavesItInNoWorker() {
        assertEquals(30 * MIB, pool.apply(() -> new byte[30 * MIB]).length);

        assertTrue(liveMib() < 14);
    }

    @Test
    void worker_thatIsStarted_writesNoCoreFiles() {
        assertEquals(
                "false",
                pool.apply(() -> ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                        .getVMOption("CreateCoredumpOnCrash")
                        .getValue()));
        try (ProcessPool wanting =
                px.pool(PoolOptions.defaults().withWorkers(1).withJvmOptions("-XX:+CreateCoredumpOnCrash"))) {
            assertEquals(
                    "true",
                    wanting.apply(() -> ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                            .getVMOption("CreateCoredumpOnCrash")
                            .getValue()));
        }
    }

    // Streams.

    @Test
    void imap_abandonedAfterTheFirst_closesItsSourceAndHasNoThread() {
        AtomicInteger closes = new AtomicInteger();
        for (int i = 0; i < 10; i++) {
            assertEquals(0, pool.imap(x -> x, endless(closes)).findFirst().orElseThrow());
            assertTrue(pool.imapOutcomes(x -> x, Stream.iterate(0, n -> n + 1).iterator())
                    .findFirst()
                    .isPresent());
        }

        Await.until("all sources to be closed", () -> {
            System.gc();
            return closes.get() == 10;
        });
        Await.until("no feeder to be left", () -> feeders() == 0);
        Await.until("what was in flight to be given up", () -> pool.stats().queued() == 0);
        assertEquals(1, pool.apply(() -> 1));
    }

    @Test
    void imap_whoseStreamIsNeverUsed_closesItsSource() {
        AtomicInteger closes = new AtomicInteger();
        var unused = pool.imap(x -> x, endless(closes));
        assertTrue(!unused.isParallel());
        unused = null;

        Await.until("the source to be closed", () -> {
            System.gc();
            return closes.get() == 1;
        });
    }

    @Test
    void imap_whoseConsumerThrows_closesItsSourceAtOnce() {
        AtomicInteger closes = new AtomicInteger();

        assertThrows(
                IllegalStateException.class,
                () -> pool.imap(x -> x, endless(closes)).forEach(x -> {
                    throw new IllegalStateException("a consumer that fails");
                }));

        assertEquals(1, closes.get());
    }

    @Test
    void imap_atItsEnd_closesItsSource() {
        AtomicInteger closes = new AtomicInteger();

        assertEquals(
                6, pool.imap(x -> x, endless(closes).limit(4)).mapToInt(x -> x).sum());

        assertEquals(1, closes.get());
    }

    @Test
    void imap_slowlyConsumed_goesOnAfterItsFeederHasEnded() {
        try (Stream<Integer> results = pool.imap(x -> x + 1, Stream.iterate(0, n -> n + 1))) {
            Iterator<Integer> each = results.iterator();
            assertEquals(1, each.next());
            Await.until("the feeder to have nothing to do", () -> feeders() == 0);
            for (int i = 2; i < 3_000; i++) {
                assertEquals(i, each.next());
            }
        }
        Await.until("the feeder to end", () -> feeders() == 0);
    }

    @Test
    void close_ofAnImapWhoseSourceBlocks_interruptsAndClosesIt() {
        BlockingSource source = new BlockingSource();
        try (Stream<Integer> results = pool.imap(x -> x, source)) {
            assertEquals(0, results.iterator().next());
            Await.until("the source to block", source.blocked::get);
        }

        assertTrue(source.interrupted.get());
        assertEquals(1, source.closes.get());
    }

    /** Has one element, and blocks forever before the second. */
    private static final class BlockingSource implements Iterator<Integer>, AutoCloseable {
        private final AtomicBoolean blocked = new AtomicBoolean();
        private final AtomicBoolean interrupted = new AtomicBoolean();
        private final AtomicInteger closes = new AtomicInteger();
        private boolean first = true;

        @Override
        public boolean hasNext() {
            return true;
        }

        @Override
        public Integer next() {
            if (first) {
                first = false;
                return 0;
            }
            blocked.set(true);
            try {
                new CountDownLatch(1).await();
                return 1;
            } catch (InterruptedException e) {
                interrupted.set(true);
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            closes.incrementAndGet();
        }
    }
}

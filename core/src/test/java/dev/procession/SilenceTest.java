package dev.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.pool.PoolBrokenException;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.PoolStarvationException;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.RestartBudget;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.WorkerStartException;
import dev.procession.process.Output;
import dev.procession.shared.Manager;
import dev.procession.shared.ManagerOptions;
import dev.procession.shared.SharedPool;
import dev.procession.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What would be taken for a hang, or lost, is said once. */
@Tag("process")
class SilenceTest {
    private static Procession px;

    @BeforeAll
    static void open() {
        px = Procession.builder().output(Output.DISCARD).build();
    }

    @AfterAll
    static void close() {
        px.close();
    }

    /** Keeps what one logger says. */
    private static final class Listener extends Handler implements AutoCloseable {
        private final Logger logger;
        private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

        Listener(String name) {
            logger = Logger.getLogger(name);
            logger.setUseParentHandlers(false);
            logger.addHandler(this);
        }

        @Override
        public void publish(LogRecord entry) {
            lines.add(entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            logger.removeHandler(this);
            logger.setUseParentHandlers(true);
        }
    }

    private static int fail(String message) {
        throw new IllegalStateException(message);
    }

    @Test
    void failures_whoseFuturesWereDropped_areToldWhenThePoolEnds() {
        try (Listener log = new Listener("dev.procession.pool.unread")) {
            try (ProcessPool pool =
                    px.pool(PoolOptions.defaults().withWorkers(1).withName("careless"))) {
                pool.applyAsync(() -> fail("dropped"));
                pool.submit(() -> {
                    fail("dropped too");
                });
            }
            assertEquals(1, log.lines.size(), log.lines::toString);
            String line = log.lines.getFirst();
            assertTrue(line.contains("careless ended with failures that no thread had read: count=2"), line);
            assertTrue(line.contains("the first=java.lang.IllegalStateException: dropped"), line);
        }
    }

    @Test
    void failures_thatAreReadInAnyWay_areNotTold() throws Exception {
        try (Listener log = new Listener("dev.procession.pool.unread")) {
            CompletableFuture<Throwable> called = new CompletableFuture<>();
            CompletableFuture<Throwable> staged = new CompletableFuture<>();
            try (ProcessPool pool = px.pool(1)) {
                TaskFuture<Integer> read = pool.applyAsync(() -> fail("read"));
                assertThrows(ExecutionException.class, read::get);
                assertThrows(IllegalStateException.class, () -> pool.apply(() -> fail("applied")));
                assertThrows(IllegalStateException.class, () -> pool.map(SilenceTest::fail, List.of("mapped")));
                pool.applyAsync(() -> fail("called"), value -> {}, called::complete);
                var _ = pool.applyAsync(() -> fail("staged")).exceptionally(failure -> {
                    staged.complete(failure);
                    return 0;
                });
                pool.applyAsync(() -> 1).cancel(true);
            }
            assertEquals("called", called.get(30, TimeUnit.SECONDS).getMessage());
            assertEquals("staged", staged.get(30, TimeUnit.SECONDS).getMessage());
            assertEquals(List.of(), log.lines);
        }
    }

    @Test
    void initializer_thatHangs_isToldBeforeTheWorkerIsKilled() {
        try (Listener log = new Listener("dev.procession.supervise")) {
            try (ProcessPool pool = px.pool(PoolOptions.defaults()
                    .withWorkers(1)
                    .withStartTimeout(Duration.ofSeconds(3))
                    .withRestartBudget(new RestartBudget(0, Duration.ofMinutes(5)))
                    .withInitializer(() -> Thread.sleep(60_000)))) {
                var thrown = assertThrows(PoolBrokenException.class, () -> pool.apply(() -> 1));
                assertTrue(thrown.getCause() instanceof WorkerStartException);
            }
            assertEquals(1, log.lines.size(), log.lines::toString);
            assertTrue(log.lines.getFirst().contains("is not ready yet: its "), log.lines::toString);
        }
    }

    @Test
    void pool_whoseTasksAllWaitForIt_failsTheNewest() {
        try (Manager manager = px.manager()) {
            SharedPool pool = manager.pool(PoolOptions.defaults().withWorkers(2));

            PoolStarvationException thrown = assertThrows(
                    PoolStarvationException.class, () -> pool.map(i -> pool.apply(() -> i * i), List.of(1, 2, 3, 4)));

            assertTrue(text(thrown).contains("workers=2, waiting=all"), () -> text(thrown));
        }
    }

    @Test
    void pool_whoseTasksAllWaitForFuturesOfIt_isToldOnce() {
        try (Listener log = new Listener("dev.procession.pool");
                Manager manager = px.manager(ManagerOptions.inParent())) {
            SharedPool pool = manager.pool(PoolOptions.defaults().withWorkers(2));

            CompletableFuture<List<Integer>> all =
                    pool.mapAsync(i -> pool.applyAsync(() -> i * i).get(), List.of(1, 2, 3));

            Await.until("a line", () -> !log.lines.isEmpty());
            assertEquals(1, log.lines.size(), log.lines::toString);
            assertTrue(log.lines.getFirst().contains("workers=2, seconds="), log.lines::toString);
            assertFalse(all.isDone());
        }
    }

    @Test
    void pool_ofWhichOneWorkerWaitsForAnother_goesOn() {
        try (Manager manager = px.manager()) {
            SharedPool pool = manager.pool(PoolOptions.defaults().withWorkers(2));

            assertEquals(
                    9,
                    pool.apply(() -> pool.apply(() -> {
                        // Longer than a wait is looked at.
                        Thread.sleep(1_500);
                        return 9;
                    })));
        }
    }

    private static String text(Throwable thrown) {
        return String.valueOf(thrown.getMessage());
    }
}

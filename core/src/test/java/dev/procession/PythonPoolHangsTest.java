package dev.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.codec.CodecException;
import dev.procession.pool.PoolBrokenException;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.RestartBudget;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.WorkerCrashedException;
import dev.procession.pool.WorkerInfo;
import dev.procession.pool.WorkerStartException;
import dev.procession.process.Output;
import dev.procession.sync.ProcessLatch;
import dev.procession.testkit.Await;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every documented way in which Python's pools hang, one after another: here each ends, typed. The numbers are
 * those of the issues of CPython. That no worker outlives a parent that was killed is in {@link SessionDeathTest}.
 */
@Tag("process")
class PythonPoolHangsTest {
    private Procession px;

    @BeforeEach
    void open() {
        px = Procession.builder().output(Output.DISCARD).build();
    }

    @AfterEach
    void close() {
        px.close();
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    private static long busy(ProcessPool pool) {
        Await.until("a busy worker", () -> busyPid(pool) != 0);
        return busyPid(pool);
    }

    private static long busyPid(ProcessPool pool) {
        return pool.workers().stream()
                .filter(worker -> worker.state() == WorkerInfo.State.BUSY)
                .mapToLong(WorkerInfo::pid)
                .findFirst()
                .orElse(0);
    }

    /** 66587: the task of a killed worker is lost, and its get() never returns. */
    @Test
    void issue66587_workerKilledInATask_failsThatTask() {
        try (ProcessPool pool = px.pool(1)) {
            TaskFuture<?> future = pool.submit(() -> Thread.sleep(1_000_000));
            kill(busy(pool));

            assertThrows(WorkerCrashedException.class, future::join);
            assertEquals(1, pool.apply(() -> 1));
        }
    }

    /** 96062: a worker that is killed while it is idle holds the lock of the shared queue forever. */
    @Test
    void issue96062_idleWorkerKilled_isReplaced() {
        try (ProcessPool pool = px.pool(1)) {
            long first = pool.apply(() -> ProcessHandle.current().pid());
            kill(first);

            assertNotEquals(
                    first, (long) pool.apply(() -> ProcessHandle.current().pid()));
        }
    }

    /** An exception that can be encoded and not decoded. */
    static final class OneWayException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        OneWayException() {
            super("one way");
        }

        private void readObject(ObjectInputStream in) throws IOException {
            throw new IOException("no way back");
        }
    }

    /** 79492, 103061: an exception that does not decode kills the thread that brings the results home. */
    @Test
    void issue79492_exceptionThatDoesNotDecode_failsThatTaskAlone() {
        try (ProcessPool pool = px.pool(1)) {
            RuntimeException failure = assertThrows(
                    RuntimeException.class,
                    () -> pool.apply(() -> {
                        throw new OneWayException();
                    }));

            assertTrue(String.valueOf(failure).contains("OneWayException"), failure.toString());
            assertEquals(1, pool.apply(() -> 1));
        }
    }

    /** An argument that can be encoded and not decoded. */
    static final class OneWayArgument implements Serializable {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) throws IOException {
            throw new IOException("no way in");
        }
    }

    /** An argument that does not decode in the worker kills it, and its task is lost. */
    @Test
    void argumentThatDoesNotDecode_failsThatTaskAndKeepsTheWorker() {
        try (ProcessPool pool = px.pool(1)) {
            long pid = pool.apply(() -> ProcessHandle.current().pid());

            CodecException failure = assertThrows(
                    CodecException.class, () -> pool.apply(argument -> argument == null, new OneWayArgument()));

            assertTrue(String.valueOf(failure.getMessage()).contains("no way in"), failure.toString());
            assertEquals(pid, (long) pool.apply(() -> ProcessHandle.current().pid()));
        }
    }

    /** 101081: sys.exit in a task hangs its result. */
    @Test
    void issue101081_exitInATask_failsThatTask() {
        try (ProcessPool pool = px.pool(1)) {
            WorkerCrashedException crash =
                    assertThrows(WorkerCrashedException.class, () -> pool.apply(() -> System.exit(0)));

            assertEquals(0, crash.exitStatus().code());
            assertEquals(1, pool.apply(() -> 1));
        }
    }

    /** 83371: a callback that raises kills the pool. 87129: terminate() in one deadlocks. */
    @Test
    void issue83371_callbackThatThrows_harmsNothing() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        ProcessPool pool = px.pool(1);
        TaskFuture<Integer> future = pool.applyAsync(() -> 1, result -> {
            throw new IllegalStateException("a callback that fails");
        });
        assertEquals(1, future.join());
        assertEquals(2, pool.apply(() -> 2));

        var failing = pool.<Integer>applyAsync(
                () -> {
                    throw new IllegalStateException("no");
                },
                result -> {},
                failure -> {
                    pool.terminate();
                    ended.countDown();
                });

        assertTrue(ended.await(30, TimeUnit.SECONDS));
        assertThrows(IllegalStateException.class, failing::join);
    }

    /** 87472: an initializer that raises is started again forever. */
    @Test
    void issue87472_initializerThatThrows_breaksThePoolWithItsCause() {
        PoolOptions options = PoolOptions.defaults()
                .withWorkers(1)
                .withRestartBudget(new RestartBudget(1, Duration.ofSeconds(60)))
                .withInitializer(() -> {
                    throw new IllegalStateException("cannot begin");
                });
        try (ProcessPool pool = px.pool(options)) {
            PoolBrokenException broken = assertThrows(PoolBrokenException.class, () -> pool.apply(() -> 1));

            Throwable cause = assertInstanceOf(WorkerStartException.class, broken.getCause())
                    .getCause();
            assertEquals(
                    "cannot begin",
                    assertInstanceOf(IllegalStateException.class, cause).getMessage());
        }
    }

    /** 78178, 73945, 96995, 79448: terminate() itself hangs, with much queued. */
    @Test
    void issue78178_terminateWithMuchQueued_ends() {
        ProcessPool pool = px.pool(2);
        List<TaskFuture<?>> futures = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            futures.add(pool.submit(() -> Thread.sleep(1_000_000)));
        }
        busy(pool);

        pool.terminate();

        assertTrue(pool.isTerminated());
        for (TaskFuture<?> future : futures) {
            assertThrows(CancellationException.class, future::join);
        }
    }

    /** Running work, and what was sent ahead, cannot be cancelled. */
    @Test
    void cancel_runningAndQueuedTasks_endsTheOneAndNeverBeginsTheOthers() {
        var begun = px.sharedLong(0);
        try (ProcessPool pool = px.pool(1)) {
            // So that the pool knows such tasks to be short, and sends them ahead.
            for (int i = 0; i < 200; i++) {
                pool.apply(x -> x, i);
            }
            List<TaskFuture<?>> futures = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                futures.add(pool.submit(() -> {
                    begun.incrementAndGet();
                    Thread.sleep(1_000_000);
                }));
            }
            Await.until("the first to run", () -> begun.get() == 1);

            futures.reversed().forEach(future -> assertTrue(future.cancel(true)));

            assertEquals(1, pool.apply(() -> 1));
            assertEquals(1, begun.get());
        }
    }

    /** One death breaks a ProcessPoolExecutor forever. */
    @Test
    void oneDeath_costsOneTaskOfMany() {
        try (ProcessPool pool = px.pool(2)) {
            List<TaskFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                futures.add(pool.applyAsync(
                        x -> {
                            if (x == 50) {
                                Runtime.getRuntime().halt(1);
                            }
                            return x;
                        },
                        i));
            }
            for (int i = 0; i < 100; i++) {
                TaskFuture<Integer> future = futures.get(i);
                if (i == 50) {
                    assertThrows(WorkerCrashedException.class, future::join);
                } else {
                    assertEquals(i, future.join());
                }
            }
        }
    }

    /** 85297: which worker died, and why. */
    @Test
    void issue85297_aDeath_isExplained() {
        try (ProcessPool pool = px.pool(1)) {
            WorkerCrashedException crash = assertThrows(
                    WorkerCrashedException.class,
                    () -> pool.with(TaskOptions.defaults().withName("parse 7")).apply(() -> {
                        System.err.println("about to die");
                        Runtime.getRuntime().halt(42);
                    }));

            assertEquals(42, crash.exitStatus().code());
            assertEquals("parse 7", crash.task());
            assertTrue(crash.worker().startsWith("pool-"), crash.worker());
            assertTrue(crash.pid() > 0);
            assertTrue(
                    crash.stderrTail().contains("about to die"),
                    crash.stderrTail().toString());
        }
    }

    /** 115634, 111498: recycling workers deadlocks with a backlog. */
    @Test
    void issue115634_maxTasksPerWorkerWithABacklog_runsAll() {
        PoolOptions options = PoolOptions.defaults().withWorkers(2).withMaxTasksPerWorker(1);
        Set<Long> pids = new HashSet<>();
        try (ProcessPool pool = px.pool(options)) {
            List<TaskFuture<Long>> futures = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                futures.add(pool.applyAsync(() -> ProcessHandle.current().pid()));
            }
            futures.forEach(future -> pids.add(future.join()));
        }
        assertEquals(10, pids.size());
    }

    /** Another thread waits for a future, and the leader is interrupted: another thread collects. */
    @Test
    void interrupt_ofAThreadThatWaits_leavesTheOthersTheirResults() throws Exception {
        try (ProcessPool pool = px.pool(1)) {
            ProcessLatch go = px.latch(1);
            TaskFuture<Integer> first = pool.applyAsync(() -> {
                go.await();
                return 1;
            });
            Thread leader = Thread.ofPlatform().start(() -> {
                assertThrows(InterruptedException.class, first::get);
            });
            busy(pool);
            leader.interrupt();
            leader.join();

            TaskFuture<Integer> second = pool.applyAsync(() -> 2);
            go.countDown();

            assertEquals(2, second.get(30, TimeUnit.SECONDS));
            assertEquals(1, first.get(30, TimeUnit.SECONDS));
        }
    }

    /** Blocking calls of virtual threads do not hold their carriers: with one carrier, a thousand wait at once. */
    @Test
    void virtualThreads_manyWaiting_allReturn() throws Exception {
        try (ProcessPool pool = px.pool(2)) {
            List<Thread> threads = new ArrayList<>();
            LongAdder sum = new LongAdder();
            for (int i = 0; i < 1000; i++) {
                int number = i;
                threads.add(Thread.ofVirtual().start(() -> sum.add(pool.<Integer, Integer>apply(x -> x, number))));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertEquals(IntStream.range(0, 1000).sum(), sum.sum());
            assertFalse(pool.isShutdown());
        }
    }
}

package dev.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.TaskOutcome;
import dev.procession.pool.WorkerCrashedException;
import dev.procession.pool.WorkerInfo;
import dev.procession.process.Output;
import dev.procession.sync.ProcessBarrier;
import dev.procession.testkit.Await;
import dev.procession.testkit.Signals;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * User code that harms the pool in the parent: it fails at unexpected points, closes the pool from within, is
 * interrupted.
 */
@Tag("process")
class PoolUserCodeFailuresTest {
    private Procession px;

    @BeforeEach
    void open() {
        px = Procession.builder().output(Output.DISCARD).build();
    }

    @AfterEach
    void close() {
        px.close();
    }

    /** Fails while it is encoded, in a way that no codec expects. */
    private static final class Unwilling implements Serializable {
        private static final long serialVersionUID = 1L;

        private void writeObject(ObjectOutputStream out) throws IOException {
            throw new AssertionError("not to be written");
        }
    }

    @Test
    void retryOn_thatFailsWithAnError_failsTheTaskWithItsOwnFailure() {
        TaskOptions options = TaskOptions.defaults().withRetries(1).withRetryOn(failure -> {
            throw new AssertionError("a predicate that fails");
        });
        try (ProcessPool pool = px.pool(1)) {
            IllegalStateException thrown = assertThrows(
                    IllegalStateException.class,
                    () -> pool.with(options).apply(() -> {
                        throw new IllegalStateException("the task");
                    }));

            assertEquals("the task", thrown.getMessage());
            assertEquals(1, pool.apply(() -> 1));
        }
    }

    @Test
    void retryOn_thatRethrowsTheFailure_failsTheTaskWithIt() {
        TaskOptions options = TaskOptions.defaults().withRetries(1).withRetryOn(failure -> {
            throw (IllegalStateException) failure;
        });
        try (ProcessPool pool = px.pool(1)) {
            assertThrows(
                    IllegalStateException.class,
                    () -> pool.with(options).apply(() -> {
                        throw new IllegalStateException("the task");
                    }));
            assertEquals(1, pool.apply(() -> 1));
        }
    }

    @Test
    void imap_anElementThatCannotBeEncoded_failsThatElement() {
        List<Object> source = List.of(1, new Unwilling(), 3);
        try (ProcessPool pool = px.pool(1);
                Stream<TaskOutcome<Object, String>> outcomes = pool.imapOutcomes(Object::toString, source.iterator())) {
            List<Boolean> failed =
                    outcomes.map(outcome -> outcome.failure() != null).toList();

            assertEquals(List.of(false, true, false), failed);
        }
    }

    @Test
    void imap_consumerIsInterruptedWhileThereAreResults_neverEndsShort() {
        try (ProcessPool pool = px.pool(1);
                Stream<Integer> stream =
                        pool.imap(x -> x + 1, IntStream.range(0, 100).boxed().iterator())) {
            Iterator<Integer> results = stream.iterator();
            List<Integer> seen = new ArrayList<>();
            seen.add(results.next());
            Thread.currentThread().interrupt();

            assertThrows(CancellationException.class, () -> {
                while (results.hasNext()) {
                    seen.add(results.next());
                }
                // All were there before it had to wait: that is no loss either.
                if (seen.size() == 100) {
                    throw new CancellationException();
                }
            });
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void close_inACallback_endsThePool() throws Exception {
        ProcessPool pool = px.pool(1);
        CompletableFuture<Boolean> closed = new CompletableFuture<>();

        pool.applyAsync(() -> 1, one -> {
            pool.close();
            closed.complete(pool.isTerminated());
        });

        assertTrue(closed.get());
    }

    @Test
    void close_inAStage_endsThePool() throws Exception {
        ProcessPool pool = px.pool(1);

        assertTrue(pool.applyAsync(() -> 1)
                .thenApply(one -> {
                    pool.close();
                    return pool.isTerminated();
                })
                .toCompletableFuture()
                .get());
    }

    @Test
    void close_ofTheSessionByManyThreads_returnsInEach() throws Exception {
        px.pool(2).submit(() -> 1).get();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(Thread.ofPlatform().start(px::close));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void cancel_ofTasksWhoseWorkerDiesBeforeThem_letsThePoolClose(@TempDir Path directory) throws Exception {
        Path begun = directory.resolve("begun");
        String file = begun.toString();
        TaskFuture<?> future;
        try (ProcessPool pool = px.pool(PoolOptions.defaults().withWorkers(1))) {
            future = pool.with(TaskOptions.defaults().withChunkSize(10))
                    .mapAsync(
                            n -> {
                                Files.createFile(Path.of(file));
                                Thread.sleep(1_000_000);
                                return n;
                            },
                            IntStream.range(0, 10).boxed().toList());
            Await.until("the first call", () -> Files.exists(begun));
            long pid = pool.workers().getFirst().pid();
            future.cancel(false);
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        }
        assertTrue(future.isCancelled());
    }

    @Test
    void submit_toAWorkerThatWasKilled_isNotBlamedOnItsArgument() throws Exception {
        try (ProcessPool pool = px.pool(PoolOptions.defaults().withWorkers(1))) {
            byte[] argument = new byte[1 << 20];
            for (int i = 0; i < 3; i++) {
                assertEquals(1, pool.apply(() -> 1));
                long pid = pool.workers().getFirst().pid();

                ProcessHandle.of(pid).orElseThrow().destroyForcibly();

                try {
                    assertEquals(
                            1 << 20,
                            pool.applyAsync(bytes -> bytes.length, argument).get());
                } catch (ExecutionException e) {
                    assertInstanceOf(WorkerCrashedException.class, e.getCause());
                }
            }
        }
    }

    @Test
    void map_withAHugeChunkSize_isAMap() {
        TaskOptions options = TaskOptions.defaults().withChunkSize(Integer.MAX_VALUE);
        List<Integer> inputs = IntStream.range(0, 3000).boxed().toList();
        try (ProcessPool pool = px.pool(2)) {
            assertEquals(inputs, pool.with(options).map(x -> x, inputs));
            try (Stream<Integer> stream = pool.with(options).imap(x -> x, inputs.iterator())) {
                assertEquals(inputs, stream.toList());
            }
        }
    }

    /** What was taken back from it fills its ring; when it has passed all that, it must be thought of again. */
    @Test
    void aStoppedWorker_whoseRingIsFullOfWhatWasTakenBack_worksAgain() {
        byte[] input = new byte[20_000];
        List<byte[]> inputs = List.of(input, input, input);
        TaskOptions single = TaskOptions.defaults().withChunkSize(1);
        try (ProcessPool pool = px.pool(2)) {
            Await.until(
                    "both are ready",
                    () -> pool.workers().stream().allMatch(worker -> worker.state() == WorkerInfo.State.IDLE));
            long stopped = pool.workers().getFirst().pid();
            Signals.stop(stopped);
            try {
                for (int i = 0; i < 20; i++) {
                    assertEquals(
                            List.of(20_000, 20_000, 20_000), pool.with(single).map(bytes -> bytes.length, inputs));
                }
            } finally {
                Signals.send(stopped, "CONT");
            }

            ProcessBarrier both = px.barrier(2);
            List<Integer> arrived = pool.with(single).map(i -> both.await(), List.of(1, 2));

            assertEquals(List.of(0, 1), arrived.stream().sorted().toList());
        }
    }
}

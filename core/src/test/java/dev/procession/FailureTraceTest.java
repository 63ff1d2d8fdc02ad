package dev.procession;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.pool.PoolBrokenException;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.RemoteTaskException;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.TaskTimeoutException;
import dev.procession.pool.WorkerCrashedException;
import dev.procession.process.Output;
import dev.procession.shared.Manager;
import dev.procession.testkit.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever is thrown has the frames of the thread that is thrown it: a user finds the own line, and a launcher can
 * cut its own frames off the end.
 */
@Tag("process")
class FailureTraceTest {
    private static final PoolOptions BROKEN =
            PoolOptions.defaults().withWorkers(1).withJvmOptions("-XX:+NoSuchOption");

    private static Procession px;
    private static ProcessPool pool;

    /** Of the user's, with a state and a constructor that no copier could guess. */
    static class OwnException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int code;

        OwnException(int code, String kind) {
            super(kind + " " + code);
            this.code = code;
        }
    }

    @BeforeAll
    static void open() {
        px = Procession.builder().output(Output.DISCARD).build();
        pool = px.pool(1);
    }

    @AfterAll
    static void close() {
        pool.close();
        px.close();
    }

    private static int halt(int status) {
        Runtime.getRuntime().halt(status);
        return 1;
    }

    private static int fail(int code) {
        throw new OwnException(code, "own");
    }

    private static Executable endsHere(String way, Callable<?> call) {
        return () -> {
            Throwable thrown = assertThrows(Throwable.class, call::call, way);
            assertEndsHere(way, thrown);
        };
    }

    private static void assertEndsHere(String way, Throwable thrown) {
        StackTraceElement[] here = new Throwable().getStackTrace();
        StackTraceElement[] frames = thrown.getStackTrace();
        int common = here.length - 20;
        assertTrue(frames.length > common, () -> way + ": " + Arrays.toString(frames));
        assertEquals(
                Arrays.asList(here).subList(here.length - common, here.length),
                Arrays.asList(frames).subList(frames.length - common, frames.length),
                way);
        assertTrue(
                Arrays.stream(frames).anyMatch(frame -> frame.getClassName().contains("FailureTraceTest")),
                () -> way + ": " + Arrays.toString(frames));
    }

    @Test
    void failureOfATask_howeverItIsAwaited_endsWithTheCallersFrames() {
        assertAll(
                endsHere("apply", () -> pool.apply(() -> fail(1))),
                endsHere("apply of an argument", () -> pool.apply(FailureTraceTest::fail, 1)),
                endsHere("join", () -> pool.applyAsync(() -> fail(1)).join()),
                endsHere("get", () -> pool.applyAsync(() -> fail(1)).get()),
                endsHere("map", () -> pool.map(FailureTraceTest::fail, List.of(1, 2))),
                endsHere("starmap", () -> pool.starmap((a, b) -> fail(a + b), List.of(Map.entry(1, 2)))),
                endsHere(
                        "imap",
                        () -> pool.imap(FailureTraceTest::fail, List.of(1).iterator())
                                .toList()),
                endsHere(
                        "checked",
                        () -> pool.apply(() -> {
                            throw new IOException("checked");
                        })),
                endsHere("encoding", () -> pool.map(x -> 1, List.of(new Object()))),
                endsHere(
                        "a source that fails",
                        () -> pool.imap(
                                        x -> x,
                                        List.of(1).stream()
                                                .map(x -> 1 / (x - 1))
                                                .iterator())
                                .toList()));
    }

    @Test
    void failureOfAWorker_howeverItIsAwaited_endsWithTheCallersFrames() {
        ProcessPool quick = pool.with(TaskOptions.defaults().withTimeout(Duration.ofMillis(50)));
        assertAll(
                endsHere("apply", () -> pool.apply(() -> halt(3))),
                endsHere("join", () -> pool.applyAsync(() -> halt(3)).join()),
                endsHere("get", () -> pool.applyAsync(() -> halt(3)).get()),
                endsHere("map", () -> pool.map(FailureTraceTest::halt, List.of(3))),
                endsHere(
                        "imap",
                        () -> pool.imap(FailureTraceTest::halt, List.of(3).iterator())
                                .toList()),
                endsHere(
                        "timeout",
                        () -> quick.apply(() -> {
                            Thread.sleep(60_000);
                            return 1;
                        })));
    }

    @Test
    void failureOfAPoolOrStart_endsWithTheCallersFrames() {
        try (ProcessPool broken = px.pool(BROKEN)) {
            assertAll(
                    endsHere("apply", () -> broken.apply(() -> 1)),
                    endsHere("map", () -> broken.map(x -> x, List.of(1, 2))),
                    endsHere(
                            "imap",
                            () -> broken.imap(x -> x, List.of(1, 2).iterator()).toList()),
                    endsHere(
                            "start",
                            () -> px.process(() -> {})
                                    .jvmOptions("-XX:+NoSuchOption")
                                    .start()));
        }
    }

    @Test
    void failureOfAManagersCall_endsWithTheCallersFrames() {
        Manager manager = px.manager();
        var map = manager.<String, Integer>map();
        assertAll(
                endsHere("function", () -> map.compute("a", (key, value) -> fail(1))),
                endsHere("refused", () -> manager.<Integer>queue(0)));
        manager.close();
        assertAll(endsHere("closed", () -> map.get("a")));
    }

    @Test
    void failureOfASharedThing_endsWithTheCallersFrames() {
        var queue = px.<Integer>queue(1);
        queue.close();
        var pipe = px.<Integer>pipe();
        pipe.left().close();
        assertAll(
                endsHere("queue", () -> {
                    queue.put(1);
                    return null;
                }),
                endsHere("connection", () -> pipe.right().recv()),
                endsHere("lock", () -> {
                    px.lock().unlock();
                    return null;
                }));
    }

    @Test
    void outcome_ofAFailure_hasTheConsumersFrames() {
        Throwable failure = pool.imapOutcomes(FailureTraceTest::fail, List.of(1).iterator())
                .toList()
                .getFirst()
                .failure();
        assertEndsHere("outcome", Objects.requireNonNull(failure));
    }

    @Test
    void trace_ofATasksException_showsTheWorkersFramesTheBoundaryAndTheCallers() {
        OwnException thrown = assertThrows(OwnException.class, () -> pool.apply(() -> fail(7)));

        List<String> frames =
                Arrays.stream(thrown.getStackTrace()).map(String::valueOf).toList();
        assertTrue(frames.getFirst().contains("FailureTraceTest.fail"), frames::toString);
        int boundary = frames.indexOf(frames.stream()
                .filter(frame -> frame.contains("_THROWN_ABOVE_"))
                .findFirst()
                .orElseThrow());
        assertTrue(frames.get(boundary).contains("-worker-"), frames::toString);
        assertTrue(frames.get(boundary + 1).contains("FailureTraceTest"), frames::toString);
    }

    @Test
    void join_byTwoThreads_givesEachAnExceptionOfItsOwn() throws Exception {
        TaskFuture<Integer> own = pool.applyAsync(() -> fail(5));
        TaskFuture<Integer> crash = pool.applyAsync(() -> halt(3));

        List<Throwable> owns = thrownByTwo(own::join);
        List<Throwable> crashes = thrownByTwo(crash::join);

        assertNotSame(owns.get(0), owns.get(1));
        assertNotSame(crashes.get(0), crashes.get(1));
        for (Throwable each : owns) {
            assertEquals(5, assertInstanceOf(OwnException.class, each).code);
            assertEquals("own 5", each.getMessage());
            assertTrue(each.getStackTrace()[0].getMethodName().equals("fail"));
        }
        for (Throwable each : crashes) {
            WorkerCrashedException crashed = assertInstanceOf(WorkerCrashedException.class, each);
            assertEquals(3, crashed.exitStatus().code());
        }
        List<Throwable> all = new ArrayList<>(owns);
        all.addAll(crashes);
        for (int i = 0; i < all.size(); i++) {
            String waiter = "waiter" + i % 2;
            assertTrue(
                    Arrays.stream(all.get(i).getStackTrace())
                            .filter(frame -> frame.getMethodName().startsWith("waiter"))
                            .map(StackTraceElement::getMethodName)
                            .toList()
                            .equals(List.of(waiter)),
                    () -> waiter);
        }
    }

    /** What two threads are thrown, the first of them by a method of another name than the second. */
    private static List<Throwable> thrownByTwo(Callable<?> call) throws Exception {
        CompletableFuture<Throwable> first = new CompletableFuture<>();
        CompletableFuture<Throwable> second = new CompletableFuture<>();
        Thread one = new Thread(() -> waiter0(call, first));
        Thread two = new Thread(() -> waiter1(call, second));
        one.start();
        two.start();
        one.join();
        two.join();
        return List.of(first.get(), second.get());
    }

    private static void waiter0(Callable<?> call, CompletableFuture<Throwable> thrown) {
        thrown.complete(assertThrows(Throwable.class, call::call));
    }

    private static void waiter1(Callable<?> call, CompletableFuture<Throwable> thrown) {
        thrown.complete(assertThrows(Throwable.class, call::call));
    }

    @Test
    void get_ofAFailure_hasTheSameCauseAsBefore() {
        TaskFuture<Integer> future = pool.applyAsync(() -> {
            throw new IOException("checked");
        });
        ExecutionException thrown = assertThrows(ExecutionException.class, future::get);
        assertEquals(
                "checked",
                assertInstanceOf(IOException.class, thrown.getCause()).getMessage());
        RemoteTaskException joined = assertThrows(RemoteTaskException.class, future::join);
        assertEquals(IOException.class.getName(), joined.remoteClass());
    }

    @Test
    void stageAndCallback_ofACrash_getIt() throws Exception {
        CompletableFuture<Throwable> called = new CompletableFuture<>();
        CountDownLatch done = new CountDownLatch(1);
        pool.applyAsync(() -> halt(3), value -> {}, called::complete);
        var stage = pool.applyAsync(() -> halt(4)).whenComplete((value, failure) -> done.countDown());

        assertInstanceOf(WorkerCrashedException.class, called.get(30, TimeUnit.SECONDS));
        done.await();
        assertInstanceOf(
                WorkerCrashedException.class,
                assertThrows(
                                ExecutionException.class,
                                () -> stage.toCompletableFuture().get())
                        .getCause());
    }

    @Test
    void pool_thatIsBroken_failsEachTaskWithAnExceptionOfItsOwn() throws Exception {
        try (ProcessPool broken = px.pool(BROKEN.withWorkers(2))) {
            List<Throwable> thrown = new ArrayList<>();
            List<TaskFuture<Integer>> futures = new ArrayList<>();
            try {
                for (int i = 0; i < 3; i++) {
                    futures.add(broken.applyAsync(() -> 1));
                }
            } catch (PoolBrokenException e) {
                thrown.add(e);
            }
            for (TaskFuture<Integer> future : futures) {
                thrown.add(assertThrows(PoolBrokenException.class, future::join));
            }
            assertEquals(thrown.size(), thrown.stream().distinct().count());
        }
    }

    @Test
    void timeout_says_itsLimit() {
        TaskTimeoutException late = assertThrows(
                TaskTimeoutException.class,
                () -> pool.with(TaskOptions.defaults().withTimeout(Duration.ofMillis(40)))
                        .apply(() -> {
                            Thread.sleep(60_000);
                            return 1;
                        }));
        assertEquals(Duration.ofMillis(40), late.timeout());
    }

    @Test
    void singleFileProgram_uncaughtFailure_isPrintedByTheLauncher(@TempDir Path directory) throws IOException {
        Path source = Files.writeString(directory.resolve("Broken.java"), """
                import dev.procession.*;
                void main() {
                    var px = Procession.builder().build();
                    var pool = px.pool(1);
                    try { pool.apply(() -> { throw new IllegalStateException("mine"); }); } catch (IllegalStateException e) { print(e); }
                    pool.apply(() -> { Runtime.getRuntime().halt(3); return 1; });
                }
                void print(Throwable e) { e.printStackTrace(); }
                """);
        String library = LibraryClasses.place(Procession.class).toString();
        try (JavaProcess program =
                JavaProcess.running(source).classPath(library).start()) {
            assertEquals(1, program.awaitExit());
            String printed = program.stderr();
            assertTrue(printed.contains("java.lang.IllegalStateException: mine"), printed);
            assertTrue(
                    printed.contains("Exception in thread \"main\" " + WorkerCrashedException.class.getName()),
                    printed);
            assertTrue(printed.contains("at Broken.main(Broken.java:6)"), printed);
        }
    }
}

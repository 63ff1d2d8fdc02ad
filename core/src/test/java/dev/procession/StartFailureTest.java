package dev.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.codec.CodecException;
import dev.procession.pool.PoolBrokenException;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.RestartBudget;
import dev.procession.pool.WorkerCrashedException;
import dev.procession.pool.WorkerStartException;
import dev.procession.process.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start that failed, or a worker that ended itself, says of the reason; and how often a start is tried. */
@Tag("process")
class StartFailureTest {
    private static Procession px;

    @BeforeAll
    static void open() {
        px = Procession.builder().output(Output.DISCARD).build();
    }

    @AfterAll
    static void close() {
        px.close();
    }

    private static PoolOptions one() {
        return PoolOptions.defaults().withWorkers(1);
    }

    private static PoolBrokenException broken(PoolOptions options) {
        try (ProcessPool pool = px.pool(options)) {
            return assertThrows(PoolBrokenException.class, () -> pool.apply(() -> 1));
        }
    }

    /** The message names the worker that failed last; each try is another worker. */
    private static void assertTriedOnce(PoolBrokenException thrown) {
        WorkerStartException start = assertInstanceOf(WorkerStartException.class, thrown.getCause());
        assertTrue(start.isPermanent(), () -> text(start));
        assertTrue(text(start).contains("-worker-1 "), () -> text(start));
    }

    @Test
    void option_thatTheJvmDoesNotKnow_isTriedOnce() {
        PoolBrokenException thrown = broken(one().withJvmOptions("-XX:+NoSuchOption"));

        assertTrue(text(thrown).contains("Unrecognized VM option 'NoSuchOption'"), () -> text(thrown));
        assertTriedOnce(thrown);
    }

    @Test
    void option_thatTheJvmRefusesOnStandardOutput_isTriedOnceAndSaid() {
        PoolBrokenException thrown = broken(one().withJvmOptions("-Xmx1k"));

        assertTrue(text(thrown).contains("stdout: Error occurred during initialization of VM"), () -> text(thrown));
        assertTrue(text(thrown).contains("Too small maximum heap"), () -> text(thrown));
        assertTriedOnce(thrown);
    }

    @Test
    void workingDirectory_thatIsNotThere_isTriedOnceAndSaid(@TempDir Path directory) {
        WorkerStartException thrown = assertThrows(
                WorkerStartException.class, () -> px.pool(one().withWorkingDirectory(directory.resolve("gone"))));

        assertTrue(text(thrown).contains("gone does not exist"), () -> text(thrown));
        assertTrue(thrown.isPermanent(), () -> text(thrown));
    }

    @Test
    void initializer_thatThrows_isTriedAsOftenAsTheBudgetSays(@TempDir Path directory) throws IOException {
        String log = directory.resolve("starts").toString();
        PoolBrokenException thrown = broken(one().withRestartBudget(new RestartBudget(1, Duration.ofMinutes(5)))
                .withInitializer(() -> {
                    Files.writeString(Path.of(log), "x\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                    throw new IllegalStateException("no database yet");
                }));

        assertTrue(text(thrown).contains("no database yet"), () -> text(thrown));
        assertFalse(
                assertInstanceOf(WorkerStartException.class, thrown.getCause()).isPermanent());
        assertEquals(2, Files.readAllLines(Path.of(log)).size());
    }

    @Test
    void heap_thatIsFull_endsTheJvmWithItsReason() {
        try (ProcessPool pool = px.pool(one().withJvmOptions("-XX:+ExitOnOutOfMemoryError", "-Xmx30m"))) {
            WorkerCrashedException thrown =
                    assertThrows(WorkerCrashedException.class, () -> pool.apply(() -> fill(new ArrayList<>())));

            assertTrue(text(thrown).contains("-XX:+ExitOnOutOfMemoryError"), () -> text(thrown));
            assertTrue(
                    text(thrown).contains("stdout: Terminating due to java.lang.OutOfMemoryError"), () -> text(thrown));
        }
    }

    private static int fill(List<byte[]> heap) {
        while (true) {
            heap.add(new byte[1 << 20]);
        }
    }

    @Test
    void exit_byAnotherThread_isNamedWithItsPlace() {
        try (ProcessPool pool = px.pool(1)) {
            WorkerCrashedException thrown = assertThrows(
                    WorkerCrashedException.class,
                    () -> pool.apply(() -> {
                        new Thread(() -> stop(7), "the timer").start();
                        Thread.sleep(60_000);
                        return 1;
                    }));

            assertEquals(7, thrown.exitStatus().code());
            assertTrue(text(thrown).contains("System.exit in thread \"the timer\" at "), () -> text(thrown));
            assertTrue(text(thrown).contains("StartFailureTest.stop(StartFailureTest.java:"), () -> text(thrown));
        }
    }

    private static void stop(int status) {
        System.exit(status);
    }

    /** Cannot be initialized in a child. */
    static class OnlyInTheParent {
        static final int VALUE = value();

        private static int value() {
            if (Procession.currentWorker().isPresent()) {
                throw new IllegalStateException("no license here");
            }
            return 1;
        }

        static int call(ProcessPool pool) {
            return pool.apply(() -> VALUE + 1);
        }

        static int callAgain(ProcessPool pool) {
            return pool.apply(() -> VALUE + 2);
        }
    }

    @Test
    void staticInitializer_thatThrowsInTheWorker_isTheReasonTheFirstTimeAndTheSecond() {
        try (ProcessPool pool = px.pool(1)) {
            CodecException first = assertThrows(CodecException.class, () -> OnlyInTheParent.call(pool));
            CodecException second = assertThrows(CodecException.class, () -> OnlyInTheParent.callAgain(pool));

            assertTrue(text(first).contains("cannot be initialized"), () -> text(first));
            assertTrue(text(first).contains("no license here"), () -> text(first));
            assertInstanceOf(ExceptionInInitializerError.class, first.getCause());
            assertTrue(text(second).contains("no license here"), () -> text(second));
            assertInstanceOf(NoClassDefFoundError.class, second.getCause());
        }
    }

    private static String text(Throwable thrown) {
        return String.valueOf(thrown.getMessage());
    }
}

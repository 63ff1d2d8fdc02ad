package dev.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.testkit.Await;
import dev.procession.testkit.JavaProcess;
import dev.procession.testkit.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an open session does when its JVM ends in order: by a signal, by {@code System.exit}, because {@code main} has
 * returned.
 */
@Tag("process")
class JvmEndTest {
    private static final long LONG_MILLIS = TimeUnit.HOURS.toMillis(1);
    private static final int TERM = 143;
    private static final int INT = 130;
    private static final int EXIT = 7;

    @TempDir
    Path directory;

    /** How long a program is given to end that should not: one that waits for no task has ended well before. */
    private static final long PATIENCE_NANOS = 700_000_000;

    private Path files;
    private Path sessions;

    @BeforeEach
    void makeDirectories() throws IOException {
        files = Files.createDirectory(directory.resolve("files"));
        sessions = Files.createDirectory(directory.resolve("sessions"));
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        Await.until("the session's directory to be gone", () -> list(sessions).isEmpty());
        String mark = "@" + sessions;
        Await.until(
                "no worker to be left",
                () -> ProcessHandle.allProcesses()
                        .noneMatch(process ->
                                process.info().commandLine().orElse("").contains(mark)));
    }

    private static List<Path> list(Path directory) throws IOException {
        try (var found = Files.list(directory)) {
            return found.toList();
        }
    }

    private JavaProcess start(String what, long closeTimeoutMillis) {
        return JavaProcess.running(JvmEndProgram.class, directory.toString(), what, Long.toString(closeTimeoutMillis))
                .start();
    }

    private void go() throws IOException {
        Files.createFile(files.resolve("go"));
    }

    private boolean isDone() {
        return Files.exists(files.resolve("done"));
    }

    /** Gives a program that does not wait for its task time to end, and asserts that it has not. */
    private static void assertWaits(JavaProcess program) {
        long start = System.nanoTime();
        Await.until("the program to wait", () -> !program.isAlive() || System.nanoTime() - start > PATIENCE_NANOS);
        assertTrue(program.isAlive(), program::stderr);
    }

    @Test
    void term_runningTask_finishes() throws IOException {
        try (JavaProcess program = start("wait", LONG_MILLIS)) {
            program.awaitLine("READY");
            Signals.send(program.pid(), "TERM");
            program.awaitLine("HOOK");
            assertWaits(program);
            go();

            assertEquals(TERM, program.awaitExit());
            assertTrue(isDone());
            assertEquals("", program.stderr());
        }
    }

    @Test
    void term_programsHookUsesAndCloses_allWorks() throws IOException {
        try (JavaProcess program = start("hook-uses", LONG_MILLIS)) {
            program.awaitLine("PID ");
            Signals.send(program.pid(), "TERM");
            program.awaitLine("HOOK");
            assertEquals("element true", program.awaitLine("QUEUE "));
            assertEquals("5", program.awaitLine("MAP "));
            go();

            assertEquals("apple[2, 3]", program.awaitLine("RESULT "));
            program.awaitLine("CLOSED");
            assertEquals(TERM, program.awaitExit());
            assertEquals("", program.stderr());
        }
    }

    @Test
    void term_workLongerThanCloseTimeout_failsTyped() throws IOException {
        for (long millis : List.of(300L, 0L)) {
            try (JavaProcess program = start("hook-waits", millis)) {
                long worker = Long.parseLong(program.awaitLine("PID "));
                program.awaitLine("READY");
                Signals.send(program.pid(), "TERM");

                String failure = program.awaitLine("FUTURE ");
                assertTrue(failure.startsWith("SessionClosedException"), failure);
                assertTrue(
                        failure.contains("the JVM is shutting down") && failure.contains("closeTimeout=PT"), failure);
                assertEquals(TERM, program.awaitExit());
                assertTrue(ProcessHandle.of(worker).isEmpty(), "killed before the JVM ends");
            }
            assertFalse(isDone());
            Files.delete(files.resolve("begun"));
        }
    }

    @Test
    void interrupt_hookOutlastsCloseTimeout_waitsForNothingThenFailsTyped() {
        try (JavaProcess program = start("hook-waits", 0)) {
            program.awaitLine("READY");
            Signals.send(program.pid(), "INT");

            assertTrue(program.awaitLine("FUTURE ").startsWith("SessionClosedException"));
            assertEquals(INT, program.awaitExit());
        }
    }

    @Test
    void interrupt_mainWaitsForMap_endsAtOnceWithoutATrace() {
        for (int i = 0; i < 3; i++) {
            try (JavaProcess program = start("map", LONG_MILLIS)) {
                program.awaitLine("READY");
                Signals.send(program.pid(), "INT");

                assertEquals(INT, program.awaitExit());
                assertEquals("", program.stderr());
            }
        }
    }

    @Test
    void exit_inMain_runningTaskFinishes() throws IOException {
        try (JavaProcess program = start("exit", LONG_MILLIS)) {
            program.awaitLine("HOOK");
            assertWaits(program);
            go();

            assertEquals(EXIT, program.awaitExit());
            assertTrue(isDone());
        }
    }

    @Test
    void exit_inACallback_doesNotWaitForThatCallback() {
        try (JavaProcess program = start("callback", LONG_MILLIS)) {
            assertEquals(EXIT, program.awaitExit());
            assertEquals("", program.stderr());
        }
    }

    @Test
    void mainReturns_submittedTask_finishesAndIsWarnedOf() throws IOException {
        try (JavaProcess program = start("return", 0)) {
            program.awaitLine("PID ");
            go();

            assertEquals(0, program.awaitExit());
            assertTrue(isDone());
            assertTrue(program.stdout().contains("apple"), program.stdout());
            String warning = program.stderr();
            assertTrue(warning.contains("made at=dev.procession.JvmEndProgram.run(JvmEndProgram.java:"), warning);
            assertEquals(1, warning.split("keeps the JVM alive", -1).length - 1, warning);
        }
    }

    @Test
    void mainReturns_thenTerm_ends() {
        try (JavaProcess program = start("return", 0)) {
            program.awaitLine("PID ");
            Signals.send(program.pid(), "TERM");

            assertEquals(TERM, program.awaitExit());
            assertFalse(isDone());
        }
    }

    @Test
    void mainReturns_daemonPool_isNotWaitedFor() {
        try (JavaProcess program = start("daemon", LONG_MILLIS)) {
            assertEquals(0, program.awaitExit());
            assertFalse(isDone());
            assertEquals("", program.stderr());
        }
    }

    @Test
    void term_withoutHook_childrenEndAndTidyUp() {
        try (JavaProcess program = start("no-hook", LONG_MILLIS)) {
            program.awaitLine("READY");
            Signals.send(program.pid(), "TERM");

            assertEquals(TERM, program.awaitExit());
            assertFalse(isDone());
        }
    }

    @Test
    void term_sessionWithoutProcesses_leavesNothing() {
        try (JavaProcess program = start("queue", LONG_MILLIS)) {
            program.awaitLine("READY");
            Signals.send(program.pid(), "TERM");

            assertEquals(TERM, program.awaitExit());
        }
    }

    @Test
    void exit_idleWorker_runsItsFinalizer() {
        try (JavaProcess program = start("finalizer", LONG_MILLIS)) {
            assertEquals(EXIT, program.awaitExit());
            Await.until("the finalizer to run", () -> Files.exists(files.resolve("finalized")));
        }
    }

    @Test
    void mainReturns_hookOpensASession_itWorks() {
        try (JavaProcess program = start("open-in-hook", LONG_MILLIS)) {
            assertEquals("42", program.awaitLine("ANSWER "));
            assertEquals(0, program.awaitExit());
            assertEquals("", program.stderr());
        }
    }
}

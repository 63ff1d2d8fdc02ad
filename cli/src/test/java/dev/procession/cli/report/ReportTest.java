package dev.procession.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.codec.CodecException;
import dev.procession.pool.PoolBrokenException;
import dev.procession.pool.RemoteTaskException;
import dev.procession.pool.TaskOutcome;
import dev.procession.pool.TaskTimeoutException;
import dev.procession.pool.WorkerCrashedException;
import dev.procession.process.ExitStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static WorkerCrashedException crash(int code, @Nullable String report, String... stderr) {
        return new WorkerCrashedException(
                "long text", new ExitStatus(code), 4242, "map-worker-2", List.of(stderr), report, "map", 0);
    }

    @Test
    void line_exit_decoded() {
        assertEquals(
                "procession: item 17 \"a\\tb\": WorkerCrashedException: exit=3 (System.exit or halt), worker map-worker-2 pid 4242;"
                        + " stderr: one\\ntwo; attempts=2",
                FailureLine.of(17, "a\tb", crash(3, null, "one", "two"), 2));
    }

    @Test
    void line_signalAndMemory_decoded() {
        assertTrue(FailureLine.describe(crash(137, null)).startsWith("WorkerCrashedException: exit=137 (SIGKILL;"));
        String memory =
                FailureLine.describe(crash(3, null, "Terminating due to java.lang.OutOfMemoryError: Java heap space"));
        assertTrue(memory.contains("exit=3 (out of memory;"), memory);
    }

    @Test
    void line_causes_namedOnce() {
        assertEquals(
                "IllegalStateException: x; caused by IOException: disk",
                FailureLine.describe(new IllegalStateException("x", new IOException("disk"))));
        assertEquals(
                "IllegalStateException: java.io.IOException: disk",
                FailureLine.describe(new IllegalStateException(new IOException("disk"))));
        assertEquals(
                "IOException: disk",
                FailureLine.describe(new RemoteTaskException("e", "c", "t", new IOException("disk"))));
        assertEquals(
                "com.acme.Odd: message",
                FailureLine.describe(
                        new RemoteTaskException("e", "com.acme.Odd", "com.acme.Odd: message\n\tat x", null)));
    }

    @Test
    void line_hostileText_oneBoundedLine() {
        String line =
                FailureLine.of(0, "\u001b[2J\n" + "x".repeat(1_000), new IOException("y\r\n\u2028".repeat(1_000)), 1);
        assertTrue(line.chars().noneMatch(Character::isISOControl), line);
        assertFalse(line.contains("\u2028"));
        assertTrue(line.length() < 800, line);
        assertTrue(line.startsWith("procession: item 0 \"\\u001b[2J\\nxxx"), line);
    }

    @Test
    void kind_everyFailure_named() {
        assertEquals("exit", FailureKind.of(crash(3, null)).label());
        assertEquals("crash", FailureKind.of(crash(139, null)).label());
        assertEquals("crash", FailureKind.of(crash(1, "# SIGSEGV")).label());
        assertEquals(
                "out-of-memory",
                FailureKind.of(crash(3, null, "Terminating due to java.lang.OutOfMemoryError: Java heap space"))
                        .label());
        assertEquals(
                "timeout",
                FailureKind.of(new TaskTimeoutException("", Duration.ZERO, true))
                        .label());
        assertEquals("out-of-memory", FailureKind.of(new OutOfMemoryError()).label());
        assertEquals("stack-overflow", FailureKind.of(new StackOverflowError()).label());
        assertEquals(
                "stack-overflow",
                FailureKind.of(new RemoteTaskException("", "java.lang.StackOverflowError", "", null))
                        .label());
        assertEquals("codec", FailureKind.of(new CodecException("")).label());
        assertEquals(
                "worker-start",
                FailureKind.of(new PoolBrokenException("", null)).label());
        assertEquals("exception", FailureKind.of(new IOException()).label());
    }

    @Test
    void json_success_escaped() {
        TaskOutcome<String, String> outcome = new TaskOutcome<>(
                0, "\"\\\n\u0001\udcff😀é\u2028", "out\tput", null, 1, Duration.ofNanos(1_002_999), "map-worker-1");
        assertEquals(
                "{\"index\":7,\"input\":\"\\\"\\\\\\n\\u0001\\udcff😀é\\u2028\",\"output\":\"out\\tput\",\"milliseconds\":1.002,"
                        + "\"attempts\":1,\"worker\":\"map-worker-1\"}",
                JsonLine.of(7, outcome));
    }

    @Test
    void json_failure_kindAndExit() {
        TaskOutcome<String, String> outcome =
                new TaskOutcome<>(0, "x", null, crash(3, null), 2, Duration.ofMillis(5), "w");
        assertEquals(
                "{\"index\":0,\"input\":\"x\",\"error\":\"exit\",\"message\":\"WorkerCrashedException: exit=3 (System.exit or"
                        + " halt), worker map-worker-2 pid 4242\",\"exit\":3,\"milliseconds\":5.000,\"attempts\":2,\"worker\":\"w\"}",
                JsonLine.of(0, outcome));
    }
}

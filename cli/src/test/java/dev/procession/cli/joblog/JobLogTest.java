package dev.procession.cli.joblog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.cli.input.ArgumentItems;
import dev.procession.cli.options.UsageException;
import dev.procession.pool.TaskOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobLogTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2030-01-02T03:04:05Z"), ZoneOffset.UTC);
    private static final String ODD = "tab\there\\n\n\r\0 é 😀 \udcff";

    @TempDir
    Path directory = Path.of("");

    private Path file = Path.of("");

    @BeforeEach
    void name() {
        file = directory.resolve("log.tsv");
    }

    private static TaskOutcome<String, String> outcome(String input, @Nullable Throwable failure) {
        return new TaskOutcome<>(0, input, failure == null ? "r" : null, failure, 2, Duration.ofMillis(1_500), "w-1");
    }

    private void write(@Nullable DoneItems resumed, long from, String... inputs) throws Exception {
        try (JobLog log = JobLog.open(file, resumed, CLOCK)) {
            for (String input : inputs) {
                log.append(from++, outcome(input, null));
            }
        }
    }

    @Test
    void append_outcomes_asDocumented() throws Exception {
        try (JobLog log = JobLog.open(file, null, CLOCK)) {
            log.append(0, outcome("a\tb", null));
            log.append(1, outcome("c", new IOException("x")));
        }
        assertEquals("""
                # procession job log 1
                Seq\tStart\tMillis\tResult\tExit\tAttempts\tWorker\tInput
                0\t2030-01-02T03:04:03.500Z\t1500\tok\t0\t2\tw-1\ta\\tb
                1\t2030-01-02T03:04:03.500Z\t1500\texception\t-\t2\tw-1\tc
                """, Files.readString(file));
    }

    @Test
    void read_roundTrip_onlySuccessesAreDone() throws Exception {
        try (JobLog log = JobLog.open(file, null, CLOCK)) {
            log.append(0, outcome(ODD, null));
            log.append(1, outcome("b", new IOException("x")));
            log.append(10_000_000, outcome("", null));
        }
        DoneItems done = DoneItems.read(file);
        assertEquals(2, done.count());
        assertTrue(done.isDone(0, ODD));
        assertFalse(done.isDone(1, "b"));
        assertTrue(done.isDone(10_000_000, ""));
        assertFalse(done.isDone(10_000_001, ""));
        assertFalse(done.isDone(Long.MAX_VALUE, ""));
    }

    @Test
    void resume_ranAgain_lastLineCounts() throws Exception {
        try (JobLog log = JobLog.open(file, null, CLOCK)) {
            log.append(0, outcome("a", new IOException("x")));
            log.append(0, outcome("a", null));
        }
        assertTrue(DoneItems.read(file).isDone(0, "a"));
        assertEquals(1, DoneItems.read(file).count());
    }

    @Test
    void resume_tornAnywhere_wholeLinesCountAndLogGoesOn() throws Exception {
        write(null, 0, "a", ODD, "c");
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length <= whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            DoneItems done = DoneItems.read(file);
            int count = (int) done.count();
            List<String> inputs = List.of("a", ODD, "c");
            write(done, count, inputs.subList(count, 3).toArray(new String[0]));
            assertEquals(
                    new String(whole, StandardCharsets.ISO_8859_1),
                    Files.readString(file, StandardCharsets.ISO_8859_1),
                    "cut at " + length);
        }
    }

    @Test
    void resume_otherInput_saysBoth() throws Exception {
        write(null, 0, "a", "b");
        DoneItems done = DoneItems.read(file);
        UsageException e = assertThrows(UsageException.class, () -> done.isDone(1, "B"));
        assertTrue(text(e).contains("item 1 is \"B\""), e.getMessage());
        assertTrue(text(e).contains("says \"b\""), e.getMessage());
        assertTrue(text(e).contains("leave out --resume"), e.getMessage());
    }

    @Test
    void read_missing_empty() throws Exception {
        assertEquals(0, DoneItems.read(directory.resolve("none")).count());
    }

    @Test
    void read_otherFile_refused() throws Exception {
        Files.writeString(file, "my only copy\nof something\n");
        assertTrue(text(assertThrows(UsageException.class, () -> DoneItems.read(file)))
                .contains("my only copy"));
        Files.writeString(file, JobLogFormat.HEADER + "\n" + JobLogFormat.COLUMNS + "\n1\t2\n");
        assertTrue(text(assertThrows(UsageException.class, () -> DoneItems.read(file)))
                .contains("line=3"));
        Files.writeString(file, JobLogFormat.HEADER + "\n" + JobLogFormat.COLUMNS + "\n-1\t\t\tok\t\t\t\t\n");
        assertTrue(text(assertThrows(UsageException.class, () -> DoneItems.read(file)))
                .contains("no position"));
    }

    @Test
    void open_twice_refused() throws Exception {
        try (JobLog log = JobLog.open(file, null, CLOCK)) {
            log.append(0, outcome("a", null));
            assertThrows(UsageException.class, () -> JobLog.open(file, null, CLOCK));
        }
        assertEquals(1, DoneItems.read(file).count());
    }

    @Test
    void pending_someDone_restWithTheirPositions() throws Exception {
        try (JobLog log = JobLog.open(file, null, CLOCK)) {
            log.append(0, outcome("a", null));
            log.append(2, outcome("c", null));
        }
        PendingItems pending = new PendingItems(new ArgumentItems(List.of("a", "b", "c", "d")), DoneItems.read(file));
        assertEquals("b", pending.next());
        assertEquals("d", pending.next());
        assertFalse(pending.hasNext());
        assertEquals(3, pending.position(1));
        assertEquals(1, pending.position(0));
        assertEquals(2, pending.skipped());
        assertThrows(IllegalStateException.class, () -> pending.position(0));
    }

    @Test
    void pending_changed_refused() throws Exception {
        write(null, 0, "a");
        PendingItems pending = new PendingItems(new ArgumentItems(List.of("x")), DoneItems.read(file));
        assertThrows(InputChangedException.class, pending::hasNext);
    }

    private static String text(Throwable e) {
        return String.valueOf(e.getMessage());
    }
}

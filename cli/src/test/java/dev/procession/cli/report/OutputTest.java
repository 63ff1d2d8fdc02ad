package dev.procession.cli.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.pool.WorkerInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OutputTest {
    private static final Duration HALF_MINUTE = Duration.ofSeconds(30);

    private static WorkerInfo worker(String name, WorkerInfo.State state, int seconds) {
        return new WorkerInfo(name, 1, state, "map", Duration.ofSeconds(seconds), 0);
    }

    @Test
    void progress_totalKnown_barAndEta() {
        List<WorkerInfo> workers =
                List.of(worker("w1", WorkerInfo.State.BUSY, 12), worker("w2", WorkerInfo.State.IDLE, 0));
        Progress progress = new Progress(250, 3, 0, 1_000, HALF_MINUTE, workers);
        assertEquals("250/1000 25%  3 failed  8.3/s  ETA 1:30  0:30  B-  w1 0:12", progress.text());
        assertEquals(
                "[#####...............] " + progress.text(),
                progress.line(progress.text().length() + 23));
    }

    @Test
    void progress_anyWidth_fits() {
        Progress progress =
                new Progress(250, 3, 7, 1_000, HALF_MINUTE, List.of(worker("w1", WorkerInfo.State.BUSY, 2)));
        for (int width = 0; width < 200; width++) {
            assertTrue(progress.line(width).length() <= width, progress.line(width));
        }
    }

    @Test
    void progress_totalUnknown_noBarNoEta() {
        assertEquals("5 done  0.1/s  0:30", new Progress(5, 0, 0, -1, HALF_MINUTE, List.of()).line(80));
        assertEquals(
                "0/0  0:30",
                new Progress(0, 0, 4, 4, HALF_MINUTE, List.of()).text().replace("  4 skipped", ""));
    }

    @Test
    void progress_manyWorkers_counted() {
        List<WorkerInfo> workers = Collections.nCopies(40, worker("w", WorkerInfo.State.BUSY, 0));
        assertTrue(new Progress(0, 0, 0, 9, HALF_MINUTE, workers).text().endsWith("40 busy 0 idle"));
    }

    @Test
    void progress_summary_plain() {
        assertEquals(
                "procession: 9 done, 1 failed, 2 skipped, elapsed 1:01:05",
                new Progress(9, 1, 2, 11, Duration.ofSeconds(3_665), List.of()).summary());
    }

    @Test
    void meter_fakeClock_summaryOfWhatWasCounted() {
        AtomicLong nanos = new AtomicLong(5);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        ProgressMeter meter = new ProgressMeter(err, null, 80, nanos::get);
        meter.count(true);
        meter.count(false);
        nanos.addAndGet(Duration.ofSeconds(61).toNanos());
        meter.close();
        assertEquals("procession: 2 done, 1 failed, elapsed 1:01\n", bytes.toString(StandardCharsets.UTF_8));
    }

    @Test
    void errorStream_lineWhileStatusShown_statusMakesWay() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ErrorStream stream = new ErrorStream(bytes);
        stream.show("bar");
        stream.write("line\nhalf".getBytes(StandardCharsets.UTF_8));
        stream.show("not now");
        stream.write("\n".getBytes(StandardCharsets.UTF_8));
        stream.show("bar2");
        stream.finish();
        stream.show("never");
        assertEquals(
                "\rbar\u001b[K\r\u001b[Kline\nhalf\n\rbar2\u001b[K\r\u001b[K", bytes.toString(StandardCharsets.UTF_8));
    }

    @Test
    void terminal_environment_obeyed() {
        assertTrue(Terminal.isError(Map.of("PROCESSION_TTY", "012")));
        assertFalse(Terminal.isError(Map.of("PROCESSION_TTY", "01")));
        assertFalse(Terminal.isError(Map.of("PROCESSION_TTY", "")));
        assertEquals(123, Terminal.width(Map.of("COLUMNS", "123")));
        assertEquals(20, Terminal.width(Map.of("COLUMNS", "1")));
    }

    @Test
    void writer_idle_flushesByItself() throws InterruptedException {
        CountDownLatch written = new CountDownLatch(1);
        OutputStream out = new OutputStream() {
            @Override
            public void write(int b) {
                written.countDown();
            }
        };
        try (ResultWriter writer = ResultWriter.start(out, (byte) '\n', e -> {})) {
            writer.write("x");
            written.await(); // The watchdog ends a wait for a flush that never comes.
        }
    }

    @Test
    void writer_allSizes_allBytesInOrder() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        try (ResultWriter writer = ResultWriter.start(bytes, (byte) 0, e -> {})) {
            for (int size : new int[] {0, 1, 65_534, 65_535, 65_536, 65_537, 3, 200_000, 0}) {
                String text = "x".repeat(size);
                writer.write(text);
                expected.write(text.getBytes(StandardCharsets.US_ASCII));
                expected.write(0);
            }
        }
        assertArrayEquals(expected.toByteArray(), bytes.toByteArray());
    }

    @Test
    void writer_brokenPipe_toldOnceAndSilentAfter() {
        List<IOException> told = Collections.synchronizedList(new ArrayList<>());
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        try (ResultWriter writer = ResultWriter.start(broken, (byte) '\n', told::add)) {
            writer.write("x");
            writer.flush();
            writer.write("y".repeat(100_000));
            writer.write("z");
        }
        assertEquals(1, told.size());
    }
}

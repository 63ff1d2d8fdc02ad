package dev.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.pool.ProcessPool;
import dev.procession.pool.Progress;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.TaskOptions;
import dev.procession.pool.WorkerCrashedException;
import dev.procession.process.Output;
import dev.procession.sync.ProcessLatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a pool tells while it works: progress, reports, log lines, flight records, futures put together. */
@Tag("process")
class PoolObservabilityTest {
    private static Procession px;
    private static ProcessPool pool;

    @BeforeAll
    static void open() {
        px = Procession.builder().output(Output.DISCARD).build();
        pool = px.pool(2);
    }

    @AfterAll
    static void close() {
        pool.close();
        px.close();
    }

    private record Advance(long done, long failed, long total) {}

    private static Advance last(BlockingQueue<Advance> advances, long done) throws InterruptedException {
        Advance advance;
        do {
            advance = advances.poll(30, TimeUnit.SECONDS);
        } while (advance != null && advance.done() < done);
        return java.util.Objects.requireNonNull(advance, "no last call");
    }

    @Test
    void progress_ofAMap_endsWithTheWhole() throws Exception {
        BlockingQueue<Advance> advances = new LinkedBlockingQueue<>();
        TaskOptions options = TaskOptions.defaults()
                .withProgress((done, failed, total, elapsed) -> advances.add(new Advance(done, failed, total)));

        pool.with(options).map(x -> x, IntStream.range(0, 3000).boxed().toList());

        assertEquals(new Advance(3000, 0, 3000), last(advances, 3000));
    }

    @Test
    void progress_ofAnImap_countsFailures() throws Exception {
        BlockingQueue<Advance> advances = new LinkedBlockingQueue<>();
        TaskOptions options = TaskOptions.defaults()
                .withProgress((done, failed, total, elapsed) -> advances.add(new Advance(done, failed, total)));

        try (var outcomes =
                pool.with(options).imapOutcomes(x -> 10 / x, List.of(1, 0, 2).iterator())) {
            assertEquals(3, outcomes.count());
        }

        assertEquals(new Advance(3, 1, Progress.UNKNOWN), last(advances, 3));
    }

    @Test
    void progress_thatThrows_harmsNothing() {
        TaskOptions options = TaskOptions.defaults().withProgress((done, failed, total, elapsed) -> {
            throw new IllegalStateException("a listener that fails");
        });

        assertEquals(3, pool.with(options).map(x -> x, List.of(1, 2, 3)).size());
    }

    @Test
    void report_ofATask_reachesItsListenerBeforeTheTaskIsOver() throws Exception {
        BlockingQueue<String> reports = new LinkedBlockingQueue<>();
        ProcessLatch heard = px.latch(1);
        Progress listener = new Progress() {
            @Override
            public void advanced(long done, long failed, long total, Duration elapsed) {}

            @Override
            public void reported(String worker, String task, Object report) {
                reports.add(task + ": " + report);
                heard.countDown();
            }
        };

        pool.with(TaskOptions.defaults().withName("long work").withProgress(listener))
                .apply(() -> {
                    Procession.currentWorker().orElseThrow().report(List.of("half", 50));
                    heard.await();
                });

        assertEquals("long work: [half, 50]", reports.poll());
    }

    @Test
    void log_ofATask_isTheParentsWithTheWorkersName() throws Exception {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        Logger logger = Logger.getLogger("dev.procession.worker");
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line.getLevel() + " " + line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            String worker = pool.apply(() -> {
                var context = Procession.currentWorker().orElseThrow();
                context.log(System.Logger.Level.WARNING, "look at this");
                return context.name();
            });

            assertEquals("WARNING " + worker + ": look at this", lines.poll(30, TimeUnit.SECONDS));
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
    }

    @Test
    void allOf_anyOf_putFuturesTogether() {
        List<TaskFuture<Integer>> futures = List.of(pool.applyAsync(() -> 1), pool.applyAsync(() -> 2));

        assertEquals(List.of(1, 2), TaskFuture.allOf(futures).join());
        assertTrue(futures.contains(TaskFuture.anyOf(futures).join()));
        assertTrue(TaskFuture.allOf(List.<TaskFuture<Integer>>of()).join().isEmpty());
        assertThrows(IllegalArgumentException.class, () -> TaskFuture.anyOf(List.<TaskFuture<Integer>>of()));
        TaskFuture<Integer> failing = pool.applyAsync(x -> 1 / x, 0);
        CompletionException failure = assertThrows(
                CompletionException.class,
                () -> TaskFuture.allOf(List.of(futures.getFirst(), failing)).join());
        assertInstanceOf(ArithmeticException.class, failure.getCause());
    }

    @Test
    void flightRecording_hasTasksAndWorkers(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("records.jfr");
        try (Recording recording = new Recording();
                ProcessPool own = px.pool(1)) {
            recording.start();
            own.with(TaskOptions.defaults().withName("counted")).apply(x -> x + 1, 1);
            assertThrows(
                    WorkerCrashedException.class,
                    () -> own.with(TaskOptions.defaults().withName("fatal"))
                            .apply(() -> Runtime.getRuntime().halt(3)));
            own.apply(() -> 1);
            recording.stop();
            recording.dump(file);
        }

        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        RecordedEvent counted = find(events, "dev.procession.Task", "task", "counted");
        assertEquals("", counted.getString("failure"));
        assertEquals(1, counted.getInt("attempt"));
        RecordedEvent fatal = find(events, "dev.procession.Task", "task", "fatal");
        assertEquals(WorkerCrashedException.class.getName(), fatal.getString("failure"));
        RecordedEvent end = find(events, "dev.procession.WorkerEnd", "worker", fatal.getString("worker"));
        assertTrue(end.getString("how").contains("exit=3"), end.toString());
        assertTrue(
                events.stream().anyMatch(event -> event.getEventType().getName().equals("dev.procession.WorkerStart")));
    }

    private static RecordedEvent find(List<RecordedEvent> events, String type, String field, String value) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals(type) && value.equals(event.getString(field)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + type + " with " + field + "=" + value));
    }
}

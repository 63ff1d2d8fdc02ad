package dev.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.TaskOptions;
import dev.procession.testkit.Await;
import dev.procession.testkit.JavaProcess;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pools and sessions that the program neither closes nor refers to any more. */
@Tag("process")
class ForgottenTest {
    private static final Logger LOGGER = Logger.getLogger("dev.procession");

    @TempDir
    Path directory;

    private final Queue<String> warnings = new ConcurrentLinkedQueue<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord record) {
            if (record.getMessage().contains("nothing refers to it any more")) {
                warnings.add(record.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        LOGGER.addHandler(handler);
    }

    @AfterEach
    void listenNoMore() {
        LOGGER.removeHandler(handler);
    }

    private Procession session() {
        return Procession.builder().directory(directory.resolve("sessions")).build();
    }

    @BeforeEach
    void makeDirectory() throws Exception {
        Files.createDirectory(directory.resolve("sessions"));
    }

    private void awaitNothingLeft() {
        Await.until("the session to be closed", () -> {
            System.gc();
            try (Stream<Path> left = Files.list(directory.resolve("sessions"))) {
                return left.findAny().isEmpty();
            }
        });
    }

    private TaskFuture<Long> submitAndForget(String go) {
        return session().pool(1).applyAsync(() -> {
            while (Files.notExists(Path.of(go))) {
                Thread.sleep(5);
            }
            return ProcessHandle.current().pid();
        });
    }

    @Test
    void poolAndSession_forgottenWithATask_taskEndsThenTheyDo() throws Exception {
        Path go = directory.resolve("go");
        TaskFuture<Long> future = submitAndForget(go.toString());
        Await.until("the pool to be known as forgotten", () -> {
            System.gc();
            return !warnings.isEmpty();
        });

        Files.createFile(go);

        long worker = future.get();
        Await.until("its worker to end", () -> ProcessHandle.of(worker).isEmpty());
        awaitNothingLeft();
        assertEquals(2, warnings.size(), warnings::toString);
        assertTrue(
                warnings.stream()
                        .allMatch(text -> text.contains("made at=dev.procession.ForgottenTest.")
                                && text.contains("(ForgottenTest.java:")),
                warnings::toString);
    }

    @Test
    void pool_onlyAViewOrAStreamIsLeft_isNotForgotten() {
        ProcessPool view = session().pool(1).with(TaskOptions.defaults().withName("view"));
        for (int i = 0; i < 3; i++) {
            System.gc();
            assertEquals(i, view.<Integer, Integer>apply(x -> x, i));
        }
        Stream<Integer> stream = view.imap(x -> x + 1, IntStream.range(0, 20).iterator());
        view = null;

        assertEquals(20, stream.peek(x -> System.gc()).count());

        stream = null;
        awaitNothingLeft();
    }

    @Test
    void pool_forgottenWhileItMaps_theMapIsWhole() {
        List<Integer> inputs = IntStream.range(0, 5_000).boxed().toList();

        assertEquals(inputs, session().pool(2).map(x -> x, inputs));

        awaitNothingLeft();
    }

    @Test
    void session_forgottenWithoutPools_isClosed() {
        session();

        awaitNothingLeft();
        assertEquals(1, warnings.size(), warnings::toString);
    }

    /** A program that keeps a queue of a session, and not the session. */
    static final class QueueKeeper {
        private QueueKeeper() {}

        public static void main(String[] args) throws InterruptedException {
            Procession px = Procession.builder().directory(Path.of(args[0])).build();
            var queue = px.<Integer>queue(2);
            var session = new WeakReference<>(px);
            px = null;
            Await.until("the facade to go", () -> {
                System.gc();
                return session.get() == null;
            });
            queue.put(1);
            System.out.println("TAKEN " + queue.take());
        }
    }

    @Test
    void session_forgottenButAQueueIsInUse_goesOn() {
        try (JavaProcess program = JavaProcess.running(
                        QueueKeeper.class, directory.resolve("sessions").toString())
                .start()) {
            assertEquals("1", program.awaitLine("TAKEN "));
            assertEquals(0, program.awaitExit());
            assertEquals("", program.stderr());
        }
        awaitNothingLeft();
    }
}

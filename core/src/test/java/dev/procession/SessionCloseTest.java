package dev.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.pool.ProcessPool;
import dev.procession.process.SessionClosedException;
import dev.procession.testkit.Await;
import dev.procession.testkit.JavaProcess;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Closing a session: twice, at once, from odd places, and often. */
@Tag("process")
class SessionCloseTest {
    @TempDir
    Path directory;

    private Procession session(Duration closeTimeout) {
        return Procession.builder()
                .directory(directory)
                .closeTimeout(closeTimeout)
                .build();
    }

    /** A task that ends when the file {@code go} is there. */
    private void submit(ProcessPool pool) {
        String go = directory.resolve("go").toString();
        String begun = directory.resolve("begun").toString();
        var _ = pool.submit(() -> {
            Files.createFile(Path.of(begun));
            while (Files.notExists(Path.of(go))) {
                Thread.sleep(5);
            }
        });
        Await.until("the task to begin", () -> Files.exists(Path.of(begun)));
    }

    @Test
    void close_fromTwoThreads_bothReturnWhenItIsClosed() throws Exception {
        Procession px = session(Duration.ofHours(1));
        ProcessPool pool = px.pool(1);
        submit(pool);
        AtomicBoolean wasEarly = new AtomicBoolean();
        Runnable close = () -> {
            px.close();
            wasEarly.compareAndSet(false, !pool.isTerminated());
        };
        Thread one = Thread.ofPlatform().start(close);
        Await.until("the first to close", pool::isShutdown);
        Thread two = Thread.ofPlatform().start(close);
        Await.until("the second to wait", () -> two.getState() == Thread.State.WAITING);

        assertThrows(SessionClosedException.class, () -> px.pool(1));
        Files.createFile(directory.resolve("go"));
        one.join();
        two.join();

        assertFalse(wasEarly.get());
        px.close();
    }

    @Test
    void interrupt_secondThatCloses_endsTheWaitingOfBoth() throws Exception {
        Procession px = session(Duration.ofHours(1));
        ProcessPool pool = px.pool(1);
        submit(pool);
        Thread one = Thread.ofPlatform().start(px::close);
        Await.until("the first to close", pool::isShutdown);
        AtomicBoolean isInterrupted = new AtomicBoolean();
        Thread two = Thread.ofPlatform().start(() -> {
            px.close();
            isInterrupted.set(Thread.currentThread().isInterrupted());
        });
        Await.until("the second to wait", () -> two.getState() == Thread.State.WAITING);

        two.interrupt();

        one.join();
        two.join();
        assertTrue(isInterrupted.get());
        assertTrue(pool.isTerminated());
    }

    @Test
    void interrupt_whileClosing_killsAtOnce() throws Exception {
        Procession px = session(Duration.ofHours(1));
        ProcessPool pool = px.pool(1);
        submit(pool);
        var waiting = pool.applyAsync(() -> 1);
        Thread closing = Thread.ofPlatform().start(px::close);
        Await.until("it to close", pool::isShutdown);

        closing.interrupt();

        closing.join();
        assertThrows(CancellationException.class, waiting::join);
    }

    @Test
    void close_inACallback_returns() throws Exception {
        Procession px = session(Duration.ofHours(1));
        CountDownLatch closed = new CountDownLatch(1);
        ProcessPool pool = px.pool(1);

        var _ = pool.applyAsync(() -> 1, value -> {
            px.close();
            closed.countDown();
        });

        closed.await();
        assertTrue(pool.isTerminated());
    }

    @Test
    void close_inACallbackWhileAnotherThreadCloses_doesNotWait() throws Exception {
        Procession px = session(Duration.ofHours(1));
        ProcessPool pool = px.pool(1);
        CountDownLatch calledBack = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        var _ = pool.applyAsync(() -> 1, value -> {
            calledBack.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            px.close();
        });
        calledBack.await();
        Thread closing = Thread.ofPlatform().start(px::close);
        Await.until("it to close", pool::isShutdown);

        go.countDown();

        closing.join();
        assertTrue(pool.isTerminated());
    }

    /** Counts the JVM's shutdown hooks before and after many sessions. */
    static final class Hooks {
        private Hooks() {}

        public static void main(String[] args) throws ReflectiveOperationException {
            open(args[0]);
            long before = count();
            for (int i = 0; i < 1_000; i++) {
                open(args[0]);
            }
            System.out.println("MORE " + (count() - before));
        }

        private static void open(String directory) {
            Procession.builder().directory(Path.of(directory)).build().close();
        }

        private static long count() throws ReflectiveOperationException {
            Field hooks = Class.forName("java.lang.ApplicationShutdownHooks").getDeclaredField("hooks");
            hooks.setAccessible(true);
            return ((Map<?, ?>) hooks.get(null))
                    .keySet().stream()
                            .filter(hook -> ((Thread) hook).getName().startsWith("procession"))
                            .count();
        }
    }

    @Test
    void close_aThousandSessions_noShutdownHookIsLeft() {
        try (JavaProcess program = JavaProcess.running(Hooks.class, directory.toString())
                .jvmOptions("--add-opens=java.base/java.lang=ALL-UNNAMED")
                .start()) {
            assertEquals("0", program.awaitLine("MORE "));
            assertEquals(0, program.awaitExit());
        }
    }
}

package dev.procession.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.internal.liveness.HostedSession;
import dev.procession.internal.liveness.Peers;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.wait.SegmentContext;
import dev.procession.internal.wait.WaitPoint;
import dev.procession.process.CorruptedSegmentException;
import dev.procession.process.SessionClosedException;
import dev.procession.testkit.Await;
import dev.procession.testkit.JavaProcess;
import dev.procession.testkit.Signals;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Waiting for other processes: real ones. */
@Tag("process")
class BellTest {
    private static final int PING = 1024;
    private static final int PONG = 1536;
    private static final int ROUNDS = 20_000;

    @TempDir
    Path directory;

    private HostedSession home;
    private SessionAttachment session;
    private OpenSegment segment;
    private SharedWords words;

    @BeforeEach
    void open() {
        home = HostedSession.create(directory, null);
        session = SessionRegistry.own(home);
        segment = session.openOrCreate("n-test", 7, 8192, 8192, words -> {});
        words = segment.words();
    }

    @AfterEach
    void close() {
        SessionRegistry.close(home);
        home.delete();
    }

    /** The other process. */
    static final class Other {
        private Other() {}

        public static void main(String[] args) throws Exception {
            SessionAttachment session = SessionRegistry.of(Path.of(args[1]));
            OpenSegment segment = session.open("n-test");
            System.out.println("ready " + session.members().self());
            switch (args[0]) {
                case "echo" -> echo(segment, Integer.parseInt(args[2]));
                case "wait" -> {
                    boolean got = await(segment, PING, 1, Long.parseLong(args[2]));
                    System.out.println("got " + got);
                }
                case "many" -> many(segment, Integer.parseInt(args[2]));
                case "sleep" -> Thread.sleep(Long.MAX_VALUE);
                default -> throw new IllegalArgumentException(args[0]);
            }
        }

        private static void echo(OpenSegment segment, int rounds) throws InterruptedException {
            for (int round = 1; round <= rounds; round++) {
                await(segment, PING, round, WaitPoint.FOREVER);
                segment.words().setRelease(PONG, round);
                point(segment, PONG).signal();
            }
        }

        private static void many(OpenSegment segment, int threads) throws InterruptedException {
            AtomicInteger woken = new AtomicInteger();
            List<Thread> started = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                started.add(Thread.ofVirtual().start(() -> {
                    try {
                        take(segment);
                        woken.incrementAndGet();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }));
            }
            for (Thread thread : started) {
                thread.join();
            }
            System.out.println("woken " + woken.get());
        }
    }

    private static WaitPoint point(SegmentContext context, int at) {
        return context.waitPoint(at + 256, at / 512);
    }

    private static boolean await(SegmentContext context, int at, long value, long timeoutNanos)
            throws InterruptedException {
        return point(context, at)
                .await(
                        () -> {
                            context.check();
                            return context.words().getAcquire(at) >= value;
                        },
                        timeoutNanos,
                        WaitPoint.NO_RECHECK);
    }

    /** Takes one of the tokens at PING, as a semaphore would. */
    private static void take(SegmentContext context) throws InterruptedException {
        point(context, PING)
                .await(
                        () -> {
                            long tokens = context.words().getVolatile(PING);
                            return tokens > 0 && context.words().compareAndSet(PING, tokens, tokens - 1);
                        },
                        WaitPoint.FOREVER,
                        WaitPoint.NO_RECHECK);
        if (context.words().getVolatile(PING) > 0) {
            point(context, PING).signal();
        }
    }

    private JavaProcess other(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments[0], home.path().toString()));
        all.addAll(List.of(arguments).subList(1, arguments.length));
        return JavaProcess.running(Other.class, all.toArray(String[]::new)).start();
    }

    @Test
    void await_pingPong_everyRoundArrives() throws InterruptedException {
        try (JavaProcess echo = other("echo", Integer.toString(ROUNDS))) {
            echo.awaitLine("ready ");
            long start = System.nanoTime();
            for (int round = 1; round <= ROUNDS; round++) {
                words.setRelease(PING, round);
                point(segment, PING).signal();
                assertTrue(await(segment, PONG, round, TimeUnit.MINUTES.toNanos(1)));
            }
            System.out.printf("ping-pong: %d ns a round%n", (System.nanoTime() - start) / ROUNDS);
            assertEquals(0, echo.awaitExit(), echo.stderr());
        }
    }

    @Test
    void signal_manyThreadsOfSeveralProcesses_allAreWoken() throws Exception {
        try (JavaProcess one = other("many", "500");
                JavaProcess two = other("many", "500")) {
            one.awaitLine("ready ");
            two.awaitLine("ready ");
            for (int i = 0; i < 1000; i++) {
                words.getAndAdd(PING, 1);
                point(segment, PING).signal();
            }
            one.awaitLine("woken 500");
            two.awaitLine("woken 500");
            assertEquals(0, words.getVolatile(PING));
        }
    }

    @Test
    void await_timeoutPasses_saysSo() throws InterruptedException {
        long start = System.nanoTime();
        assertFalse(await(segment, PING, 1, TimeUnit.MILLISECONDS.toNanos(30)));
        assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(30));
    }

    @Test
    void await_interrupted_throwsAndPassesTheSignalOn() throws Exception {
        CompletableFuture<Boolean> second = new CompletableFuture<>();
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread first = Thread.ofPlatform().start(() -> {
            try {
                take(segment);
                interrupted.complete(false);
            } catch (InterruptedException e) {
                interrupted.complete(true);
            }
        });
        Await.until("parked", () -> words.getVolatile(PING + 256) != 0);
        Thread other = Thread.ofVirtual().start(() -> {
            try {
                take(segment);
                second.complete(true);
            } catch (InterruptedException e) {
                second.completeExceptionally(e);
            }
        });
        Await.until("parked", () -> other.getState() == Thread.State.TIMED_WAITING);

        first.interrupt();
        words.getAndAdd(PING, 1);
        point(segment, PING).signal();

        if (!interrupted.get()) {
            // It was signalled before it was interrupted, and has the token.
            words.getAndAdd(PING, 1);
            point(segment, PING).signal();
        }
        second.get();
        first.join();
    }

    @Test
    void ringEverybody_aProcessIsKilled_waitersLookAgain() throws Exception {
        try (JavaProcess victim = other("sleep")) {
            String ready = victim.awaitLine("ready ");
            int owner = Integer.parseInt(ready.trim());
            assertFalse(session.members().isDead(owner));
            CompletableFuture<Boolean> seen = new CompletableFuture<>();
            Thread waiter = Thread.ofPlatform().start(() -> {
                try {
                    seen.complete(point(segment, PING)
                            .await(() -> session.members().isDead(owner), WaitPoint.FOREVER, WaitPoint.NO_RECHECK));
                } catch (InterruptedException | RuntimeException e) {
                    seen.completeExceptionally(e);
                }
            });
            Await.until("parked", () -> words.getVolatile(PING + 256) != 0);

            victim.kill();

            assertTrue(seen.get());
            assertEquals(0, session.members().liveOwner(Peers.slot(owner)));
            waiter.join();
        }
    }

    @Test
    void probe_processIsStopped_isNotDead() throws Exception {
        try (JavaProcess other = other("sleep")) {
            int owner = Integer.parseInt(other.awaitLine("ready ").trim());
            Signals.stop(other.pid());
            try {
                assertFalse(session.members().probe(owner));
                assertFalse(session.members().isDead(owner));
            } finally {
                Signals.send(other.pid(), "CONT");
            }
            other.kill();
            other.awaitExit();
            assertTrue(session.members().probe(owner));
        }
    }

    @Test
    void corrupted_inOneProcess_endsTheWaitInAnother() throws Exception {
        try (JavaProcess other = other("wait", Long.toString(WaitPoint.FOREVER))) {
            other.awaitLine("ready ");
            Await.until("parked", () -> words.getVolatile(PING + 256) != 0);

            CorruptedSegmentException thrown = segment.corrupted("word=1, must be 2");

            assertTrue(String.valueOf(thrown.getMessage()).contains("word=1, must be 2"));
            assertEquals(1, other.awaitExit());
            assertTrue(other.stderr().contains("CorruptedSegmentException"), other.stderr());
            assertThrows(CorruptedSegmentException.class, segment::check);
        }
    }

    @Test
    void close_threadsWait_endHereAndThere() throws Exception {
        try (JavaProcess other = other("wait", Long.toString(WaitPoint.FOREVER))) {
            other.awaitLine("ready ");
            Await.until("parked", () -> words.getVolatile(PING + 256) != 0);
            CompletableFuture<Boolean> here = new CompletableFuture<>();
            Thread waiter = Thread.ofPlatform().start(() -> {
                try {
                    here.complete(await(segment, PING, 1, WaitPoint.FOREVER));
                } catch (InterruptedException | RuntimeException e) {
                    here.completeExceptionally(e);
                }
            });
            Await.until("parked", () -> words.getVolatile(PING + 256) != 0);

            SessionRegistry.close(home);

            ExecutionException ended = assertThrows(ExecutionException.class, here::get);
            assertInstanceOf(SessionClosedException.class, ended.getCause());
            assertEquals(1, other.awaitExit());
            assertTrue(other.stderr().contains("SessionClosedException"), other.stderr());
            waiter.join();
        }
    }

    @Test
    void maker_isKilled_sessionIsClosedForThoseWhoJoined() throws Exception {
        // The creator is another process here, and this one joins.
        try (JavaProcess maker =
                JavaProcess.running(Maker.class, directory.toString()).start()) {
            Path path = Path.of(maker.awaitLine("ready ").trim());
            SessionAttachment joined = SessionRegistry.of(path);
            OpenSegment theirs = joined.open("n-test");
            CompletableFuture<Boolean> waiting = new CompletableFuture<>();
            Thread waiter = Thread.ofPlatform().start(() -> {
                try {
                    waiting.complete(await(theirs, PING, 1, WaitPoint.FOREVER));
                } catch (InterruptedException | RuntimeException e) {
                    waiting.completeExceptionally(e);
                }
            });
            Await.until("parked", () -> theirs.words().getVolatile(PING + 256) != 0);

            maker.kill();

            ExecutionException ended = assertThrows(ExecutionException.class, waiting::get);
            assertInstanceOf(SessionClosedException.class, ended.getCause());
            waiter.join();
            assertThrows(SessionClosedException.class, () -> joined.open("n-test"));
            SessionRegistry.leave(joined);
        }
    }

    /** Makes a session and sleeps. */
    static final class Maker {
        private Maker() {}

        public static void main(String[] args) throws Exception {
            HostedSession home = HostedSession.create(Path.of(args[0]), null);
            SessionRegistry.own(home).openOrCreate("n-test", 7, 8192, 8192, words -> {});
            System.out.println("ready " + home.path());
            Thread.sleep(Long.MAX_VALUE);
        }
    }
}

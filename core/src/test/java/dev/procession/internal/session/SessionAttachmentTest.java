package dev.procession.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.internal.liveness.HostedSession;
import dev.procession.internal.liveness.Peers;
import dev.procession.internal.segment.SpillFile;
import dev.procession.internal.wait.WaitPoint;
import dev.procession.process.SessionClosedException;
import dev.procession.testkit.Await;
import dev.procession.testkit.JavaProcess;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process's attachment to a session: what is mapped once, which processes learn of a death, what is left. */
@Tag("process")
class SessionAttachmentTest {
    private static final int AT = 1024;
    private static final int CYCLES = 100;

    @TempDir
    Path directory;

    private static OpenSegment named(SessionAttachment session, String file) {
        return session.openOrCreate(file, 7, 8192, 8192, words -> {});
    }

    @Test
    void openOrCreate_manyThreadsAtOnce_isOneSegment() throws Exception {
        HostedSession home = HostedSession.create(directory, null);
        SessionAttachment session = SessionRegistry.own(home);
        for (int round = 0; round < 200; round++) {
            String file = "n-" + round;
            Set<OpenSegment> seen = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
            CyclicBarrier together = new CyclicBarrier(3);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                threads.add(Thread.ofVirtual().start(() -> {
                    try {
                        together.await();
                        seen.add(named(session, file));
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertEquals(1, seen.size(), "round=" + round);
        }
        SessionRegistry.close(home);
        home.delete();
    }

    @Test
    void of_theMakerItself_isItsOwnPlace() throws Exception {
        HostedSession home = HostedSession.create(directory, null);
        // A creator that receives a handle before it has shared anything itself.
        SessionAttachment session = SessionRegistry.of(home.path());
        assertEquals(0, Peers.slot(session.members().self()));
        assertFalse(session.isForeign());
        assertSame(session, SessionRegistry.own(home));
        SessionRegistry.close(home);
        assertThrows(SessionClosedException.class, () -> SessionRegistry.of(home.path()));
        home.delete();
        assertThrows(SessionClosedException.class, () -> SessionRegistry.of(home.path()));
    }

    @Test
    void close_overAndOver_leavesNothing() throws Exception {
        File descriptors = new File("/proc/self/fd");
        int before = 0;
        for (int cycle = 0; cycle < CYCLES; cycle++) {
            HostedSession home = HostedSession.create(directory, null);
            SessionAttachment session = SessionRegistry.own(home);
            OpenSegment segment = named(session, "n-test");
            assertFalse(segment.waitPoint(AT, 1)
                    .await(() -> false, TimeUnit.MICROSECONDS.toNanos(1200), WaitPoint.NO_RECHECK));
            SessionRegistry.close(home);
            home.delete();
            if (cycle == CYCLES / 10) {
                before = descriptors.list().length;
            }
        }
        assertTrue(descriptors.list().length <= before + 2, "open now=" + descriptors.list().length + ", " + before);
        assertEquals(0, directory.toFile().list().length);
        String maps = Files.readString(Path.of("/proc/self/maps"));
        assertFalse(maps.contains(directory.toString()), maps);
    }

    @Test
    void await_tenThousandVirtualThreads_eachTakesItsToken() throws Exception {
        HostedSession home = HostedSession.create(directory, null);
        OpenSegment segment = named(SessionRegistry.own(home), "n-test");
        AtomicInteger taken = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        WaitPoint point = segment.waitPoint(AT + 256, 1);
        for (int i = 0; i < 10_000; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                point.awaitUninterruptibly(
                        () -> {
                            long tokens = segment.words().getVolatile(AT);
                            return tokens > 0 && segment.words().compareAndSet(AT, tokens, tokens - 1);
                        },
                        WaitPoint.NO_RECHECK);
                taken.incrementAndGet();
                if (segment.words().getVolatile(AT) > 0) {
                    point.signal();
                }
            }));
        }
        Thread last = threads.get(threads.size() - 1);
        Await.until("all are parked", () -> last.getState() == Thread.State.TIMED_WAITING);
        for (int i = 0; i < 10_000; i++) {
            segment.words().getAndAdd(AT, 1);
            point.signal();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(10_000, taken.get());
        SessionRegistry.close(home);
        home.delete();
    }

    /** Joins as a child would, prints its owner number, and waits to be killed. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) throws Exception {
            Path path = Path.of(args[0]);
            HostedSession.join(path, Integer.parseInt(args[1]));
            System.out.println("ready " + SessionRegistry.of(path).members().self());
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    @Test
    void childEnded_anotherFoundItDeadBefore_waitersAreToldAllTheSame() throws Exception {
        HostedSession home = HostedSession.create(directory, null);
        SessionAttachment session = SessionRegistry.own(home);
        OpenSegment segment = named(session, "n-test");
        try (JavaProcess child =
                JavaProcess.running(Child.class, home.path().toString(), "4").start()) {
            int owner = Integer.parseInt(child.awaitLine("ready ").trim());
            child.kill();
            child.awaitExit();
            assertTrue(session.members().probe(owner));
            long before = segment.deaths();

            session.childEnded(4);

            assertTrue(segment.deaths() > before);
        }
        SessionRegistry.close(home);
        home.delete();
    }

    @Test
    void leave_threadsOfTheForeignMemberWait_endAtOnce() throws Exception {
        try (JavaProcess maker =
                JavaProcess.running(BellTest.Maker.class, directory.toString()).start()) {
            Path path = Path.of(maker.awaitLine("ready ").trim());
            SessionAttachment joined = SessionRegistry.join(path);
            OpenSegment theirs = joined.open("n-test");
            CompletableFuture<Boolean> waiting = new CompletableFuture<>();
            Thread waiter = Thread.ofPlatform().start(() -> {
                try {
                    waiting.complete(theirs.waitPoint(AT, 1)
                            .await(
                                    () -> {
                                        theirs.check();
                                        return false;
                                    },
                                    WaitPoint.FOREVER,
                                    WaitPoint.NO_RECHECK));
                } catch (InterruptedException | RuntimeException e) {
                    waiting.completeExceptionally(e);
                }
            });
            Await.until("parked", () -> theirs.words().getVolatile(AT) != 0);

            SessionRegistry.leave(joined);

            waiter.join();
            assertTrue(waiting.isCompletedExceptionally());
            assertTrue(waiting.exceptionNow() instanceof SessionClosedException, waiting.exceptionNow()::toString);
        }
    }

    @Test
    void create_namedSessionAfterADeadOne_findsNothingOfIt() throws Exception {
        // Its directory lost its name with the memory it was in, as after a restart of the machine; what it had
        // elsewhere is still there.
        HostedSession home = HostedSession.create(directory, "orders");
        Path old = Files.createDirectory(directory.resolve("procession-spill-1-1"));
        Files.writeString(old.resolve("n-old"), "old");
        SpillFile.write(home.path(), old);
        home.delete();

        HostedSession next = HostedSession.create(directory, "orders");

        assertTrue(SpillFile.read(next.path()).isEmpty());
        assertEquals(List.of(), new SegmentPlacement(next.path()).files("n-"));
        next.delete();
    }
}

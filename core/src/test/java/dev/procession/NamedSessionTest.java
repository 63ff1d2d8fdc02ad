package dev.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.channel.ProcessQueue;
import dev.procession.channel.QueueOptions;
import dev.procession.internal.segment.FileRemoval;
import dev.procession.internal.segment.SessionDirectory;
import dev.procession.process.ProcessionException;
import dev.procession.process.SessionClosedException;
import dev.procession.shared.SharedLong;
import dev.procession.testkit.Await;
import dev.procession.testkit.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A session with a name, whose creator is another JVM that is killed. */
@Tag("process")
class NamedSessionTest {
    private final String name = "named-" + ProcessHandle.current().pid();

    /** Makes a session, and waits to be killed. */
    static final class Maker {
        private Maker() {}

        public static void main(String[] args) throws Exception {
            Procession px = Procession.builder().name(args[0]).build();
            px.queue("letters", 1000).put(args[1]);
            System.out.println("ready");
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    /**
     * Makes the session again and again, while others do and dead ones of that name turn up, and looks whether what
     * it has made stays.
     */
    static final class Racer {
        private Racer() {}

        public static void main(String[] args) {
            int made = 0;
            int lost = 0;
            while (made < 100) {
                try (Procession px = Procession.builder().name(args[0]).build()) {
                    made++;
                    ProcessQueue<Integer> queue = px.queue("mine", 10);
                    queue.add(made);
                    Path lock = SessionDirectory.find(args[0]).orElseThrow().resolve("lock");
                    lost += Files.exists(lock) && px.queue("mine", 10).size() == 1 ? 0 : 1;
                } catch (ProcessionException e) {
                    if (!e.toString().contains("taken by a live session")) {
                        throw e;
                    }
                }
            }
            System.out.println("done, lost=" + lost);
        }
    }

    private JavaProcess maker(String letter) {
        JavaProcess maker = JavaProcess.running(Maker.class, name, letter).start();
        maker.awaitLine("ready");
        return maker;
    }

    private static void kill(JavaProcess process) {
        process.kill();
        process.awaitExit();
    }

    @Test
    void join_makerIsDead_isRefused() {
        try (JavaProcess maker = maker("a")) {
            kill(maker);
        }
        ProcessionException refused = assertThrows(ProcessionException.class, () -> Procession.join(name));
        assertTrue(refused.toString().contains("died") || refused.toString().contains(name), refused.toString());
        // The name is free, and what was left under it is removed.
        try (Procession px = Procession.builder().name(name).build()) {
            assertEquals(0, px.queue("letters", 1000).size());
        }
    }

    @Test
    void offer_makerDiesAndNobodyWaitsForAnything_throwsSoonAndTheNameCanBeJoinedAnew() {
        try (JavaProcess first = maker("old");
                Procession joined = Procession.join(name)) {
            ProcessQueue<String> letters = joined.queue("letters", 1000);
            SharedLong number = joined.sharedLong("number", 0);
            assertEquals("old", letters.poll());
            kill(first);
            Await.until("the session to be closed", () -> isRefused(letters, number));
            assertThrows(SessionClosedException.class, () -> letters.offer("lost"));
            try (JavaProcess second = maker("new");
                    Procession again = Procession.join(name)) {
                assertEquals("new", again.queue("letters", 1000).poll());
                kill(second);
            }
        }
    }

    private static boolean isRefused(ProcessQueue<String> letters, SharedLong number) {
        try {
            number.incrementAndGet();
            letters.offer("lost");
            return letters.poll() == null;
        } catch (SessionClosedException e) {
            return true;
        }
    }

    @Test
    void build_severalMakersAndDeadSessionsOfTheName_neverTakesALiveOne() throws Exception {
        Procession first = Procession.builder().name(name).build();
        Path directory = SessionDirectory.find(name).orElseThrow();
        first.close();
        try (JavaProcess one = JavaProcess.running(Racer.class, name).start();
                JavaProcess other = JavaProcess.running(Racer.class, name).start()) {
            int planted = 0;
            while (one.isAlive() || other.isAlive()) {
                // Under a name that no sweep looks at: one would find it dead, and remove it.
                Path dead = Files.createDirectory(directory.resolveSibling(
                        "planted-" + ProcessHandle.current().pid() + "-" + planted));
                Files.createFile(dead.resolve("lock"));
                try {
                    Files.move(dead, directory, StandardCopyOption.ATOMIC_MOVE);
                    planted++;
                } catch (IOException e) {
                    FileRemoval.delete(dead); // a live one is there
                }
            }
            one.awaitLine("done, lost=0");
            other.awaitLine("done, lost=0");
            System.err.println("named sessions: dead ones planted=" + planted);
        }
        Procession.builder().name(name).build().close();
    }

    @Test
    void queue_sameNameOtherParameters_isRefusedWithTheNumbers() {
        try (Procession px = Procession.builder().name(name).build()) {
            px.queue(QueueOptions.capacity(10).withCapacityBytes(8192).withName("q"));
            px.queue(QueueOptions.capacity(10).withCapacityBytes(6000).withName("q"));
            IllegalArgumentException refused = assertThrows(
                    IllegalArgumentException.class,
                    () -> px.queue(
                            QueueOptions.capacity(10).withCapacityBytes(16384).withName("q")));
            assertTrue(refused.toString().contains("16384"), refused.toString());
            assertTrue(refused.toString().contains("8192"), refused.toString());
            px.lock("q");
        }
    }

    @Test
    void sharedLongs_moreThanThereIsRoomAnywhere_isRefusedAtOnce() {
        try (Procession px = Procession.local()) {
            ProcessionException refused =
                    assertThrows(ProcessionException.class, () -> px.sharedLongs(1_000_000_000_000L));
            assertTrue(refused.toString().contains("free="), refused.toString());
            assertThrows(IllegalArgumentException.class, () -> px.sharedLongs(Long.MAX_VALUE));
        }
    }
}

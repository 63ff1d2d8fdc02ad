package dev.procession.internal.liveness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.internal.segment.SessionDirectory;
import dev.procession.process.ProcessionException;
import dev.procession.testkit.Await;
import dev.procession.testkit.JavaProcess;
import dev.procession.testkit.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which processes are alive, and what is swept; between real processes. */
@Tag("process")
class LivenessTest {
    /** Short, for a socket's sake. */
    @TempDir
    Path directory;

    private String base;

    @BeforeEach
    void path() {
        base = directory.toString();
    }

    /** Other processes. */
    static final class Other {
        private Other() {}

        public static void main(String[] args) throws Exception {
            Path path = Path.of(args[1]);
            switch (args[0]) {
                case "name" -> {
                    System.out.println(
                            "ready " + HostedSession.create(path, "orders").path());
                    Thread.sleep(Long.MAX_VALUE);
                }
                case "join" -> {
                    HostedSession.join(path, Integer.parseInt(args[2]));
                    System.out.println("ready");
                    Thread.sleep(Long.MAX_VALUE);
                }
                case "open" -> {
                    System.out.println(
                            "ready " + HostedSession.create(path, null).path());
                    Thread.sleep(Long.MAX_VALUE);
                }
                case "held" -> {
                    try (LivenessFile file = LivenessFile.join(path)) {
                        System.out.println("held " + file.isHeldByAnother(Integer.parseInt(args[2])));
                    }
                }
                case "half-made" -> {
                    HeldDirectory.make(SessionDirectory.create(path, null), null, made -> {
                        System.out.println("ready " + made);
                        Await.until("the end", () -> false);
                    });
                }
                case "orphan" -> {
                    HostedSession.join(path, Integer.parseInt(args[2]));
                    System.out.println("removed " + HostedSession.removeAfterMaker(path));
                    Await.until("the maker's death", () -> HostedSession.removeAfterMaker(path));
                    System.out.println("in the end true");
                }
                default -> {
                    Files.createDirectories(path);
                    HostedSession own = HostedSession.create(path, null);
                    System.out.println(
                            "swept " + StaleSessionReaper.run(own.path()).size());
                    own.delete();
                }
            }
        }
    }

    private static boolean isHeldSeenByAnother(Path session, int slot) {
        try (JavaProcess asker = JavaProcess.running(Other.class, "held", session.toString(), "" + slot)
                .start()) {
            return Boolean.parseBoolean(asker.awaitLine("held "));
        }
    }

    @Test
    void claim_byAProcessThatIsKilled_isFreeOnceItIsDead() throws Exception {
        HostedSession home = HostedSession.create(directory, null);
        try (JavaProcess other = JavaProcess.running(
                        Other.class, "join", home.path().toString(), "5")
                .start()) {
            other.awaitLine("ready");
            assertTrue(home.liveness().isHeldByAnother(5));
            assertFalse(home.liveness().isHeldByAnother(6));
            assertThrows(ProcessionException.class, () -> home.liveness().claim(5));

            Signals.stop(other.pid());
            assertTrue(home.liveness().isHeldByAnother(5));

            other.kill();
            other.awaitExit();
            Await.until("the slot to be free", () -> !home.liveness().isHeldByAnother(5));
            home.liveness().claim(5);
        } finally {
            home.delete();
        }
    }

    @Test
    void claim_outOfRange_isRefusedWithTheLimit() {
        HostedSession home = HostedSession.create(directory, null);
        try {
            assertThrows(ProcessionException.class, () -> home.liveness().claim(-1));
            ProcessionException thrown = assertThrows(
                    ProcessionException.class, () -> home.liveness().claim(1024));
            assertTrue(String.valueOf(thrown.getMessage()).contains("limit=1024"));
        } finally {
            home.delete();
        }
    }

    @Test
    void isHeldByAnother_ofItsOwnSlot_isAMistake() {
        HostedSession home = HostedSession.create(directory, null);
        try {
            assertThrows(IllegalStateException.class, () -> home.liveness().isHeldByAnother(0));
            assertTrue(isHeldSeenByAnother(home.path(), 0));
        } finally {
            home.delete();
        }
    }

    @Test
    void sweep_aSessionWhoseProcessWasKilled_isRemovedAndALiveOneKept() throws Exception {
        HostedSession own = HostedSession.create(directory, null);
        try (JavaProcess dead = JavaProcess.running(Other.class, "open", base).start();
                JavaProcess live =
                        JavaProcess.running(Other.class, "open", base).start()) {
            Path left = Path.of(dead.awaitLine("ready "));
            Path kept = Path.of(live.awaitLine("ready "));
            Files.createDirectories(left.resolve("a/b"));
            Signals.stop(live.pid());
            dead.kill();
            dead.awaitExit();

            assertEquals(List.of(left), StaleSessionReaper.run(own.path()));

            assertFalse(Files.exists(left));
            assertTrue(Files.exists(kept));
        } finally {
            own.delete();
        }
    }

    @Test
    void sweep_parentIsDeadAndAChildAlive_isKept() throws Exception {
        HostedSession own = HostedSession.create(directory, null);
        try (JavaProcess parent = JavaProcess.running(Other.class, "open", base).start()) {
            Path session = Path.of(parent.awaitLine("ready "));
            try (JavaProcess child = JavaProcess.running(Other.class, "join", session.toString(), "9")
                    .start()) {
                child.awaitLine("ready");
                parent.kill();
                parent.awaitExit();

                assertEquals(List.of(), StaleSessionReaper.run(own.path()));
                child.kill();
                child.awaitExit();
            }
            assertEquals(List.of(session), StaleSessionReaper.run(own.path()));
        } finally {
            own.delete();
        }
    }

    @Test
    void sweep_halfMadeDirectories_areJudgedByTheirLocksAlone() throws Exception {
        HostedSession own = HostedSession.create(directory, null);
        try (JavaProcess maker =
                JavaProcess.running(Other.class, "half-made", base).start()) {
            Path held = Path.of(maker.awaitLine("ready "));
            List<Path> unjudged = List.of(
                    // No process has that number, so by its name its creator is dead; but it has no lock.
                    directory.resolve("procession-new-999999999-1"),
                    directory.resolve("procession-new-1-1"),
                    directory.resolve("procession-new-" + maker.pid() + "-1"),
                    directory.resolve("procession-spill-999999999-1"),
                    directory.resolve("procession-999999999-1"));
            for (Path path : unjudged) {
                Files.createDirectory(path);
                Files.writeString(path.resolve("home"), "/nowhere/procession-1");
                // As a creator leaves it that was killed before it had the lock.
                Files.createFile(path.resolve("lock-new"));
            }

            assertEquals(List.of(), StaleSessionReaper.run(own.path()));

            assertTrue(Files.exists(held) && unjudged.stream().allMatch(Files::exists));
            maker.kill();
            maker.awaitExit();
            assertEquals(List.of(held), StaleSessionReaper.run(own.path()));
            assertTrue(unjudged.stream().allMatch(Files::exists));
        } finally {
            own.delete();
        }
    }

    @Test
    void sweep_lockFileOfALiveSessionWasRemoved_isKeptAndNoNewSessionTakesItsName() throws Exception {
        HostedSession own = HostedSession.create(directory, null);
        try (JavaProcess maker = JavaProcess.running(Other.class, "name", base).start()) {
            Path session = Path.of(maker.awaitLine("ready "));
            Files.delete(session.resolve("lock"));

            assertEquals(List.of(), StaleSessionReaper.run(own.path()));
            ProcessionException named =
                    assertThrows(ProcessionException.class, () -> HostedSession.create(directory, "orders"));
            ProcessionException joined = assertThrows(ProcessionException.class, () -> HostedSession.join(session, 9));

            assertTrue(String.valueOf(named.getMessage()).contains("cannot be told"), named.getMessage());
            assertTrue(String.valueOf(named.getMessage()).contains("remove that directory"), named.getMessage());
            assertTrue(String.valueOf(joined.getMessage()).contains("lock file"), joined.getMessage());
            assertTrue(Files.exists(session));
        } finally {
            own.delete();
        }
    }

    @Test
    void sweep_lockFileIsALinkToThatOfALiveSession_isNotFollowed() throws Exception {
        HostedSession own = HostedSession.create(directory, null);
        Path odd = Files.createDirectory(directory.resolve("procession-999999999-2"));
        Files.createSymbolicLink(odd.resolve("lock"), own.path().resolve("lock"));
        try {
            assertEquals(List.of(), StaleSessionReaper.run(own.path()));

            assertTrue(isHeldSeenByAnother(own.path(), 0));
        } finally {
            own.delete();
        }
    }

    @Test
    void removeAfterMaker_makerLives_removesOnlyOnceItIsDead() throws Exception {
        try (JavaProcess maker = JavaProcess.running(Other.class, "open", base).start()) {
            Path session = Path.of(maker.awaitLine("ready "));
            try (JavaProcess orphan = JavaProcess.running(Other.class, "orphan", session.toString(), "3")
                    .start()) {
                assertEquals("false", orphan.awaitLine("removed "));
                assertTrue(Files.exists(session));
                maker.kill();
                maker.awaitExit();
                assertEquals("true", orphan.awaitLine("in the end "));
                assertEquals(0, orphan.awaitExit(), orphan.stderr());
            }
            assertFalse(Files.exists(session));
        }
    }

    @Test
    void sweep_anotherSessionOfThisProcess_keepsItsLock() {
        HostedSession one = HostedSession.create(directory, null);
        HostedSession other = HostedSession.create(directory, null);
        try {
            assertEquals(List.of(), StaleSessionReaper.run(one.path()));

            assertTrue(isHeldSeenByAnother(other.path(), 0));
            assertTrue(isHeldSeenByAnother(one.path(), 0));
        } finally {
            one.delete();
            other.delete();
        }
    }

    @Test
    void sweep_ownSessionUnderAnotherPath_keepsItsLock() throws IOException {
        Path real = Files.createDirectory(directory.resolve("r"));
        Path link = Files.createSymbolicLink(directory.resolve("l"), real);
        HostedSession one = HostedSession.create(real, null);
        HostedSession other = HostedSession.create(link, null);
        try {
            assertEquals(List.of(), StaleSessionReaper.run(other.path()));
            assertEquals(List.of(), StaleSessionReaper.run(one.path()));

            assertTrue(isHeldSeenByAnother(one.path(), 0));
            assertTrue(isHeldSeenByAnother(other.path(), 0));
        } finally {
            one.delete();
            other.delete();
        }
    }

    @Test
    void sweep_whileSessionsOpen_neverTouchesTheirLocks() throws Exception {
        HostedSession own = HostedSession.create(directory, null);
        CompletableFuture<Void> stop = new CompletableFuture<>();
        Thread sweeper = Thread.ofPlatform().start(() -> {
            while (!stop.isDone()) {
                StaleSessionReaper.run(own.path());
            }
        });
        try (JavaProcess other = JavaProcess.running(Other.class, "open", base).start()) {
            other.awaitLine("ready ");
            for (int round = 0; round < 200; round++) {
                HostedSession opened = HostedSession.create(directory, null);
                opened.delete();
            }
            HostedSession last = HostedSession.create(directory, null);
            assertTrue(isHeldSeenByAnother(last.path(), 0));
            last.delete();
        } finally {
            stop.complete(null);
            sweeper.join();
            own.delete();
        }
    }

    @Test
    void sweep_byTwoProcessesAtOnce_removesAll() throws Exception {
        for (int i = 0; i < 50; i++) {
            Path session = Files.createDirectory(directory.resolve("procession-999999999-" + i));
            Files.createFile(session.resolve(LivenessFile.NAME));
            Files.createDirectories(session.resolve("deep/er"));
        }
        try (JavaProcess one = JavaProcess.running(Other.class, "sweep", base).start();
                JavaProcess two =
                        JavaProcess.running(Other.class, "sweep", base).start()) {
            assertEquals(0, one.awaitExit(), one.stderr());
            assertEquals(0, two.awaitExit(), two.stderr());
        }
        try (var left = Files.list(directory)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void create_nameOfALiveSession_saysToJoinIt() {
        HostedSession own = HostedSession.create(directory, "orders");
        try {
            String here = assertThrows(ProcessionException.class, () -> HostedSession.create(directory, "orders"))
                    .getMessage();

            assertTrue(String.valueOf(here).contains("Procession.join(\"orders\")"), here);
            assertTrue(isHeldSeenByAnother(own.path(), 0), "the first must not lose its lock by the attempt");
        } finally {
            own.delete();
        }
    }

    @Test
    void create_nameOfASessionWhoseMakerWasKilled_takesItsPlace() {
        try (JavaProcess other = JavaProcess.running(Other.class, "name", base).start()) {
            other.awaitLine("ready ");
            assertThrows(ProcessionException.class, () -> HostedSession.create(directory, "orders"));
            other.kill();
            other.awaitExit();
        }

        HostedSession own = HostedSession.create(directory, "orders");

        assertTrue(isHeldSeenByAnother(own.path(), 0));
        own.delete();
    }
}

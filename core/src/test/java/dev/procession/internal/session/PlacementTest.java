package dev.procession.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.procession.internal.liveness.SessionHome;
import dev.procession.internal.liveness.SessionSweep;
import dev.procession.internal.segment.SessionDirectory;
import dev.procession.testkit.JavaProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Segments that the session's directory has no room for. */
class PlacementTest {
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final int AT = 1024;
    private static final int WRITTEN = 4096;

    @BeforeEach
    void memoryIsNotOnDisk() {
        assumeTrue(Files.isWritable(MEMORY)
                && !Path.of(System.getProperty("java.io.tmpdir")).startsWith(MEMORY));
    }

    /** More than half of what is free; it is sparse and takes a page. */
    private static OpenSegment tooLarge(SharedSession session) {
        long bytes = (session.freeBytes() / 2 & ~4095L) + (1L << 30);
        return session.openOrCreate("n-large", 7, bytes, WRITTEN, words -> words.setPlain(AT, 42));
    }

    /** Makes a session that spills, and waits to be killed; or opens what another has spilled. */
    static final class Other {
        private Other() {}

        public static void main(String[] args) throws Exception {
            if (args.length > 0) {
                OpenSegment opened = Sessions.of(Path.of(args[0])).open("n-large");
                System.out.println("read " + opened.words().getPlain(AT));
                return;
            }
            SessionHome home = SessionHome.create(MEMORY, null);
            tooLarge(Sessions.own(home));
            System.out.println("ready " + home.path());
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    @Test
    void create_moreThanHalfOfWhatIsFree_goesToDiskAndIsFoundThere() {
        SessionHome home = SessionHome.create(MEMORY, null);
        Path spill = SessionDirectory.spillOf(home.path());
        SharedSession session = Sessions.own(home);
        OpenSegment small = session.openOrCreate("n-small", 7, 8192, 8192, words -> {});
        assertEquals(home.path(), small.segment().path().getParent());
        assertFalse(Files.exists(spill));

        OpenSegment large = tooLarge(session);
        assertEquals(spill, large.segment().path().getParent());
        try (JavaProcess other =
                JavaProcess.running(Other.class, home.path().toString()).start()) {
            assertEquals("42", other.awaitLine("read ").trim());
            assertEquals(0, other.awaitExit(), other.stderr());
        }
        Sessions.close(home);
        home.delete();
        assertFalse(Files.exists(spill));
    }

    @Test
    void sweep_makerIsKilled_spillGoesToo() {
        SessionHome own = SessionHome.create(MEMORY, null);
        try (JavaProcess maker = JavaProcess.running(Other.class).start()) {
            Path theirs = Path.of(maker.awaitLine("ready ").trim());
            Path spill = SessionDirectory.spillOf(theirs);
            SessionSweep.run(own.path());
            assertTrue(Files.exists(spill.resolve("n-large")));
            maker.kill();
            maker.awaitExit();
            SessionSweep.run(own.path());
            assertFalse(Files.exists(theirs));
            assertFalse(Files.exists(spill));
        }
        own.delete();
    }
}

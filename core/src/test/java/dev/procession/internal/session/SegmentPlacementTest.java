package dev.procession.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.procession.internal.liveness.HostedSession;
import dev.procession.internal.liveness.StaleSessionReaper;
import dev.procession.internal.segment.NoSpaceException;
import dev.procession.internal.segment.SpillFile;
import dev.procession.testkit.JavaProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Segments that the session's directory has no room for. */
@Tag("process")
class SegmentPlacementTest {
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final int AT = 1024;
    private static final int WRITTEN = 4096;

    @BeforeEach
    void memoryIsNotOnDisk() {
        assumeTrue(Files.isWritable(MEMORY)
                && !Path.of(System.getProperty("java.io.tmpdir")).startsWith(MEMORY));
    }

    /** More than half of what is free; it is sparse and takes a page. */
    private static OpenSegment tooLarge(SessionAttachment session) {
        long bytes = (session.files().freeBytes() / 2 & ~4095L) + (1L << 30);
        return session.openOrCreate("n-large", 7, bytes, WRITTEN, words -> words.setPlain(AT, 42));
    }

    /** Makes a session that spills, and waits to be killed; or opens what another has spilled. */
    static final class Other {
        private Other() {}

        public static void main(String[] args) throws Exception {
            if (args.length > 0) {
                OpenSegment opened = SessionRegistry.of(Path.of(args[0])).open("n-large");
                System.out.println("read " + opened.words().getPlain(AT));
                return;
            }
            HostedSession home = HostedSession.create(MEMORY, null);
            tooLarge(SessionRegistry.own(home));
            System.out.println("ready " + home.path());
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    @Test
    void create_moreThanHalfOfWhatIsFree_goesToDiskAndIsFoundThere() {
        HostedSession home = HostedSession.create(MEMORY, null);
        SessionAttachment session = SessionRegistry.own(home);
        Path spill = HostedSession.spill(home.path()).orElseThrow();
        OpenSegment small = session.openOrCreate("n-small", 7, 8192, 8192, words -> {});
        assertEquals(home.path(), small.segment().path().getParent());
        assertEquals(List.of("lock"), List.of(spill.toFile().list()));

        OpenSegment large = tooLarge(session);
        assertEquals(spill, large.segment().path().getParent());
        try (JavaProcess other = JavaProcess.running(Other.class, home.path().toString())
                // It is the creator's word that counts, and not this.
                .jvmOptions("-Djava.io.tmpdir=/nowhere")
                .start()) {
            assertEquals("42", other.awaitLine("read ").trim());
            assertEquals(0, other.awaitExit(), other.stderr());
        }
        SessionRegistry.close(home);
        home.delete();
        assertFalse(Files.exists(spill));
    }

    @Test
    void sweep_makerIsKilled_spillGoesToo() {
        HostedSession own = HostedSession.create(MEMORY, null);
        try (JavaProcess maker = JavaProcess.running(Other.class).start()) {
            Path theirs = Path.of(maker.awaitLine("ready ").trim());
            Path spill = SpillFile.read(theirs).orElseThrow();
            StaleSessionReaper.run(own.path());
            assertTrue(Files.exists(spill.resolve("n-large")));
            maker.kill();
            maker.awaitExit();
            StaleSessionReaper.run(own.path());
            assertFalse(Files.exists(theirs));
            assertFalse(Files.exists(spill));
        }
        own.delete();
    }

    @Test
    void find_spillCannotBeSeenFromHere_saysWhereItIs() throws Exception {
        HostedSession home = HostedSession.create(MEMORY, null);
        Path elsewhere = Path.of("/nowhere/procession-spill-1-1");
        home.makeSpill();
        SpillFile.write(home.path(), elsewhere);
        SegmentPlacement segmentPlacement = new SegmentPlacement(home.path());

        IOException thrown = assertThrows(IOException.class, () -> segmentPlacement.find("n-large"));

        assertTrue(String.valueOf(thrown.getMessage()).contains(elsewhere.toString()), thrown.getMessage());
        assertEquals(home.path().resolve("n-small"), segmentPlacement.forNew("n-small", 8192, 8192));
        NoSpaceException refused =
                assertThrows(NoSpaceException.class, () -> segmentPlacement.forNew("n-large", 1L << 50, 1L << 50));
        assertTrue(String.valueOf(refused.getMessage()).contains(elsewhere.toString()), refused.getMessage());
        home.delete();
    }
}

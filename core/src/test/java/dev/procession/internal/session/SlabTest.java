package dev.procession.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.internal.liveness.HostedSession;
import dev.procession.internal.memory.MappedWords;
import dev.procession.internal.segment.SegmentKind;
import dev.procession.internal.segment.SegmentLayout;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Places: which are given out again, and which a handle finds. */
class SlabTest {
    private static final int KIND = 99;
    private static final long SIZE = 256;
    private static final int PLACES = 3;

    @TempDir
    private Path directory;

    private HostedSession home;
    private SessionAttachment session;

    @BeforeEach
    void open() throws Exception {
        home = HostedSession.create(directory, null);
        session = SessionRegistry.own(home);
    }

    @AfterEach
    void close() {
        SessionRegistry.close(home);
        home.delete();
    }

    private Slab slab() {
        long bytes = SlabLayout.PLACES + PLACES * SIZE;
        return new Slab(session.create(SegmentKind.SLAB, bytes, bytes, words -> {}), SIZE);
    }

    private static long at(int index) {
        return SlabLayout.PLACES + index * SIZE;
    }

    @Test
    void take_allAreTaken_hasNoneUntilOneIsReleased() {
        Slab slab = slab();
        for (int i = 0; i < PLACES; i++) {
            assertEquals(at(i), slab.take());
        }
        assertEquals(-1, slab.take());
        assertFalse(slab.hasFree());
        assertTrue(slab.release(at(1)));
        assertFalse(slab.release(at(1)), "free already");
        assertEquals(at(1), slab.take());
    }

    @Test
    void release_wasShared_isNeverGivenOutAgain() {
        Slab slab = slab();
        slab.take();
        slab.share(at(0));
        assertFalse(slab.release(at(0)));
        slab.closed(at(0));
        slab.share(at(0)); // encoded once more
        assertFalse(slab.release(at(0)));
        assertTrue(slab.isShared(at(0)));
        assertEquals(at(1), slab.take());
        slab.release(at(1));
        assertTrue(slab.isEmpty());
        assertFalse(slab.isUnknown(), "another process may have the first");
    }

    @Test
    void closed_wasNotShared_isGivenOutOnceItIsUnreachable() {
        Slab slab = slab();
        slab.take();
        slab.closed(at(0));
        assertFalse(slab.isEmpty());
        assertTrue(slab.release(at(0)));
        assertTrue(slab.isUnknown());
    }

    @Test
    void retireClosed_closedByAnotherProcess_isRetired() {
        Slab slab = slab();
        slab.take();
        slab.share(at(0));
        slab.retireClosed();
        assertFalse(slab.isEmpty());
        slab.segment().words().setVolatile(at(0) + SegmentLayout.POISON, 2);
        slab.retireClosed();
        assertTrue(slab.isEmpty());
    }

    private OpenPlace place() {
        return session.createPlace(KIND, SIZE, words -> words.setPlain(SegmentLayout.BYTES, 42));
    }

    @Test
    void createPlace_neighbours_haveMemoryAndNumbersOfTheirOwn() throws Exception {
        OpenPlace one = place();
        OpenPlace other = place();
        assertEquals(one.file(), other.file());
        assertNotEquals(one.id(), other.id());
        one.words().setPlain(SegmentLayout.BYTES, 1);
        assertEquals(42, other.words().getPlain(SegmentLayout.BYTES));
        assertThrows(IndexOutOfBoundsException.class, () -> one.words().getPlain(SIZE));
        assertSame(one, session.openPlace(one.file(), one.at(), one.id()));
        one.close();
        assertThrows(IllegalStateException.class, one::check);
        other.check();
    }

    @Test
    void openPlace_layoutNotFinishedOrAnotherThingThere_isNotThere() throws Exception {
        OpenPlace place = place();
        MappedWords words = place.words();
        // The creator's stores, of which any may be missing if it died: only with all of them is there a thing.
        for (int word : new int[] {SegmentLayout.MAGIC, SegmentLayout.KIND, SegmentLayout.SIZE, SegmentLayout.ID}) {
            long whole = words.getAndSet(word, 0);
            assertThrows(
                    NoSuchFileException.class,
                    () -> session.openPlace(place.file(), place.at(), place.id()),
                    "word=" + word);
            words.setPlain(word, whole);
        }
        assertSame(place, session.openPlace(place.file(), place.at(), place.id()));
        assertThrows(NoSuchFileException.class, () -> session.openPlace(place.file(), place.at(), place.id() + 1));
    }

    @Test
    void openPlace_forged_isNotThere() {
        OpenPlace place = place();
        for (long at : new long[] {-128, 8, 64, place.at() + 8, 1L << 40, Long.MAX_VALUE & -128}) {
            assertThrows(NoSuchFileException.class, () -> session.openPlace(place.file(), at, place.id()), "at=" + at);
        }
        OpenSegment segment = session.create(KIND, 4096, 4096, words -> {});
        assertThrows(NoSuchFileException.class, () -> session.openPlace(segment.file(), 128, segment.id()));
    }
}

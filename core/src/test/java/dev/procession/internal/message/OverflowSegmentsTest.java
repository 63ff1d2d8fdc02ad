package dev.procession.internal.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.procession.Procession;
import dev.procession.function.VoidTask;
import dev.procession.internal.ring.OverflowStore;
import dev.procession.internal.session.OpenSegment;
import dev.procession.internal.wait.SegmentResident;
import dev.procession.process.ChildProcess;
import dev.procession.process.ProcessionException;
import dev.procession.shared.SharedArray;
import dev.procession.sync.ProcessEvent;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What lies beside a ring, and what is left of it when its creator dies. */
@Tag("process")
class OverflowSegmentsTest {
    /** Enough for a segment of its own. */
    private static final int LONGS = 1000;

    private static OpenSegment segment(Object thing) {
        return (OpenSegment) ((SegmentResident) thing).context();
    }

    private static Set<String> files(OpenSegment segment) {
        return new HashSet<>(segment.session().files("x-"));
    }

    @Test
    void create_afterADeath_removesWhatNoRecordNames() throws Exception {
        try (Procession px = Procession.local()) {
            SharedArray.OfLong ids = px.sharedLongs(LONGS);
            ChildProcess child = px.start(new LeaveBehind(ids));
            child.join();
            OpenSegment segment = segment(ids);
            assertEquals(4, files(segment).size(), "the files of the dead");
            long named = ids.get(3);
            OverflowSegments space = new OverflowSegments(segment, () -> Set.of(named));

            OverflowStore.OverflowSegment first = space.create(8);
            OverflowStore.OverflowSegment second = space.create(8);

            assertEquals(
                    Set.of(name(segment, named), name(segment, first.id()), name(segment, second.id())),
                    files(segment));
            assertEquals(Set.of(), new HashSet<>(segment.session().files("new-")));
            first.close();
            second.close();
            space.deleteAll();
            assertEquals(Set.of(), files(segment));
        }
    }

    /** One whose creator dies after it was looked which records there are: its own may be there by now. */
    @Test
    void create_whileAMakerDies_removesNothingOfThat() throws Exception {
        try (Procession px = Procession.local()) {
            SharedArray.OfLong ofDead = px.sharedLongs(LONGS);
            px.start(new LeaveBehind(ofDead)).join();
            SharedArray.OfLong ofDying = px.sharedLongs(LONGS);
            ProcessEvent made = px.event();
            ChildProcess dying = px.start(new MakeAndWait(ofDead, ofDying, made));
            made.await();
            OpenSegment segment = segment(ofDead);
            OverflowSegments space = new OverflowSegments(segment, () -> {
                dying.kill();
                try {
                    dying.join();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                return Set.of();
            });

            OverflowStore.OverflowSegment own = space.create(8);

            Set<String> expected = new HashSet<>(Set.of(name(segment, own.id())));
            for (int i = 0; i < 4; i++) {
                expected.add(name(segment, ofDying.get(i)));
            }
            assertEquals(expected, files(segment));
            own.close();
        }
    }

    private static void makeFour(OpenSegment segment, SharedArray.OfLong ids) {
        OverflowSegments space = new OverflowSegments(segment, null);
        for (int i = 0; i < 4; i++) {
            OverflowStore.OverflowSegment side = space.create(1_000);
            ids.set(i, side.id());
            side.close();
        }
    }

    private record MakeAndWait(SharedArray.OfLong beside, SharedArray.OfLong ids, ProcessEvent made)
            implements VoidTask {
        @Override
        public void call() throws InterruptedException {
            makeFour(segment(beside), ids);
            made.set();
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    /** Makes four files that no record names; two are as those of one whose creator dies while it writes. */
    private record LeaveBehind(SharedArray.OfLong ids) implements VoidTask {
        @Override
        public void call() throws IOException {
            OpenSegment segment = segment(ids);
            makeFour(segment, ids);
            truncate(segment, ids.get(1), 100);
            truncate(segment, ids.get(2), 0);
            Runtime.getRuntime().halt(9);
        }
    }

    private static String name(OpenSegment segment, long id) {
        return "x-" + segment.segment().id() + "-" + (id >>> Integer.SIZE) + "-" + (int) id;
    }

    private static void truncate(OpenSegment segment, long id, long bytes) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(
                segment.session().directory().resolve(name(segment, id)).toFile(), "rw")) {
            file.setLength(bytes);
        }
    }

    @Test
    void create_ofParts_isReadWhole() throws Exception {
        try (Procession px = Procession.local()) {
            OpenSegment segment = segment(px.sharedLongs(LONGS));
            OverflowSegments space = new OverflowSegments(segment, null);
            byte[] bytes = new byte[100_003];
            bytes[100_002] = 7;

            long id = space.create(List.of(
                    MemorySegment.ofArray(new long[] {42}),
                    MemorySegment.ofArray(bytes),
                    MemorySegment.ofArray(new int[0])));

            OverflowStore.OverflowSegment side = space.open(id);
            assertEquals(42, side.words().getLong(side.at()));
            assertEquals(7, side.words().getByte(side.at() + 8 + 100_002));
            assertEquals(side.at() + 8 + 100_003, side.words().size());
            side.close();
            space.delete(id);
            assertThrows(ProcessionException.class, () -> space.open(id));
        }
    }
}

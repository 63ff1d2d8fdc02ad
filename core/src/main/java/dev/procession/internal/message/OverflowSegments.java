package dev.procession.internal.message;

import dev.procession.internal.liveness.Peers;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.ring.OverflowStore;
import dev.procession.internal.segment.Segment;
import dev.procession.internal.segment.SegmentKind;
import dev.procession.internal.segment.SegmentLayout;
import dev.procession.internal.session.OpenSegment;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The overflow segments of a ring. The segment of a long record is the file {@code x-<ring>-<creator>-<n>}; segments of
 * dead creators that no record names are removed when the next one is made.
 */
public final class OverflowSegments implements OverflowStore {
    /** Numbers them for this process, which may have several rings in a segment. */
    private static final AtomicInteger LAST = new AtomicInteger();

    private final OpenSegment segment;
    private final String prefix;
    private final @Nullable Supplier<Set<Long>> named;

    /**
     * The overflow segments of the ring in {@code segment}.
     *
     * @param named the numbers of long records that are in the ring; {@code null} if they are unknown, and nothing is
     *     removed
     */
    public OverflowSegments(OpenSegment segment, @Nullable Supplier<Set<Long>> named) {
        this.segment = segment;
        this.named = named;
        prefix = "x-" + segment.segment().id() + "-";
    }

    private String file(long id) {
        return prefix + (id >>> Integer.SIZE) + "-" + Integer.toUnsignedString((int) id);
    }

    @Override
    public OverflowSegment create(long length) {
        removeOrphans();
        long id = nextId();
        long bytes = SegmentLayout.BYTES + ((length + 7) & ~7L);
        return new OpenSide(id, segment.session().createPrivate(file(id), SegmentKind.OVERFLOW, bytes, bytes));
    }

    private long nextId() {
        return (long) segment.peers().self() << Integer.SIZE | Integer.toUnsignedLong(LAST.incrementAndGet());
    }

    /** Makes a segment of {@code parts}; returns its number. */
    public long create(List<MemorySegment> parts) {
        long id = nextId();
        long bytes = SegmentLayout.BYTES;
        for (MemorySegment part : parts) {
            bytes += part.byteSize();
        }
        segment.session().writePrivate(file(id), SegmentKind.OVERFLOW, bytes, parts);
        return id;
    }

    /** Removes what dead creators left: no record of theirs will come to name it. */
    private void removeOrphans() {
        if (named == null) {
            return;
        }
        Map<Long, String> orphans = new HashMap<>();
        for (String name : segment.session().files(prefix)) {
            String[] parts = name.substring(prefix.length()).split("-", 3);
            try {
                int maker = Integer.parseInt(parts[0]);
                if (isDead(maker)) {
                    orphans.put(
                            (long) maker << Integer.SIZE | Integer.toUnsignedLong(Integer.parseUnsignedInt(parts[1])),
                            name);
                }
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                // Not one of ours.
            }
        }
        // A dead process commits no more records: a segment of it that no record names now will never be named. One
        // that dies after this check may have committed.
        if (!orphans.isEmpty()) {
            orphans.keySet().removeAll(named.get());
            orphans.values().forEach(segment.session()::delete);
        }
    }

    private boolean isDead(int maker) {
        Peers peers = segment.peers();
        return peers.isDead(maker);
    }

    @Override
    public OverflowSegment open(long id) {
        return new OpenSide(id, segment.session().openPrivate(file(id)));
    }

    /** Removes all segments of long records, of whichever creator. */
    public void deleteAll() {
        segment.session().files(prefix).forEach(segment.session()::delete);
    }

    @Override
    public void delete(long id) {
        segment.session().delete(file(id));
    }

    /**
     * A thing with a name keeps its file until the session ends: its name must not come to mean another thing to
     * some.
     */
    @Override
    public void ended() {
        if (segment.file().startsWith("s-")) {
            segment.session().delete(segment.file());
        }
    }

    @Override
    public void abandoned() {
        deleteAll();
    }

    private record OpenSide(long id, Segment segment) implements OverflowSegment {
        @Override
        public SharedWords words() {
            return segment.words();
        }

        @Override
        public long at() {
            return SegmentLayout.BYTES;
        }

        @Override
        public void close() {
            segment.close();
        }
    }
}

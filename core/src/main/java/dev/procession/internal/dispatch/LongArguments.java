package dev.procession.internal.dispatch;

import dev.procession.internal.codec.ByteSource;
import dev.procession.internal.handle.SegmentSpace;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.ring.RingSpace;
import dev.procession.internal.session.OpenSegment;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Where arguments lie that are too long for a ring of tasks, from their submission until their element is settled: on a {@link Shelf} that all workers have
 * mapped, or, when there is no place on it, in a file of their own. Each is written once, by who submits it, and read in place, however often.
 *
 * <p>If a worker dies while it reads, nothing changes; if the pool's process dies, its workers do.
 *
 * <p>Thread safety: any thread.
 */
public final class LongArguments {
    private final OpenSegment segment;
    private final long base;
    private final SegmentSpace files;
    private final Shelf shelf;

    /** Those of a pool, of which the shelf is what is in {@code segment} from {@code base} on. */
    LongArguments(OpenSegment segment, long base) {
        this.segment = segment;
        this.base = base;
        files = new SegmentSpace(segment, null);
        shelf = new Shelf(segment.segment()::reserve, base, segment.words().size());
    }

    /**
     * Writes what is in {@code parts} to where every worker can read it.
     *
     * @return by which they find it: the number of a file, or, negative, the complement of a place on the shelf
     * @throws dev.procession.process.ProcessionException if there is no room for it
     */
    public long put(List<MemorySegment> parts, long bytes) {
        segment.session().check();
        long at = shelf.take(bytes);
        if (at == Shelf.NONE) {
            return files.create(parts);
        }
        boolean written = false;
        try {
            long to = at;
            for (MemorySegment part : parts) {
                segment.words().putBytes(to, part, 0, part.byteSize());
                to += part.byteSize();
            }
            written = true;
            return ~at;
        } catch (IllegalStateException e) { // the memory of a closed session is gone
            segment.session().check();
            throw e;
        } finally {
            if (!written) {
                shelf.giveBack(at);
            }
        }
    }

    /** Opens what was {@link #put}, of so many bytes; to be closed. */
    public ByteSource open(long place, long bytes) {
        if (place < 0) {
            SharedWords words = segment.words();
            checkRoom(place, bytes, ~place < base ? -1 : words.size() - ~place);
            return new MappedSource(words, ~place, bytes, () -> {});
        }
        RingSpace.Side side = files.open(place);
        try {
            checkRoom(place, bytes, side.words().size() - side.at());
        } catch (RuntimeException e) {
            side.close();
            throw e;
        }
        return new MappedSource(side.words(), side.at(), bytes, side::close);
    }

    private void checkRoom(long place, long bytes, long room) {
        if (bytes < 0 || bytes > room) {
            throw segment.corrupted("arguments at " + place + ": bytes=" + bytes + ", room there=" + room);
        }
    }

    /** Nobody needs it any more. */
    public void delete(long place) {
        if (place < 0) {
            shelf.giveBack(~place);
        } else {
            files.delete(place);
        }
    }

    /** Nobody needs any, nor will. */
    void remove() {
        files.deleteAll();
    }
}

package dev.procession.internal.session;

import dev.procession.internal.memory.CheckedWord;
import dev.procession.internal.memory.MappedWords;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.segment.Segment;
import dev.procession.internal.segment.SegmentKind;
import dev.procession.internal.segment.SegmentLayout;
import java.lang.ref.WeakReference;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The places in slabs, its own and other processes', that this process has open in a session.
 *
 * <p>Thread safety: any thread.
 */
final class OpenPlaces {
    private final SessionFiles files;
    private final SegmentCache segments;
    private final Slabs slabs;
    /** By their numbers; one that nothing refers to any more is opened again when it is needed. Guarded by itself. */
    private final Map<Long, WeakReference<OpenPlace>> open = new HashMap<>();
    /** Number of open places at which cleared references are purged next; guarded by {@link #open}. */
    private int purgeAt = SegmentCache.FIRST_PURGE;

    OpenPlaces(SessionFiles files, SegmentCache segments) {
        this.files = files;
        this.segments = segments;
        slabs = new Slabs(files, segments);
    }

    /**
     * Takes a place and lays out a thing in it.
     *
     * @param bytes how many, header included
     */
    OpenPlace create(int kind, long id, long bytes, Consumer<? super SharedWords> layout) {
        long size = SlabLayout.placeBytes(bytes);
        Slabs.Taken taken = slabs.take(size);
        OpenSegment slab = taken.slab().segment();
        MappedWords words = slab.words().part(taken.at(), size);
        try {
            words.segment().fill((byte) 0);
            layout.accept(words);
            Segment.writeHeader(words, kind, size, id);
            OpenPlace place = remember(slab, taken.at(), id, kind, words);
            Segment.whenUnreachable(words, new Unreachable(this, taken, id));
            return place;
        } catch (Throwable e) {
            slabs.release(taken);
            throw e;
        }
    }

    /**
     * There is one object for a place in a process: with two, a ring would reach the threads in the line of only one
     * of them.
     */
    private OpenPlace remember(OpenSegment slab, long at, long id, int kind, MappedWords words) {
        synchronized (open) {
            WeakReference<OpenPlace> known = open.get(id);
            OpenPlace opened = known == null ? null : known.get();
            if (opened != null) {
                return opened;
            }
            if (open.size() >= purgeAt) {
                open.values().removeIf(reference -> reference.get() == null);
                purgeAt = Math.max(SegmentCache.FIRST_PURGE, 2 * open.size());
            }
            opened = new OpenPlace(
                    slab,
                    at,
                    id,
                    kind,
                    words,
                    slabs,
                    segments,
                    segments.context(words, id, slab.segment().path(), at));
            open.put(id, new WeakReference<>(opened));
            return opened;
        }
    }

    /**
     * The place at {@code at} of a slab.
     *
     * @throws NoSuchFileException if what lies there is not the thing with that number
     */
    OpenPlace open(OpenSegment slab, long at, long id) throws NoSuchFileException {
        long left = slab.words().size() - at;
        if (slab.kind() != SegmentKind.SLAB
                || at < SlabLayout.PLACES
                || left < SegmentLayout.BYTES
                || at % SlabLayout.ALIGNMENT != 0) {
            throw new NoSuchFileException(slab.file(), null, "no place begins at " + at);
        }
        MappedWords header = slab.words().part(at, SegmentLayout.BYTES);
        // SYNC magic-last: everything the creator stored before is visible
        boolean magic = header.getAcquire(SegmentLayout.MAGIC) == SegmentLayout.MAGIC_VALUE;
        long size = header.getPlain(SegmentLayout.SIZE);
        long kind = header.getPlain(SegmentLayout.KIND);
        boolean sound = magic
                && header.getPlain(SegmentLayout.ID) == CheckedWord.seal(id)
                && CheckedWord.isValid(size)
                && CheckedWord.isValid(kind)
                && CheckedWord.value(size) >= SegmentLayout.BYTES
                && CheckedWord.value(size) <= left
                && CheckedWord.value(kind) <= Integer.MAX_VALUE;
        if (!sound) {
            throw new NoSuchFileException(slab.file(), null, "the thing with number " + id + " is not at " + at);
        }
        return remember(
                slab, at, id, (int) CheckedWord.value(kind), slab.words().part(at, CheckedWord.value(size)));
    }

    /** Nothing of this process refers to a place any more. */
    private void forget(long id) {
        synchronized (open) {
            WeakReference<OpenPlace> known = open.get(id);
            if (known != null && known.get() == null) {
                open.remove(id);
            }
        }
    }

    /** Nothing of this process refers to a place any more. Must not refer to the place's words. */
    private record Unreachable(OpenPlaces places, Slabs.Taken taken, long id) implements Runnable {
        @Override
        public void run() {
            places.unreachable(taken, id);
        }
    }

    private void unreachable(Slabs.Taken taken, long id) {
        try {
            if (!files.isClosed()) {
                boolean shared = slabs.isShared(taken);
                forget(id);
                if (!shared) {
                    OpenSite.removeSide(files, taken.slab().segment().words(), taken.at(), id);
                    slabs.release(taken);
                }
            }
        } catch (IllegalStateException e) {
            if (!files.isClosed()) {
                throw e;
            }
            // The session was closed meanwhile, and its memory is gone.
        }
    }

    /** The session has ended. */
    void clear() {
        synchronized (open) {
            open.clear();
        }
    }
}

package dev.procession.internal.session;

import dev.procession.internal.memory.CheckedWord;
import dev.procession.internal.memory.MappedWords;
import dev.procession.internal.memory.SharedWords;
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
    private final SessionAttachment session;
    private final Slabs slabs;
    /** By their numbers; one that nothing refers to any more is opened again when it is needed. Guarded by itself. */
    private final Map<Long, WeakReference<OpenPlace>> open = new HashMap<>();
    /** How many are open when those that are gone are looked for next; guarded by {@link #open}. */
    private int purgeAt = SessionAttachment.FIRST_PURGE;

    OpenPlaces(SessionAttachment session) {
        this.session = session;
        slabs = new Slabs(session, this);
    }

    /** Makes one, with a thing of {@code bytes}, header included. */
    OpenPlace create(int kind, long id, long bytes, Consumer<? super SharedWords> layout) {
        return slabs.make(kind, id, bytes, layout);
    }

    /**
     * There is one object for a place in a process: with two, a ring would reach the threads in the line of only one
     * of them.
     */
    OpenPlace remember(OpenSegment slab, long at, long id, int kind, MappedWords words) {
        synchronized (open) {
            WeakReference<OpenPlace> known = open.get(id);
            OpenPlace opened = known == null ? null : known.get();
            if (opened != null) {
                return opened;
            }
            if (open.size() >= purgeAt) {
                open.values().removeIf(reference -> reference.get() == null);
                purgeAt = Math.max(SessionAttachment.FIRST_PURGE, 2 * open.size());
            }
            opened = new OpenPlace(
                    slab,
                    at,
                    id,
                    kind,
                    words,
                    session.site(words, id, slab.segment().path(), at));
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
    void forget(long id) {
        synchronized (open) {
            WeakReference<OpenPlace> known = open.get(id);
            if (known != null && known.get() == null) {
                open.remove(id);
            }
        }
    }

    /** A handle to a thing in a place is being encoded. */
    void depart(OpenPlace place) {
        slabs.depart(place);
    }

    /** A thing in a place was closed by this process. */
    void closed(OpenPlace place) {
        slabs.closed(place);
    }

    /** The session has ended. */
    void clear() {
        synchronized (open) {
            open.clear();
        }
    }
}

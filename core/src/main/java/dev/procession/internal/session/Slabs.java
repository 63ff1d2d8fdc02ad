package dev.procession.internal.session;

import dev.procession.internal.memory.MappedWords;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.segment.GarbageCollection;
import dev.procession.internal.segment.NoSpaceException;
import dev.procession.internal.segment.Segment;
import dev.procession.internal.segment.SegmentKind;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The slabs that this process has made in a session, by the size of their places.
 *
 * <p>Thread safety: any thread. Its monitor is never held while a file is made, or the session's map of open
 * segments is looked at.
 */
final class Slabs {
    private final SessionAttachment session;
    private final OpenPlaces open;
    private final GarbageCollection collection = new GarbageCollection();
    /** By the size of their places; the last was made last. */
    private final Map<Long, List<Slab>> bySize = new HashMap<>();

    private final Map<OpenSegment, Slab> bySegment = new HashMap<>();

    Slabs(SessionAttachment session, OpenPlaces open) {
        this.session = session;
        this.open = open;
    }

    /** A place that was taken. */
    private record Taken(Slab slab, long at) {}

    /**
     * Takes a place and lays out a thing in it.
     *
     * @param bytes how many, header included
     */
    OpenPlace make(int kind, long id, long bytes, Consumer<? super SharedWords> layout) {
        long size = SlabLayout.placeBytes(bytes);
        Taken taken = take(size);
        OpenSegment slab = taken.slab.segment();
        MappedWords words = slab.words().part(taken.at, size);
        boolean made = false;
        try {
            words.segment().fill((byte) 0);
            layout.accept(words);
            Segment.writeHeader(words, kind, size, id);
            OpenPlace place = open.remember(slab, taken.at, id, kind, words);
            Segment.whenUnreachable(words, new Unreachable(this, taken, id));
            made = true;
            return place;
        } finally {
            if (!made) {
                release(taken);
            }
        }
    }

    private Taken take(long size) {
        Taken taken = takeFree(size);
        while (taken == null) {
            retireClosed(size);
            long freeBytes = session.freeBytes();
            if (bytes() > freeBytes) {
                // Much of it may be unreachable, and nobody but the collector knows.
                collection.run(() -> hasFree(size));
            }
            if (!hasFree(size)) {
                add(new Slab(newSegment(size, freeBytes), size));
            }
            taken = takeFree(size);
        }
        return taken;
    }

    private synchronized void add(Slab slab) {
        bySize.computeIfAbsent(slab.placeBytes(), key -> new ArrayList<>()).add(slab);
        bySegment.put(slab.segment(), slab);
    }

    /** From the oldest slab that has one, so that the younger ones may come to be empty. */
    private synchronized @Nullable Taken takeFree(long size) {
        for (Slab slab : bySize.getOrDefault(size, List.of())) {
            long at = slab.take();
            if (at >= 0) {
                return new Taken(slab, at);
            }
        }
        return null;
    }

    private OpenSegment newSegment(long size, long freeBytes) {
        int made;
        synchronized (this) {
            made = bySize.getOrDefault(size, List.of()).size();
        }
        long wanted = Math.min(SlabLayout.MAX_LENGTH, SlabLayout.MIN_LENGTH << Math.min(8, 2 * made));
        // A slab is not to take much of what is left, nor to lie on disk since it is longer than what is in it.
        long length = Math.min(wanted, freeBytes / 16);
        try {
            return segmentOf(size, length / size);
        } catch (NoSpaceException e) {
            return segmentOf(size, 1);
        }
    }

    private synchronized long bytes() {
        long bytes = 0;
        for (OpenSegment slab : bySegment.keySet()) {
            bytes += slab.words().size();
        }
        return bytes;
    }

    private synchronized boolean hasFree(long size) {
        boolean free = false;
        for (Slab slab : bySize.getOrDefault(size, List.of())) {
            free |= slab.hasFree();
        }
        return free;
    }

    private OpenSegment segmentOf(long size, long places) {
        long bytes = SlabLayout.PLACES + Math.max(1, places) * size;
        return session.create(SegmentKind.SLAB, bytes, bytes, words -> {});
    }

    /** A handle to a thing in a place is being encoded. */
    void depart(OpenPlace place) {
        try {
            share(place);
        } finally {
            Reference.reachabilityFence(place.words()); // or the place might be free before it is noted as shared
        }
    }

    private synchronized void share(OpenPlace place) {
        Slab slab = bySegment.get(place.slab());
        if (slab != null) {
            slab.share(place.at());
        }
    }

    /** A thing in a place was closed by this process. */
    void closed(OpenPlace place) {
        Slab slab;
        synchronized (this) {
            slab = bySegment.get(place.slab());
            if (slab == null) {
                return; // another process's
            }
            slab.closed(place.at());
            if (!slab.isEmpty()) {
                return;
            }
        }
        removeEmpty(slab.placeBytes());
    }

    private void retireClosed(long size) {
        synchronized (this) {
            for (Slab slab : bySize.getOrDefault(size, List.of())) {
                slab.retireClosed();
            }
        }
        removeEmpty(size);
    }

    private void release(Taken taken) {
        boolean empty;
        synchronized (this) {
            empty = taken.slab.release(taken.at) && taken.slab.isEmpty();
        }
        if (empty) {
            removeEmpty(taken.slab.placeBytes());
        }
    }

    /** Removes slabs in which nothing is; one that has free places stays, for what comes next. */
    private void removeEmpty(long size) {
        List<Slab> removed = new ArrayList<>(1);
        synchronized (this) {
            boolean spare = false;
            for (Iterator<Slab> each =
                            bySize.getOrDefault(size, new ArrayList<>()).iterator();
                    each.hasNext(); ) {
                Slab slab = each.next();
                if (slab.isEmpty() && (spare || !slab.hasFree())) {
                    each.remove();
                    bySegment.remove(slab.segment());
                    removed.add(slab);
                }
                spare |= slab.hasFree();
            }
        }
        for (Slab slab : removed) {
            session.removeSlab(slab);
        }
    }

    /** Nothing of this process refers to a place any more. Must not refer to the place's words. */
    private record Unreachable(Slabs slabs, Taken taken, long id) implements Runnable {
        @Override
        public void run() {
            slabs.unreachable(taken, id);
        }
    }

    private void unreachable(Taken taken, long id) {
        try {
            if (!session.isClosed()) {
                boolean shared;
                synchronized (this) {
                    shared = taken.slab.isShared(taken.at);
                }
                open.forget(id);
                if (!shared) {
                    OpenSite.removeSide(session, taken.slab.segment().words(), taken.at, id);
                    release(taken);
                }
            }
        } catch (IllegalStateException e) {
            if (!session.isClosed()) {
                throw e;
            }
            // The session was closed meanwhile, and its memory is gone.
        }
    }
}

package dev.procession.internal.session;

import dev.procession.internal.segment.ByteRange;
import dev.procession.internal.segment.GarbageCollection;
import dev.procession.internal.segment.NoSpaceException;
import dev.procession.internal.segment.SegmentKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The slabs that this process has made in a session, by the size of their places.
 *
 * <p>Thread safety: any thread. Its monitor is never held while a file is made, or the session's map of open
 * segments is looked at.
 */
final class Slabs implements PlaceOwner {
    private final SessionFiles files;
    private final SegmentCache segments;
    private final GarbageCollection collection = new GarbageCollection();
    /** By the size of their places; the last was made last. */
    private final Map<Long, List<Slab>> bySize = new HashMap<>();

    private final Map<String, Slab> byFile = new HashMap<>();

    Slabs(SessionFiles files, SegmentCache segments) {
        this.files = files;
        this.segments = segments;
    }

    /** A place that was taken. */
    record Taken(Slab slab, long at) {}

    /** Takes a place of that size; what is there is whatever the last thing left. */
    Taken take(long size) {
        Taken taken = takeFree(size);
        while (taken == null) {
            retireClosed(size);
            long freeBytes = files.freeBytes();
            if (bytes() > freeBytes) {
                // Many places may be unreachable, which only the garbage collector knows.
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
        byFile.put(slab.segment().file(), slab);
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
        for (Slab slab : byFile.values()) {
            bytes += slab.segment().words().size();
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
        return segments.create(SegmentKind.SLAB, bytes, ByteRange.first(bytes), words -> {});
    }

    @Override
    public synchronized void share(String file, long at) {
        Slab slab = byFile.get(file);
        if (slab != null) {
            slab.share(at);
        }
    }

    @Override
    public void closed(String file, long at) {
        Slab slab;
        synchronized (this) {
            slab = byFile.get(file);
            if (slab == null) {
                return; // another process's
            }
            slab.closed(at);
            if (!slab.isEmpty()) {
                return;
            }
        }
        removeEmpty(slab.placeBytes());
    }

    /** Whether another process may have what is in a place, or may have had it. */
    synchronized boolean isShared(Taken taken) {
        return taken.slab.isShared(taken.at);
    }

    private void retireClosed(long size) {
        synchronized (this) {
            for (Slab slab : bySize.getOrDefault(size, List.of())) {
                slab.retireClosed();
            }
        }
        removeEmpty(size);
    }

    /** Nothing here refers to a place any more. */
    void release(Taken taken) {
        boolean empty;
        synchronized (this) {
            empty = taken.slab.release(taken.at) && taken.slab.isEmpty();
        }
        if (empty) {
            removeEmpty(taken.slab.placeBytes());
        }
    }

    /** Removes empty slabs; one that has free places stays, for the next objects. */
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
                    byFile.remove(slab.segment().file());
                    removed.add(slab);
                }
                spare |= slab.hasFree();
            }
        }
        for (Slab slab : removed) {
            segments.remove(slab.segment(), slab.isUnknown());
        }
    }
}

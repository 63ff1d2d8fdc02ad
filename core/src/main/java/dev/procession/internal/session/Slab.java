package dev.procession.internal.session;

import dev.procession.internal.memory.MappedWords;
import dev.procession.internal.segment.SegmentLayout;
import java.util.BitSet;

/**
 * A slab that this process made; only this process allocates its places. The free list is here, in the heap: it dies
 * with this process, and no place is allocated after that.
 *
 * <pre>
 *   FREE ──take──► HELD ──a handle is encoded──► SHARED ──closed──► RETIRED
 *     ▲              │
 *     └──unreachable─┘
 * </pre>
 *
 * <p>A held place is known to this process alone, and free when it is unreachable here. A shared place may be known to
 * others, which do not report when they release it, and so is never allocated again: once closed it is retired, and
 * goes with the slab.
 *
 * <p>Thread safety: guarded by the {@link Slabs} it is one of.
 */
final class Slab {
    private final OpenSegment segment;
    private final long placeBytes;
    private final int places;
    private final BitSet free = new BitSet();
    private final BitSet shared = new BitSet();
    private final BitSet retired = new BitSet();
    private int freeCount;
    private int retiredCount;
    /** Place at which the search for a free one begins; none below it is free. */
    private int lowest;

    Slab(OpenSegment segment, long placeBytes) {
        this.segment = segment;
        this.placeBytes = placeBytes;
        places = (int) ((segment.words().size() - SlabLayout.PLACES) / placeBytes);
        free.set(0, places);
        freeCount = places;
    }

    OpenSegment segment() {
        return segment;
    }

    long placeBytes() {
        return placeBytes;
    }

    private int index(long at) {
        return (int) ((at - SlabLayout.PLACES) / placeBytes);
    }

    /**
     * Takes a place; returns where it begins, or −1 if there is none. What is there is whatever the last thing left.
     */
    long take() {
        int index = free.nextSetBit(lowest);
        if (index < 0) {
            lowest = places;
            return -1;
        }
        free.clear(index);
        freeCount--;
        lowest = index + 1;
        return SlabLayout.PLACES + index * placeBytes;
    }

    /** Nothing here refers to a place any more. Returns whether it was held, and is free now. */
    boolean release(long at) {
        int index = index(at);
        if (shared.get(index) || free.get(index) || retired.get(index)) {
            return false;
        }
        free.set(index);
        freeCount++;
        lowest = Math.min(lowest, index);
        return true;
    }

    void share(long at) {
        int index = index(at);
        if (!retired.get(index)) {
            shared.set(index);
        }
    }

    /** Whether another process may have it, or may have had it. */
    boolean isShared(long at) {
        return shared.get(index(at)) || retired.get(index(at));
    }

    /** A thing was closed. */
    void closed(long at) {
        int index = index(at);
        if (shared.get(index)) {
            retire(index);
        }
    }

    private void retire(int index) {
        shared.clear(index);
        retired.set(index);
        retiredCount++;
    }

    /** Retires what others have closed. */
    void retireClosed() {
        MappedWords words = segment.words();
        for (int index = shared.nextSetBit(0); index >= 0; index = shared.nextSetBit(index + 1)) {
            if (words.getVolatile(SlabLayout.PLACES + index * placeBytes + SegmentLayout.POISON) != 0) {
                retire(index);
            }
        }
    }

    /** Whether nothing in it is, or may come to be, in use. */
    boolean isEmpty() {
        return freeCount + retiredCount == places;
    }

    /** Whether a place is free. */
    boolean hasFree() {
        return freeCount > 0;
    }

    /** Whether no thread of any process can be using a place of it: all are free, none is retired. */
    boolean isUnknown() {
        return freeCount == places;
    }
}

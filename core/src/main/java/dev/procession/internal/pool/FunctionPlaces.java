package dev.procession.internal.pool;

import dev.procession.internal.task.TaskRecord;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which functions a worker keeps, as the parent knows it: the worker reads records in order, so what was put is so
 * once the worker gets there.
 *
 * <pre>
 *   FREE ──put──► KEPT ──end: its job is over──► ENDED ──forgotten, or another put in its place──► FREE, KEPT
 *                   └──its place, or its bytes, are needed for another──────────────────────────────┘
 * </pre>
 *
 * <p>Bounds: {@link TaskRecord#FUNCTION_SLOTS} functions, and the limit in encoded bytes, which only a single
 * function may exceed. A function is kept for its job, while it has elements to come. One that captures nothing is
 * kept for other jobs too. The parent's own reference to an encoded function goes at the end of its
 * job.
 *
 * <p>Guarded by the lock of its worker queue.
 */
final class FunctionPlaces {
    /** Instead of a place: there is none. */
    static final int NONE = -1;

    private static final int PLACES = TaskRecord.FUNCTION_SLOTS;

    private final long limitBytes;
    private final IdentityHashMap<EncodedFunction, Integer> places = new IdentityHashMap<>();
    private final @Nullable EncodedFunction[] calls = new EncodedFunction[PLACES];
    /** What the worker has at each place; 0 if nothing. */
    private final int[] bytes = new int[PLACES];

    private final long[] lastUse = new long[PLACES];
    private long uses;
    private long sumBytes;

    /** Places of a worker that is to keep so many encoded bytes at most. */
    FunctionPlaces(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** Where the worker has a function, which is being used; {@link #NONE}. */
    int use(EncodedFunction encoded) {
        Integer known = places.get(encoded);
        if (known == null) {
            return NONE;
        }
        lastUse[known] = ++uses;
        return known;
    }

    /**
     * The place for a function that the worker lacks: a free one, else one that is ended, else the one used longest
     * ago.
     */
    int next() {
        int best = 0;
        for (int at = 1; at < PLACES; at++) {
            if (rank(at) < rank(best)) {
                best = at;
            }
        }
        return best;
    }

    private long rank(int at) {
        return bytes[at] == 0 ? -2 : calls[at] == null ? -1 : lastUse[at];
    }

    /** What the worker must forget before it is given so many bytes at this place; {@link #NONE} if nothing more. */
    int victim(int newBytes, int at) {
        if (sumBytes - bytes[at] + Math.max(1, newBytes) <= limitBytes) {
            return NONE;
        }
        int best = NONE;
        for (int other = 0; other < PLACES; other++) {
            if (other != at && bytes[other] > 0 && (best == NONE || rank(other) < rank(best))) {
                best = other;
            }
        }
        return best;
    }

    /** The worker was given a function; it replaces what was at this place. */
    void put(int at, EncodedFunction encoded) {
        forgotten(at);
        calls[at] = encoded;
        bytes[at] = Math.max(1, encoded.function().length);
        sumBytes += bytes[at];
        places.put(encoded, at);
        lastUse[at] = ++uses;
    }

    /** The job of a function is over; of no effect if the worker does not have it. */
    void end(EncodedFunction encoded) {
        Integer at = places.remove(encoded);
        if (at != null) {
            calls[at] = null;
        }
    }

    /** One that is ended, and has at least so many bytes; {@link #NONE}. */
    int ended(int leastBytes) {
        for (int at = 0; at < PLACES; at++) {
            if (calls[at] == null && bytes[at] >= leastBytes) {
                return at;
            }
        }
        return NONE;
    }

    /** The worker was told to forget what is at this place. */
    void forgotten(int at) {
        EncodedFunction before = calls[at];
        if (before != null) {
            places.remove(before);
            calls[at] = null;
        }
        sumBytes -= bytes[at];
        bytes[at] = 0;
    }

    /** The worker keeps nothing any more. */
    void clear() {
        for (int at = 0; at < PLACES; at++) {
            forgotten(at);
        }
    }

    /** How many encoded bytes the worker keeps. */
    long sumBytes() {
        return sumBytes;
    }
}

package dev.procession.internal.task;

import static java.util.Objects.requireNonNull;

import dev.procession.internal.ring.BackingStore;
import dev.procession.process.ProcessionException;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Allocator of a segment's memory, for the one process that allocates; others are told where to read. Memory that was
 * used once keeps its pages, and is reused first: fresh memory costs many times what it takes to fill it.
 *
 * <p>First fit, in the order of addresses (Knuth, TAOCP 1, 2.5, algorithm A), so that as little as possible is ever
 * used. The free parts are few, because the contents are long.
 *
 * <p>Thread safety: any thread. Memory is committed under a lock of its own, so that no thread that frees waits for a
 * file system.
 */
final class FirstFitAllocator {
    /** Result that means that there is no space. */
    static final long NONE = -1;

    /** A cache line, so that two that are written at once do not share one. */
    private static final long GRAIN = 64;
    /** Minimum number of bytes that are committed at once. */
    private static final long STEP = 256 << 10;

    private final BackingStore memory;
    private final long base;
    private final long end;
    private final ReentrantLock lock = new ReentrantLock();
    /** Where each free part begins, and ends; no two touch. */
    private final NavigableMap<Long, Long> free = new TreeMap<>();
    /** Where each part in use begins, and ends. */
    private final Map<Long, Long> used = new HashMap<>();

    private final ReentrantLock growth = new ReentrantLock();
    /** End of the committed memory; grows under its lock. */
    private volatile long room;

    /** The bytes from {@code base} to {@code end}, which are not committed yet. */
    FirstFitAllocator(BackingStore memory, long base, long end) {
        this.memory = memory;
        this.base = base;
        this.end = end;
        room = base;
        if (end > base) {
            free.put(base, end);
        }
    }

    /**
     * A part of so many bytes, to be {@linkplain #giveBack given back}; {@link #NONE} if none is free, or it is
     * longer than half of all.
     */
    long take(long bytes) {
        if (bytes > (end - base) / 2) {
            return NONE;
        }
        long length = Math.max(GRAIN, (bytes + GRAIN - 1) & -GRAIN);
        long at = firstFit(length);
        if (at != NONE && at + length > room && !grow(at + length)) {
            giveBack(at);
            return NONE;
        }
        return at;
    }

    private long firstFit(long length) {
        lock.lock();
        try {
            for (Map.Entry<Long, Long> part : free.entrySet()) {
                if (part.getValue() - part.getKey() >= length) {
                    return use(part.getKey(), part.getKey() + length, part.getValue());
                }
            }
            return NONE;
        } finally {
            lock.unlock();
        }
    }

    private long use(long at, long upTo, long endOfPart) {
        free.remove(at);
        if (upTo < endOfPart) {
            free.put(upTo, endOfPart);
        }
        used.put(at, upTo);
        return at;
    }

    /**
     * Commits memory up to {@code upTo}, and a step more; returns whether that succeeded. Committed memory is not
     * touched: it may be in use by now.
     */
    private boolean grow(long upTo) {
        growth.lock();
        try {
            if (upTo > room) {
                long more = Math.min(end, Math.max(upTo, room + STEP));
                memory.commit(room, more);
                room = more;
            }
            return true;
        } catch (ProcessionException e) { // no space, or no descriptor; a file may fit elsewhere, or says why not
            return false;
        } finally {
            growth.unlock();
        }
    }

    /** Frees the part that begins at {@code at}, which no process reads any more. */
    void giveBack(long at) {
        lock.lock();
        try {
            long from = at;
            long upTo = requireNonNull(used.remove(at), "not in use");
            Map.Entry<Long, Long> before = free.lowerEntry(at);
            if (before != null && before.getValue() == at) {
                from = before.getKey();
            }
            Long behind = free.remove(upTo);
            free.put(from, behind == null ? upTo : behind);
        } finally {
            lock.unlock();
        }
    }
}

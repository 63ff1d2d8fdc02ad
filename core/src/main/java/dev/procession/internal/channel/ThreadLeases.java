package dev.procession.internal.channel;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The elements that this process has on lease, by the thread that took each, oldest first. The ring knows only the
 * leases of the process.
 *
 * <p>Thread safety: any thread; a local lock, under which nothing waits.
 */
final class ThreadLeases {
    /** No lease. */
    static final long NONE = -1;

    private final ReentrantLock lock = new ReentrantLock();
    /**
     * Position to thread id, in the order taken. Ids, not threads: a lease must not keep a thread from the garbage
     * collector.
     */
    private final LinkedHashMap<Long, Long> takers = new LinkedHashMap<>();
    /** Thread id to positions, in the order taken; no empty ones. */
    private final Map<Long, ArrayDeque<Long>> byThread = new HashMap<>();

    /** The calling thread took the element at {@code position}. */
    void add(long position) {
        Long thread = Thread.currentThread().threadId();
        lock.lock();
        try {
            takers.put(position, thread);
            byThread.computeIfAbsent(thread, id -> new ArrayDeque<>(1)).add(position);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes out the calling thread's oldest lease; where it has none, the oldest of all.
     *
     * @return its position, or {@link #NONE}
     */
    long removeOldest() {
        Long thread = Thread.currentThread().threadId();
        lock.lock();
        try {
            if (takers.isEmpty()) {
                return NONE;
            }
            ArrayDeque<Long> own = byThread.get(thread);
            Long taker = own != null ? thread : takers.firstEntry().getValue();
            ArrayDeque<Long> positions = own != null ? own : requireNonNull(byThread.get(taker));
            long position = positions.remove();
            if (positions.isEmpty()) {
                byThread.remove(taker);
            }
            takers.remove(position);
            return position;
        } finally {
            lock.unlock();
        }
    }

    /** The number of leases. */
    int size() {
        lock.lock();
        try {
            return takers.size();
        } finally {
            lock.unlock();
        }
    }
}

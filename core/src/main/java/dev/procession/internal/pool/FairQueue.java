package dev.procession.internal.pool;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The chunks that wait, in sub-queues that take turns: one for each {@code map} or {@code imap}, one for each
 * thread that submits single tasks. So submitters share the workers, however much one of them has submitted. What a
 * sub-queue holds leaves it in the order in which it came.
 *
 * <p>Chunks are linked with each other, and sub-queues too, so that a chunk that comes takes memory only for the
 * first of its sub-queue. With an {@link java.util.ArrayDeque} a chunk that does not fit in memory would lose all
 * chunks before it: one that fails to grow is empty.
 *
 * <p>Guarded by the dispatcher's lock. Every operation takes a time that does not depend on how many chunks there
 * are.
 */
final class FairQueue {
    private final Map<Object, Lane> lanes = new HashMap<>();
    /** Lanes with chunks, the next to give one first; doubly linked. */
    private @Nullable Lane first;

    private @Nullable Lane last;

    /** Some chunks, the first of which leaves first; never without any while it is among the others. */
    private static final class Lane {
        private final Object key;
        private @Nullable Chunk head;
        private @Nullable Chunk tail;
        private @Nullable Lane before;
        private @Nullable Lane after;

        Lane(Object key) {
            this.key = key;
        }
    }

    private Lane lane(Chunk chunk) {
        Object key = chunk.job().isMany() ? chunk.job() : (Object) chunk.lane();
        Lane lane = lanes.get(key);
        if (lane == null) {
            lane = new Lane(key);
            boolean isKnown = false;
            try {
                lanes.put(key, lane);
                isKnown = true;
            } finally {
                if (!isKnown) {
                    lanes.remove(key);
                }
            }
            link(lane);
        }
        return lane;
    }

    private void link(Lane lane) {
        lane.before = last;
        lane.after = null;
        if (last == null) {
            first = lane;
        } else {
            last.after = lane;
        }
        last = lane;
    }

    private void unlink(Lane lane) {
        if (lane.before == null) {
            first = lane.after;
        } else {
            lane.before.after = lane.after;
        }
        if (lane.after == null) {
            last = lane.before;
        } else {
            lane.after.before = lane.before;
        }
    }

    /** A chunk comes. Where there is no memory for it, it is in no sub-queue. */
    void add(Chunk chunk) {
        Lane lane = lane(chunk);
        chunk.setNext(null);
        if (lane.tail == null) {
            lane.head = chunk;
        } else {
            lane.tail.setNext(chunk);
        }
        lane.tail = chunk;
    }

    /**
     * A chunk comes back, before the others of its sub-queue. Where there is no memory for it, it is in no sub-queue.
     */
    void addFirst(Chunk chunk) {
        Lane lane = lane(chunk);
        chunk.setNext(lane.head);
        if (lane.tail == null) {
            lane.tail = chunk;
        }
        lane.head = chunk;
    }

    /** The next chunk; {@code null} if there is none. Takes no memory. */
    @Nullable
    Chunk poll() {
        Lane lane = first;
        if (lane == null) {
            return null;
        }
        unlink(lane);
        Chunk chunk = lane.head;
        if (chunk == null) {
            throw new IllegalStateException("a lane without items must not be among the others");
        }
        lane.head = chunk.next();
        chunk.setNext(null);
        if (lane.head == null) {
            lanes.remove(lane.key);
        } else {
            link(lane);
        }
        return chunk;
    }

    /**
     * Takes all chunks of a job of many; returns the first, which leads to the others, {@code null} if there is none.
     * Takes no memory.
     */
    @Nullable
    Chunk remove(Job job) {
        Lane lane = lanes.remove(job);
        if (lane == null) {
            return null;
        }
        unlink(lane);
        return lane.head;
    }

    boolean isEmpty() {
        return first == null;
    }
}

package dev.procession.internal.channel;

import dev.procession.internal.memory.ArrayWords;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.ring.OverflowStore;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Side segments on the heap. */
final class HeapSpace implements OverflowStore {
    private final Map<Long, SharedWords> sides = new ConcurrentHashMap<>();
    private final AtomicLong nextId = new AtomicLong(1);

    private record HeapSide(long id, SharedWords words) implements OverflowSegment {
        @Override
        public long at() {
            return 0;
        }

        @Override
        public void close() {}
    }

    @Override
    public OverflowSegment create(long length) {
        long id = nextId.getAndIncrement();
        SharedWords words = new ArrayWords(Math.toIntExact(length) + 8);
        sides.put(id, words);
        return new HeapSide(id, words);
    }

    @Override
    public OverflowSegment open(long id) {
        return new HeapSide(id, Objects.requireNonNull(sides.get(id), "a side segment that is gone"));
    }

    @Override
    public void ended() {
        // It lasts as long as the test.
    }

    @Override
    public void delete(long id) {
        sides.remove(id);
    }

    /** How many there are. */
    int count() {
        return sides.size();
    }
}

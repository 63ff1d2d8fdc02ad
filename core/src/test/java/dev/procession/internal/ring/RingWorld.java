package dev.procession.internal.ring;

import dev.procession.internal.memory.ArrayWords;
import dev.procession.internal.memory.CheckedWord;
import dev.procession.internal.memory.SharedWords;
import dev.procession.simulator.CrashWords;
import dev.procession.simulator.SimulatedSession;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A small ring in the memory of the simulator, and the processes that use it. */
final class RingWorld {
    static final int RING_BYTES = 256;
    /** The longest element that is put into the ring itself. */
    static final int MAX_LENGTH = RING_BYTES / 2 - RecordHeader.BYTES;

    final CrashWords words = new CrashWords(Math.toIntExact(MpmcRing.bytes(RING_BYTES)));
    final SimulatedSession session = new SimulatedSession(words);

    /** What was taken, and from where. */
    record Taken(int id, long position) {}

    /**
     * The overflow segments, by number. A segment that a process has begun to write, and not named in the ring, is
     * invisible.
     */
    private Map<Long, SharedWords> sides = Map.of();

    /**
     * Unlimited space. Making or deleting a segment is one store of the simulator: a process dies before it, or after.
     */
    private final OverflowStore space = new OverflowStore() {
        @Override
        public OverflowSegment create(long length) {
            words.crashPoint();
            long id = 1;
            while (sides.containsKey(id)) {
                id++;
            }
            Map<Long, SharedWords> more = new HashMap<>(sides);
            more.put(id, new ArrayWords(Math.toIntExact(length)));
            sides = more;
            return open(id);
        }

        @Override
        public OverflowSegment open(long id) {
            SharedWords side = sides.get(id);
            if (side == null) {
                throw new AssertionError("no segment on the side: id=" + id);
            }
            return new FakeSide(id, side);
        }

        @Override
        public void ended() {
            // It lasts as long as the test.
        }

        @Override
        public void delete(long id) {
            words.crashPoint();
            Map<Long, SharedWords> fewer = new HashMap<>(sides);
            if (fewer.remove(id) == null) {
                throw new AssertionError("deleted twice: id=" + id);
            }
            sides = fewer;
        }
    };

    private record FakeSide(long id, SharedWords words) implements OverflowStore.OverflowSegment {
        @Override
        public long at() {
            return 0;
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    /** As a file is extended: by zeros, at the end of what had room. */
    private void reserve(long from, long upTo) {
        long room = CheckedWord.value(words.getPlain(MpmcRingLayout.ROOM)) << 3;
        if (from != MpmcRingLayout.RECORDS + room || upTo <= from || upTo > words.size()) {
            throw new AssertionError("reserved from " + from + " to " + upTo + ", room=" + room);
        }
        words.putBytes(from, new byte[(int) (upTo - from)], 0, (int) (upTo - from));
    }

    /** What all processes see. */
    record Memory(long[] ring, Map<Long, SharedWords> sides) {}

    Memory snapshot() {
        return new Memory(words.snapshot(), sides);
    }

    void restore(Memory memory) {
        words.restore(memory.ring);
        sides = memory.sides;
    }

    /** How many segments there are on the side. */
    int sides() {
        return sides.size();
    }

    /** An element of which every byte tells whose it is. */
    record Bytes(int id, int size) implements RecordRing.Payload {
        @Override
        public long length() {
            return size;
        }

        @Override
        public void write(SharedWords words, long at) {
            for (int i = 0; i < size; i += Long.BYTES) {
                words.putLong(at + i, pattern(id, i));
            }
        }
    }

    private static long pattern(int id, int offset) {
        return id * 0x0001_0001_0001_0001L + offset;
    }

    /** Reads an element, which is whole. */
    static Object read(SharedWords words, long at, long length, long position) {
        int id = (int) words.getLong(at) & 0xFFFF;
        for (int i = 0; i < length; i += Long.BYTES) {
            if (words.getLong(at + i) != pattern(id, i)) {
                throw new AssertionError("torn element " + id + " at position " + position);
            }
        }
        return new Taken(id, position);
    }

    /** The ring as a process sees it that has just opened it. */
    MpmcRing open(int slot) {
        return new MpmcRing(session.site(slot), 0, this::reserve, space);
    }

    /** What is taken, which there must be. */
    Taken taken(MpmcRing ring) {
        if (ring.poll(RingWorld::read) instanceof Taken taken) {
            return taken;
        }
        throw new AssertionError("nothing was taken");
    }

    static List<Integer> ids(List<Object> taken) {
        List<Integer> ids = new ArrayList<>(taken.size());
        for (Object one : taken) {
            ids.add(((Taken) one).id);
        }
        return ids;
    }
}

package dev.procession.internal.ring;

import dev.procession.internal.memory.SharedWords;
import dev.procession.simulator.CrashWords;
import dev.procession.simulator.SimulatedSession;
import java.util.ArrayList;
import java.util.List;

/** A small ring in the memory of the simulator, and the processes that use it. */
final class RingWorld {
    static final int RING_BYTES = 256;

    final CrashWords words = new CrashWords(Math.toIntExact(QueueRing.bytes(RING_BYTES)));
    final SimulatedSession session = new SimulatedSession(words);

    /** What was taken, and from where. */
    record Taken(int id, long position) {}

    /** Room enough, and no room beside the ring. */
    static final RingSpace SPACE = new RingSpace() {
        @Override
        public long reserved() {
            return Long.MAX_VALUE;
        }

        @Override
        public void reserve(long upTo) {
            throw new AssertionError("reserved");
        }

        @Override
        public Side create(long length) {
            throw new AssertionError("record on the side: length=" + length);
        }

        @Override
        public Side open(long id) {
            throw new AssertionError("record on the side: id=" + id);
        }

        @Override
        public void ended() {
            // It lasts as long as the test.
        }

        @Override
        public void delete(long id) {
            throw new AssertionError("record on the side: id=" + id);
        }
    };

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
    QueueRing open(int slot) {
        return new QueueRing(session.site(slot), 0, SPACE);
    }

    static List<Integer> ids(List<Object> taken) {
        List<Integer> ids = new ArrayList<>(taken.size());
        for (Object one : taken) {
            ids.add(((Taken) one).id);
        }
        return ids;
    }
}

package dev.procession.internal.ring;

import dev.procession.channel.QueueClosedException;
import dev.procession.fuzz.ForgedSides;
import dev.procession.fuzz.ForgedSite;
import dev.procession.fuzz.ForgedWords;
import dev.procession.fuzz.FuzzTarget;
import dev.procession.fuzz.Input;
import dev.procession.internal.codec.HeapSink;
import dev.procession.internal.memory.SharedWords;
import dev.procession.process.ProcessionException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A queue's ring in a segment that other processes have filled: what {@link ForgedWords} makes of one with three
 * records, then operations, one for each byte that is left.
 */
public final class QueueRingTarget implements FuzzTarget {
    private static final int RING_BYTES = 512;
    private static final int BYTES = Math.toIntExact(MpmcRing.bytes(RING_BYTES));
    private static final int MAX_OPERATIONS = 64;

    /** Where a record was, and how long. */
    private record Found(long position, long length) {}

    private record Bytes(int size) implements RecordRing.Payload {
        @Override
        public long length() {
            return size;
        }

        @Override
        public void write(SharedWords words, long at) {
            words.putBytes(at, new byte[size], 0, size);
        }
    }

    private static Object look(SharedWords words, long at, long length, long position) {
        byte[] copy = new byte[Math.toIntExact(length)];
        words.getBytes(at, copy, 0, copy.length);
        return new Found(position, length);
    }

    @Override
    public void run(byte[] bytes) throws InterruptedException {
        Input input = new Input(bytes);
        SharedWords words = ForgedWords.of(BYTES, input, QueueRingTarget::layOut);
        ForgedSite site = new ForgedSite(words);
        try {
            MpmcRing ring = new MpmcRing(site, 0, (from, upTo) -> {}, new ForgedSides());
            ArrayDeque<Long> loans = new ArrayDeque<>();
            for (int i = 0; i < MAX_OPERATIONS && (i < 3 || !input.isEmpty()); i++) {
                operate(ring, input.nextByte(), loans);
            }
        } catch (ProcessionException | QueueClosedException | ForgedSite.Waits e) {
            // Damage is told; a queue may be closed, a lock held, and a file on the side gone.
        }
    }

    private static void operate(MpmcRing ring, int what, ArrayDeque<Long> loans) throws InterruptedException {
        switch (what % 10) {
            case 0 -> taken(ring.poll(QueueRingTarget::look), loans);
            case 1 -> ring.offer(new Bytes(what));
            case 2 -> {
                List<Object> all = new ArrayList<>();
                ring.drain(QueueRingTarget::look, 1 + what / 10, all);
                all.forEach(one -> taken(one, loans));
            }
            case 3 -> {
                List<Object> all = ring.snapshot(QueueRingTarget::look);
                if (!all.isEmpty()) {
                    ring.remove(((Found) all.getLast()).position());
                }
            }
            case 4 -> ring.peek(QueueRingTarget::look);
            case 5 -> {
                if (ring.size() < 0 || ring.unfinished() < 0 || ring.capacity() < 0 || ring.capacityBytes() < 0) {
                    throw new AssertionError("a negative number of records");
                }
            }
            case 6 -> {
                ring.listen(what < 128);
                ring.takeDeadLetter(QueueRingTarget::look, 0);
            }
            case 7 -> ring.awaitFinished(0);
            case 8 -> ring.putAll(List.of(new Bytes(8), new Bytes(what)));
            default -> {
                if (!loans.isEmpty()) {
                    ring.done(loans.remove());
                }
            }
        }
    }

    private static void taken(@Nullable Object found, ArrayDeque<Long> loans) {
        if (found instanceof Found record) {
            loans.add(record.position());
        }
    }

    private static void layOut(SharedWords words) {
        MpmcRing.layOut(words, 0, 8, RING_BYTES, true, 3);
        MpmcRing ring = new MpmcRing(new ForgedSite(words), 0, (from, upTo) -> {}, new ForgedSides());
        ring.offer(new Bytes(8));
        ring.offer(new Bytes(40));
        ring.offer(new Bytes(120));
        ring.poll(QueueRingTarget::look);
    }

    @Override
    public Map<String, byte[]> seeds() {
        Map<String, byte[]> seeds = new TreeMap<>();
        byte[] operations = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 11, 21, 31};
        seeds.put("sound", changes(operations));
        seeds.put("raw", new byte[200]);
        for (int word : new int[] {
            MpmcRingLayout.CAPACITY, MpmcRingLayout.CAPACITY_CELLS, MpmcRingLayout.MODE, MpmcRingLayout.CLOSED,
                    MpmcRingLayout.TAIL,
            MpmcRingLayout.HEAD, MpmcRingLayout.PUTS, MpmcRingLayout.NEXT_TAIL, MpmcRingLayout.PASSED,
                    MpmcRingLayout.NEXT,
            MpmcRingLayout.TAKEN, MpmcRingLayout.DONE, MpmcRingLayout.DEAD_COUNT, MpmcRingLayout.PUT_LOCK,
                    MpmcRingLayout.TAKE_LOCK,
            MpmcRingLayout.LISTENERS
        }) {
            seeds.put("word-" + word, changes(operations, 1, word >>> 3, 9));
        }
        int first = MpmcRingLayout.RECORDS >>> 3;
        seeds.put("state", changes(operations, 0, first, RecordHeader.state(RecordHeader.LEASED, 1, 4711)));
        seeds.put("dead", changes(operations, 0, first, RecordHeader.state(RecordHeader.DEAD, 3, 0)));
        seeds.put("shape", changes(operations, 0, first + 1, RecordHeader.shape(0, 500, false)));
        seeds.put("side", changes(operations, 0, first + 1, RecordHeader.shape(0, 16, true)));
        return seeds;
    }

    private static byte[] changes(byte[] operations, long... changes) {
        HeapSink sink = new HeapSink(64);
        sink.putByte(Math.max(1, changes.length / 3));
        for (int i = 0; i < Math.max(3, changes.length); i += 3) {
            boolean none = changes.length == 0;
            sink.putByte(none ? 2 : (int) changes[i]);
            sink.putByte(none ? 0 : (int) changes[i + 1]);
            sink.putByte(none ? 0 : (int) changes[i + 1] >>> 8);
            sink.putLong(none ? 0 : changes[i + 2]);
        }
        sink.putBytes(operations, 0, operations.length);
        return sink.toByteArray();
    }
}

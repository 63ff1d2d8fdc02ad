package dev.procession.internal.task;

import dev.procession.fuzz.ForgedSides;
import dev.procession.fuzz.ForgedSite;
import dev.procession.fuzz.ForgedWords;
import dev.procession.fuzz.FuzzTarget;
import dev.procession.fuzz.Input;
import dev.procession.internal.codec.HeapSink;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.message.RecordReceiver;
import dev.procession.internal.message.RecordSender;
import dev.procession.internal.ring.RecordRing;
import dev.procession.internal.ring.SpscProducer;
import dev.procession.internal.ring.SpscRing;
import dev.procession.process.ProcessionException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The reading end of a channel, in a segment that the other process has filled: claims, then a ring of three records;
 * see {@link ForgedWords}.
 */
public final class InboxTarget implements FuzzTarget {
    private static final int RING_BYTES = 1024;
    private static final int RING = Claims.BYTES;
    private static final int BYTES = Math.toIntExact(RING + SpscRing.bytes(RING_BYTES));
    private static final int MAX_RECORDS = RING_BYTES / 8 + 1;

    @Override
    public void run(byte[] bytes) {
        Input input = new Input(bytes);
        SharedWords words = ForgedWords.of(BYTES, input, InboxTarget::layOut);
        ForgedSite site = new ForgedSite(words);
        try {
            RecordReceiver recordReceiver = new RecordReceiver(site, new SpscRing(site, RING, 0), new ForgedSides());
            read(recordReceiver, input);
            claim(new Claims(site, 0), input);
        } catch (ProcessionException | ForgedSite.Waits e) {
            // Damage is told, and a file on the side need not be there.
        }
    }

    private static void read(RecordReceiver recordReceiver, Input input) {
        int records = 0;
        while (recordReceiver.next()) {
            if (++records > MAX_RECORDS) {
                throw new AssertionError("records=" + records + " in a ring of bytes=" + RING_BYTES);
            }
            if (recordReceiver.kind() < 0 || recordReceiver.length() < 0) {
                throw new AssertionError("kind=" + recordReceiver.kind() + ", length=" + recordReceiver.length());
            }
            switch (input.nextByte() & 3) {
                case 0 -> recordReceiver.read();
                case 1 -> {
                    recordReceiver.firstInt();
                    recordReceiver.skip();
                }
                default -> {
                    recordReceiver.copy();
                    recordReceiver.release();
                }
            }
        }
        recordReceiver.release();
    }

    private static void claim(Claims claims, Input input) {
        claims.next();
        claims.begin(input.nextInt() & 0x3FF_FFFF);
        claims.revoke(input.nextInt() & 0x3FF_FFFF);
        claims.begin(input.nextInt() & 0x3FF_FFFF);
    }

    private static void layOut(SharedWords words) {
        Claims.layOut(words, 0);
        SpscRing.lay(words, RING, RING_BYTES);
        SpscRing ring = new SpscRing(new ForgedSite(words), RING, 0);
        RecordSender recordSender = new RecordSender(words, ring, (from, upTo) -> {}, new ForgedSides());
        recordSender.tryPut(TaskRecord.FUNCTION, TaskRecord.function(0, FunctionKind.FN, false, 1, new byte[20]));
        byte[] arguments = new byte[24];
        recordSender.tryPut(TaskRecord.CALLS, TaskRecord.calls(0, 1, 0, arguments, 0, arguments.length));
        SpscProducer producer = new SpscProducer(ring, (from, upTo) -> {});
        RecordRing.Payload side = new dev.procession.internal.ring.OverflowReference(1, 64);
        long at = producer.claim((int) side.length());
        side.write(words, at);
        producer.commit(TaskRecord.CALLS | RecordSender.SIDE, (int) side.length());
    }

    @Override
    public Map<String, byte[]> seeds() {
        Map<String, byte[]> seeds = new TreeMap<>();
        seeds.put("sound", changes());
        seeds.put("raw", new byte[200]);
        for (long word : new long[] {RING, RING + 128, RING + 256}) {
            seeds.put("position-" + word, changes(1, word >>> 3, 1000));
            seeds.put("bit-" + word, changes(2, word >>> 3, 1 << 20));
        }
        seeds.put("claims", changes(1, 0, 77L << 26 | 5));
        long first = RING + SpscRing.bytes(0);
        seeds.put("header", changes(1, first >>> 3, 1L << 32 | 500));
        seeds.put("payload", changes(0, (first + 8) >>> 3, -1, 0, (first + 16) >>> 3, -1));
        return seeds;
    }

    private static byte[] changes(long... changes) {
        HeapSink sink = new HeapSink(64);
        sink.putByte(Math.max(1, changes.length / 3));
        for (int i = 0; i < changes.length; i += 3) {
            sink.putByte((int) changes[i]);
            sink.putByte((int) changes[i + 1]);
            sink.putByte((int) changes[i + 1] >>> 8);
            sink.putLong(changes[i + 2]);
        }
        return sink.toByteArray();
    }
}

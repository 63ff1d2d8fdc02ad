package dev.procession.benchmarks.queue;

import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.ring.MpmcRing;
import dev.procession.internal.ring.OverflowStore;
import dev.procession.internal.ring.RecordRing;
import dev.procession.internal.ring.SpscConsumer;
import dev.procession.internal.ring.SpscProducer;
import dev.procession.internal.ring.SpscRing;
import dev.procession.internal.session.SessionRegistry;
import dev.procession.internal.wait.SegmentContext;
import dev.procession.internal.wait.WaitPoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Our rings of raw records, over a segment of 4 MiB of the session whose directory is the rendezvous. */
abstract class OursRing implements QueueUnderTest {
    private static final int KIND = 99;
    private static final long BASE = 128;
    private static final long RING_BYTES = 4 << 20;
    private static final int CAPACITY = 1 << 20;

    /** The ring of a pipe, one record at a time. */
    static final class Spsc extends OursRing {
        private final SpscProducer producer;
        private final SpscConsumer consumer;
        private final SharedWords words;

        Spsc(String directory) {
            SegmentContext context = segment(directory, "n-spsc", SpscRing.bytes(RING_BYTES), true);
            words = context.words();
            SpscRing ring = new SpscRing(context, BASE, 0);
            producer = new SpscProducer(ring, (from, upTo) -> {});
            consumer = new SpscConsumer(ring);
        }

        @Override
        public void produce(int bytes, long count) {
            byte[] payload = new byte[bytes];
            for (long i = 0; i < count; i++) {
                long at = producer.claim(bytes);
                while (at < 0) {
                    Thread.onSpinWait();
                    at = producer.claim(bytes);
                }
                if (bytes > Long.BYTES) {
                    words.putBytes(at, payload, 0, bytes);
                }
                words.putLong(at, i);
                producer.append(0, bytes);
                // As a batching producer does: published when the consumer may need it, at the latest every 16.
                if ((i & 15) == 15) {
                    producer.publish();
                }
            }
            producer.publish();
        }

        @Override
        public long consume(int bytes, long count) {
            byte[] copy = new byte[bytes];
            long sum = 0;
            for (long i = 0; i < count; i++) {
                while (!consumer.next()) {
                    Thread.onSpinWait();
                }
                if (bytes > Long.BYTES) {
                    words.getBytes(consumer.at(), copy, 0, bytes);
                }
                sum += words.getLong(consumer.at());
                consumer.advance();
            }
            consumer.release();
            return sum;
        }
    }

    /** The ring of a queue. */
    static class Mpmc extends OursRing {
        private final RecordRing ring;
        private final int batch;

        Mpmc(String directory) {
            this(directory, 1);
        }

        Mpmc(String directory, int batch) {
            SegmentContext context = segment(directory, "n-mpmc", MpmcRing.bytes(RING_BYTES), false);
            ring = new MpmcRing(context, BASE, (from, upTo) -> {}, new NoSides());
            this.batch = batch;
        }

        @Override
        public void produce(int bytes, long count) {
            List<Numbered> records = new ArrayList<>();
            for (int i = 0; i < batch; i++) {
                records.add(new Numbered(new byte[bytes]));
            }
            try {
                for (long i = 0; i < count; i += batch) {
                    int size = (int) Math.min(batch, count - i);
                    for (int k = 0; k < size; k++) {
                        records.get(k).value = i + k;
                    }
                    if (batch == 1) {
                        ring.put(records.get(0), WaitPoint.FOREVER);
                    } else {
                        ring.putAll(records.subList(0, size));
                    }
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public long consume(int bytes, long count) {
            byte[] copy = new byte[bytes];
            long[] sum = new long[1];
            RecordRing.Reader reader = (words, at, length, position) -> {
                if (length > Long.BYTES) {
                    words.getBytes(at, copy, 0, (int) length);
                }
                sum[0] += words.getLong(at);
                return true;
            };
            List<Object> taken = new ArrayList<>();
            try {
                for (long left = count; left > 0; ) {
                    taken.clear();
                    int got = batch == 1 ? 0 : ring.drain(reader, (int) Math.min(batch, left), taken);
                    if (got == 0) {
                        ring.take(reader, WaitPoint.FOREVER);
                        got = 1;
                    }
                    left -= got;
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return sum[0];
        }
    }

    /** The ring of a queue, in batches of 32. */
    static final class MpmcBatches extends Mpmc {
        MpmcBatches(String directory) {
            super(directory, 32);
        }
    }

    private static final class Numbered implements RecordRing.Payload {
        private final byte[] bytes;
        private long value;

        Numbered(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public long length() {
            return bytes.length;
        }

        @Override
        public void write(SharedWords words, long at) {
            if (bytes.length > Long.BYTES) {
                words.putBytes(at, bytes, 0, bytes.length);
            }
            words.putLong(at, value);
        }
    }

    static SegmentContext segment(String directory, String file, long bytes, boolean spsc) {
        return SessionRegistry.of(Path.of(directory)).openOrCreate(file, KIND, BASE + bytes, BASE + bytes, words -> {
            if (spsc) {
                SpscRing.lay(words, BASE, RING_BYTES);
            } else {
                MpmcRing.layOut(words, BASE, CAPACITY, RING_BYTES, false, 1);
            }
        });
    }

    /** No record is long. */
    private static final class NoSides implements OverflowStore {
        @Override
        public OverflowSegment create(long length) {
            throw new UnsupportedOperationException("no record is that long here");
        }

        @Override
        public OverflowSegment open(long id) {
            throw new UnsupportedOperationException("no record is that long here");
        }

        @Override
        public void delete(long id) {}

        @Override
        public void ended() {}
    }
}

package dev.procession.internal.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.procession.internal.liveness.Peers;
import dev.procession.internal.memory.MappedWords;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.wait.Site;
import dev.procession.internal.wait.WaitPoint;
import dev.procession.process.CorruptedSegmentException;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** Two threads over native memory: every record arrives, in order; the speed is printed. Nobody parks, so that a wake-up's price is not in it. */
class SpscRingSpeedTest {
    private static final int CAPACITY = 1 << 20;

    @Test
    void ring_twoThreads_smallRecordsArriveInOrder() throws Exception {
        run(8, 20_000_000);
    }

    @Test
    void ring_twoThreads_longRecordsArriveInOrder() throws Exception {
        run(1024, 3_000_000);
    }

    private static void run(int length, int count) throws Exception {
        try (Arena arena = Arena.ofShared()) {
            SharedWords words = new MappedWords(arena.allocate(SpscRing.bytes(CAPACITY), 128));
            SpscRing.lay(words, 0, CAPACITY);
            Site site = new Bare(words);
            byte[] filler = new byte[length - 8];
            var producing = new FutureTask<Void>(() -> {
                var producer = new SpscProducer(new SpscRing(site, 0, 0), new SpscRingTest.WholeSpace(words));
                for (int i = 0; i < count; i++) {
                    long at;
                    while ((at = producer.claim(length)) < 0) {
                        Thread.onSpinWait();
                    }
                    words.putLong(at, i);
                    words.putBytes(at + 8, filler, 0, filler.length);
                    producer.commit(0, length);
                }
                return null;
            });
            long start = System.nanoTime();
            Thread.ofPlatform().daemon().start(producing);
            var consumer = new SpscConsumer(new SpscRing(site, 0, 0));
            byte[] target = new byte[length - 8];
            for (int i = 0; i < count; i++) {
                while (!consumer.next()) {
                    Thread.onSpinWait();
                }
                assertEquals(i, words.getLong(consumer.at()));
                words.getBytes(consumer.at() + 8, target, 0, target.length);
                consumer.advance();
            }
            consumer.release();
            double seconds = (System.nanoTime() - start) / 1e9;
            producing.get();
            System.err.printf(
                    "SPSC ring, two threads: bytes=%d, million records/s=%.1f%n", length, count / seconds / 1e6);
        }
    }

    /** A segment that nobody waits in. */
    private record Bare(SharedWords words) implements Site {
        @Override
        public Peers peers() {
            throw new UnsupportedOperationException();
        }

        @Override
        public WaitPoint waitPoint(long at, int number) {
            return new Nobody();
        }

        @Override
        public void check() {}

        @Override
        public long deaths() {
            return 0;
        }

        @Override
        public CorruptedSegmentException corrupted(String what) {
            return new CorruptedSegmentException(what);
        }
    }

    private static final class Nobody extends WaitPoint {
        @Override
        public void signal() {}

        @Override
        public void signalAfterFence() {}

        @Override
        public void signalAll() {}

        @Override
        public void signalProcess(int slot) {}

        @Override
        public boolean await(Attempt attempt, long timeoutNanos, long recheckNanos) {
            return attempt.succeeds();
        }

        @Override
        public boolean awaitAny(
                List<? extends WaitPoint> points, Attempt attempt, long timeoutNanos, long recheckNanos) {
            return attempt.succeeds();
        }

        @Override
        public void awaitUninterruptibly(Attempt attempt, long recheckNanos) {
            throw new UnsupportedOperationException();
        }
    }
}

package dev.procession.benchmarks.queue;

import dev.procession.Procession;
import dev.procession.benchmarks.harness.Contender;
import dev.procession.benchmarks.harness.Sample;
import dev.procession.channel.ProcessQueue;
import dev.procession.channel.QueueOptions;

/** Ours: a put and a take in turn by one thread, with so many elements in between. */
final class Depth implements Contender {
    private static final long BYTES = 512L << 20;
    private static final int COUNT = 2_000_000;
    private final Procession session = Procession.local();
    private final ProcessQueue<Long> queue;
    private final int depth;
    private long expected;

    Depth(int depth) throws InterruptedException {
        this.depth = depth;
        queue = session.queue(QueueOptions.capacity(depth + 1).withCapacityBytes(BYTES));
        for (long i = 0; i < depth; i++) {
            queue.put(i);
        }
    }

    @Override
    public String name() {
        return "Procession queue";
    }

    @Override
    public Sample measure() throws InterruptedException {
        long start = System.nanoTime();
        for (int i = 0; i < COUNT; i++) {
            queue.put(expected + depth);
            if (queue.take() != expected++) {
                throw new IllegalStateException("out of order at " + expected);
            }
        }
        return Sample.millionsPerSecond(COUNT, System.nanoTime() - start);
    }

    @Override
    public void close() {
        session.close();
    }
}

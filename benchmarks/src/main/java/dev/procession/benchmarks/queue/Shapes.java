package dev.procession.benchmarks.queue;

import dev.procession.Procession;
import dev.procession.benchmarks.harness.Contender;
import dev.procession.benchmarks.harness.Sample;
import dev.procession.channel.ProcessQueue;
import dev.procession.process.ChildProcess;
import dev.procession.sync.ProcessBarrier;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;

/**
 * Ours: so many producers and so many consumers at one queue, each a process; a round begins at a barrier that all
 * of them and this process pass, and ends when the last consumer has its share. What a queue keeps in order, each
 * producer's own elements, is checked by the sum alone: a consumer sees elements of many.
 */
final class Shapes implements Contender {
    private static final int FIELDS = 5;
    private final Procession session = Procession.local();
    private final ProcessQueue<Object> queue;
    private final ProcessQueue<Long> sums;
    private final ProcessBarrier round;
    private final int producers;
    private final int consumers;
    private final int each;

    /** Elements are a {@code Long} each. */
    static Shapes longs(int producers, int consumers, int each, int capacity) {
        return new Shapes(producers, consumers, each, capacity, false);
    }

    /** Elements are lists of five equal integers, as in the benchmark of faster-fifo. */
    static Shapes tuples(int producers, int consumers, int each, int capacity) {
        return new Shapes(producers, consumers, each, capacity, true);
    }

    private Shapes(int producers, int consumers, int each, int capacity, boolean tuples) {
        this.producers = producers;
        this.consumers = consumers;
        this.each = each;
        queue = session.queue(capacity);
        sums = session.queue(consumers);
        round = session.barrier(producers + consumers + 1);
        for (int i = 0; i < producers; i++) {
            produce(queue, round, each, tuples);
        }
        int total = producers * each;
        for (int i = 0; i < consumers; i++) {
            consume(queue, round, sums, total / consumers + (i < total % consumers ? 1 : 0));
        }
    }

    private void produce(ProcessQueue<Object> queue, ProcessBarrier round, int each, boolean tuples) {
        session.process(() -> {
                    while (true) {
                        round.await();
                        for (int i = 0; i < each; i++) {
                            queue.put(tuples ? List.of(i, i, i, i, i) : (Object) (long) i);
                        }
                    }
                })
                .daemon(true)
                .start();
    }

    private void consume(ProcessQueue<Object> queue, ProcessBarrier round, ProcessQueue<Long> sums, int share) {
        session.process(() -> {
                    while (true) {
                        round.await();
                        long sum = 0;
                        for (int taken = 0; taken < share; taken++) {
                            Object element = queue.take();
                            sum += element instanceof List<?> fields ? (int) fields.get(FIELDS - 1) : (long) element;
                        }
                        sums.put(sum);
                    }
                })
                .daemon(true)
                .start();
    }

    @Override
    public String name() {
        return "Procession queue";
    }

    @Override
    public Sample measure() throws InterruptedException, BrokenBarrierException {
        round.await();
        long start = System.nanoTime();
        long sum = 0;
        for (int i = 0; i < consumers; i++) {
            sum += sums.take();
        }
        long nanos = System.nanoTime() - start;
        if (sum != (long) producers * each * (each - 1L) / 2) {
            throw new IllegalStateException("sum=" + sum + " of producers=" + producers + ", each=" + each);
        }
        return Sample.millionsPerSecond((long) producers * each, nanos);
    }

    @Override
    public void close() {
        for (ChildProcess child : session.activeChildren()) {
            child.terminate();
        }
        session.close();
    }
}

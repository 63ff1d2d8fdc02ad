package dev.procession.benchmarks;

import dev.procession.Procession;
import dev.procession.channel.ProcessQueue;
import dev.procession.channel.QueueOptions;
import dev.procession.process.ChildProcess;
import dev.procession.sync.ProcessBarrier;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;

/** How a queue's throughput depends on how much is in it, and on how many use it. */
final class GrowthBenchmark {
    private static final int REPEATS = 5;
    private static final int WARM_UP = 2;

    private GrowthBenchmark() {}

    /** A put and a take in turn, with so many elements in between. */
    static void depth() throws InterruptedException {
        System.out.println("depth: a put and a take in turn by one thread, so many elements queued");
        Figures first = null;
        for (int depth : new int[] {1, 1_000, 1_000_000, 10_000_000}) {
            try (Procession session = Procession.local()) {
                ProcessQueue<Long> queue =
                        session.queue(QueueOptions.capacity(depth + 1).withCapacityBytes(512L << 20));
                for (long i = 0; i < depth; i++) {
                    queue.put(i);
                }
                double[] values = new double[REPEATS];
                long expected = 0;
                for (int repeat = -1; repeat < REPEATS; repeat++) {
                    int count = 2_000_000;
                    long start = System.nanoTime();
                    for (int i = 0; i < count; i++) {
                        queue.put(expected + depth);
                        if (queue.take() != expected++) {
                            throw new IllegalStateException("out of order at " + expected);
                        }
                    }
                    if (repeat >= 0) {
                        values[repeat] = count * 1e3 / (System.nanoTime() - start);
                    }
                }
                Figures figures = new Figures(String.format("%,d queued", depth), values);
                first = first == null ? figures : first;
                figures.print("M/s", first);
            }
        }
    }

    /** So many producers and as many consumers, each a process, at one queue. */
    static void fan() throws InterruptedException, BrokenBarrierException {
        System.out.println("fan: all elements per second through one queue, so many producers and as many consumers");
        Figures first = null;
        for (int processes : new int[] {1, 2, 4, 8}) {
            double[] values = new double[REPEATS];
            try (Procession session = Procession.local()) {
                fan(session, processes, 4_000_000 / processes, values);
            }
            Figures figures = new Figures(processes + " + " + processes + " processes", values);
            first = first == null ? figures : first;
            figures.print("M/s", first);
        }
    }

    /** Each child goes from one round to the next at a barrier that this process passes as well; the first two rounds warm up. */
    private static void fan(Procession session, int processes, int each, double[] values)
            throws InterruptedException, BrokenBarrierException {
        ProcessQueue<Long> queue = session.queue(100_000);
        ProcessQueue<Long> sums = session.queue(processes);
        ProcessBarrier round = session.barrier(2 * processes + 1);
        int rounds = WARM_UP + values.length;
        List<ChildProcess> children = new ArrayList<>();
        for (int i = 0; i < processes; i++) {
            children.add(session.start(() -> {
                for (int r = 0; r < rounds; r++) {
                    round.await();
                    for (long value = 0; value < each; value++) {
                        queue.put(value);
                    }
                }
            }));
            children.add(session.start(() -> {
                for (int r = 0; r < rounds; r++) {
                    round.await();
                    long sum = 0;
                    for (int taken = 0; taken < each; taken++) {
                        sum += queue.take();
                    }
                    sums.put(sum);
                }
            }));
        }
        for (int r = 0; r < rounds; r++) {
            round.await();
            long start = System.nanoTime();
            long sum = 0;
            for (int i = 0; i < processes; i++) {
                sum += sums.take();
            }
            long nanos = System.nanoTime() - start;
            if (sum != (long) processes * each * (each - 1L) / 2) {
                throw new IllegalStateException("sum=" + sum + " of processes=" + processes + ", each=" + each);
            }
            if (r >= WARM_UP) {
                values[r - WARM_UP] = processes * each * 1e3 / nanos;
            }
        }
        for (ChildProcess child : children) {
            child.join();
        }
    }
}

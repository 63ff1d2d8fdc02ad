package dev.procession.benchmarks;

import dev.procession.Procession;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import dev.procession.sync.ProcessLatch;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** What a task costs the parent, by how many are queued, and by how many workers there are. */
final class PoolGrowthBenchmark {
    private static final int REPEATS = 5;
    private static final int TASKS = 100_000;

    private PoolGrowthBenchmark() {}

    private static long processorNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    /** Submits and collects so many tasks; returns the parent's processor time for each, in microseconds. */
    private static double cost(ProcessPool pool, int tasks) {
        long start = processorNanos();
        List<TaskFuture<Integer>> futures = new ArrayList<>(tasks);
        for (int i = 0; i < tasks; i++) {
            futures.add(pool.applyAsync(x -> x, i));
        }
        futures.forEach(TaskFuture::join);
        return (processorNanos() - start) / 1e3 / tasks;
    }

    /** As many tasks are submitted while the only worker waits; then all are run and collected. */
    static void queued() {
        System.out.println("queued: the parent's processor time for a task, with so many queued at once");
        Figures first = null;
        for (int queued : new int[] {1_000, 10_000, 100_000, 1_000_000, 10_000_000}) {
            double[] values = new double[queued > 1_000_000 ? 3 : REPEATS];
            try (Procession px = Procession.local();
                    ProcessPool pool = px.pool(1)) {
                for (int repeat = -2; repeat < values.length; repeat++) {
                    double sum = 0;
                    int rounds = Math.max(1, TASKS / queued);
                    for (int round = 0; round < rounds; round++) {
                        ProcessLatch go = px.latch(1);
                        pool.submit(() -> go.await());
                        Thread opener = Thread.ofVirtual().unstarted(go::countDown);
                        sum += blocked(pool, queued, opener);
                    }
                    if (repeat >= 0) {
                        values[repeat] = sum / rounds;
                    }
                }
            }
            Figures figures = new Figures(String.format("%,d queued", queued), values);
            first = first == null ? figures : first;
            figures.print("µs", first);
        }
    }

    private static double blocked(ProcessPool pool, int tasks, Thread opener) {
        long start = processorNanos();
        List<TaskFuture<Integer>> futures = new ArrayList<>(tasks);
        for (int i = 0; i < tasks; i++) {
            futures.add(pool.applyAsync(x -> x, i));
        }
        opener.start();
        futures.forEach(TaskFuture::join);
        return (processorNanos() - start) / 1e3 / tasks;
    }

    static void workers() {
        System.out.println("workers: the parent's processor time for a task, so many workers");
        Figures first = null;
        for (int workers : new int[] {1, 2, 4, 8, 16, 32, 64}) {
            double[] values = new double[REPEATS];
            PoolOptions options = PoolOptions.defaults().withWorkers(workers).withMaxHeap(16 << 20);
            try (Procession px = Procession.local();
                    ProcessPool pool = px.pool(options)) {
                while (pool.stats().idle() < workers) {
                    LockSupport.parkNanos(1_000_000);
                }
                for (int repeat = -3; repeat < REPEATS; repeat++) {
                    double cost = cost(pool, TASKS);
                    if (repeat >= 0) {
                        values[repeat] = cost;
                    }
                }
            }
            Figures figures = new Figures(workers + " workers", values);
            first = first == null ? figures : first;
            figures.print("µs", first);
        }
    }
}

package dev.procession.benchmarks.task;

import dev.procession.Procession;
import dev.procession.benchmarks.harness.Contender;
import dev.procession.benchmarks.harness.Contest;
import dev.procession.benchmarks.harness.Report;
import dev.procession.benchmarks.harness.Row;
import dev.procession.benchmarks.harness.Sample;
import dev.procession.benchmarks.harness.Table;
import dev.procession.benchmarks.harness.Unit;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import dev.procession.sync.ProcessLatch;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * What a task costs the parent, by how many are queued, and by how many workers there are: its processor time,
 * collectors included.
 */
public final class PoolGrowthBenchmark {
    private static final int TASKS = 100_000;
    private static final int HEAP = 16 << 20;

    private PoolGrowthBenchmark() {}

    /** As many tasks are submitted while the only worker waits; then all are run and collected. */
    public static void queued(Report report) throws Exception {
        Contest contest = new Contest(
                        "queued",
                        "Pool, the parent's processor time for a task, with so many queued at once",
                        Unit.MICROSECONDS)
                .withWarmUp(1);
        List<Row> rows = new ArrayList<>();
        for (int queued : new int[] {1_000, 10_000, 100_000, 1_000_000, 10_000_000}) {
            rows.addAll(contest.at(queued, List.of(new Parent(1, queued, true))));
        }
        report.add(new Table(contest.id(), contest.title(), contest.unit(), "tasks queued", rows));
    }

    /** One worker, to 64. */
    public static void workers(Report report) throws Exception {
        Contest contest = new Contest(
                        "workers",
                        "Pool, the parent's processor time for a task, with so many workers",
                        Unit.MICROSECONDS)
                .withWarmUp(3);
        List<Row> rows = new ArrayList<>();
        for (int workers : new int[] {1, 2, 4, 8, 16, 32, 64}) {
            rows.addAll(contest.at(workers, List.of(new Parent(workers, TASKS, false))));
        }
        report.add(new Table(contest.id(), contest.title(), contest.unit(), "workers", rows));
    }

    private static final class Parent implements Contender {
        private final Procession session = Procession.local();
        private final ProcessPool pool;
        private final int tasks;
        private final boolean blocked;

        Parent(int workers, int tasks, boolean blocked) {
            this.tasks = tasks;
            this.blocked = blocked;
            pool = session.pool(PoolOptions.defaults().withWorkers(workers).withMaxHeap(HEAP));
            while (pool.stats().idle() < workers) {
                LockSupport.parkNanos(1_000_000);
            }
        }

        @Override
        public String name() {
            return "Procession pool";
        }

        @Override
        public Sample measure() {
            int rounds = Math.max(1, TASKS / tasks);
            long nanos = 0;
            for (int round = 0; round < rounds; round++) {
                nanos += round();
            }
            return Sample.micros((long) rounds * tasks, nanos);
        }

        private long round() {
            ProcessLatch go = session.latch(blocked ? 1 : 0);
            if (blocked) {
                pool.submit(() -> go.await());
            }
            long start = processorNanos();
            List<TaskFuture<Integer>> futures = new ArrayList<>(tasks);
            for (int i = 0; i < tasks; i++) {
                futures.add(pool.applyAsync(x -> x, i));
            }
            if (blocked) {
                go.countDown();
            }
            long sum = 0;
            for (TaskFuture<Integer> future : futures) {
                sum += future.join();
            }
            if (sum != (long) tasks * (tasks - 1) / 2) {
                throw new IllegalStateException("sum=" + sum + " of tasks=" + tasks);
            }
            return processorNanos() - start;
        }

        private static long processorNanos() {
            return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                    .getProcessCpuTime();
        }

        @Override
        public void close() {
            pool.close();
            session.close();
        }
    }
}

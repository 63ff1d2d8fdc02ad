package dev.procession.benchmarks;

import dev.procession.Procession;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.TaskOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Round trips and throughput of tasks, beside Python's Pool, with two workers each. */
final class TaskBenchmark {
    private static final int REPEATS = 7;
    private static final int WARM_UP = 5;
    private static final int TRIPS = 5_000;
    private static final int PARKED = 40;
    private static final int TASKS = 50_000;
    private static final int INTS = 1_000_000;
    private static final int ARGUMENT = 100_000_000;
    private static final int SPINS = 40;
    private static final String PEER = """
            import multiprocessing as mp, time
            def same(x): return x
            def length(x): return len(x)
            def clock(n, f):
                start = time.perf_counter()
                f()
                print((time.perf_counter() - start) * 1e6 / n)
            if __name__ == '__main__':
                pool = mp.get_context('fork').Pool(2)
                n = 20000
                big = bytes(100000000)
                def parked():
                    total = 0
                    for k in range(40):
                        time.sleep(0.02)
                        start = time.perf_counter()
                        pool.apply(same, (k,))
                        total += time.perf_counter() - start
                    print(total * 1e6 / 40)
                def trips():
                    for k in range(2000): pool.apply(same, (k,))
                def pipelined():
                    for r in [pool.apply_async(same, (k,)) for k in range(n)]: r.get()
                for i in range(7):
                    clock(2000, trips)
                    parked()
                    clock(n, pipelined)
                    clock(n, lambda: pool.map(same, range(n), chunksize=1))
                    clock(1000000, lambda: pool.map(same, range(1000000)))
                    clock(1, lambda: pool.apply(length, (big,)))
            """;
    private static final List<String> SHAPES = List.of(
            "apply, hot round trip",
            "apply, parked round trip",
            "applyAsync, pipelined",
            "map, chunk 1",
            "map of 1,000,000 ints, automatic chunks",
            "apply with an argument of 100 MB");

    private TaskBenchmark() {}

    static void run() throws Exception {
        System.out.println("tasks: microseconds per task that does nothing, two workers");
        Optional<double[]> python = Python.run(PEER);
        double[][] ours = new double[SHAPES.size()][REPEATS];
        double[] efficiency = new double[REPEATS];
        PoolOptions options = PoolOptions.defaults().withWorkers(2).withMaxHeap(1L << 30);
        try (Procession px = Procession.local();
                ProcessPool pool = px.pool(options)) {
            byte[] argument = new byte[ARGUMENT];
            for (int i = -WARM_UP; i < REPEATS; i++) {
                double[] once = {
                    apply(pool), parked(pool), applyAsync(pool), mapByOne(pool), map(pool), large(pool, argument)
                };
                double worth = efficiency(pool);
                for (int shape = 0; i >= 0 && shape < once.length; shape++) {
                    ours[shape][i] = once[shape];
                    efficiency[i] = worth;
                }
            }
        }
        for (int shape = 0; shape < SHAPES.size(); shape++) {
            Figures figures = new Figures(SHAPES.get(shape), ours[shape]);
            Figures peer = figures;
            if (python.isPresent()) {
                double[] theirs = new double[python.get().length / SHAPES.size()];
                for (int i = 0; i < theirs.length; i++) {
                    theirs[i] = python.get()[i * SHAPES.size() + shape];
                }
                peer = new Figures("Python", theirs);
                peer.print("µs", peer);
            }
            figures.print("µs", peer);
        }
        Figures worth = new Figures("work for two processors, of the ideal", efficiency);
        worth.print("", worth);
    }

    private static double apply(ProcessPool pool) {
        long start = System.nanoTime();
        for (int i = 0; i < TRIPS; i++) {
            pool.apply(x -> x, i);
        }
        return micros(start, TRIPS);
    }

    private static double parked(ProcessPool pool) {
        long nanos = 0;
        for (int i = 0; i < PARKED; i++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            long start = System.nanoTime();
            pool.apply(x -> x, i);
            nanos += System.nanoTime() - start;
        }
        return nanos / 1e3 / PARKED;
    }

    private static double applyAsync(ProcessPool pool) {
        long start = System.nanoTime();
        List<TaskFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < TASKS; i++) {
            futures.add(pool.applyAsync(x -> x, i));
        }
        futures.forEach(TaskFuture::join);
        return micros(start, TASKS);
    }

    private static double mapByOne(ProcessPool pool) {
        return map(pool.with(TaskOptions.defaults().withChunkSize(1)), TASKS);
    }

    private static double map(ProcessPool pool) {
        return map(pool, INTS);
    }

    private static double map(ProcessPool pool, int tasks) {
        List<Integer> inputs = IntStream.range(0, tasks).boxed().toList();
        long start = System.nanoTime();
        List<Integer> results = pool.map(x -> x, inputs);
        double micros = micros(start, tasks);
        if (!results.equals(inputs)) {
            throw new IllegalStateException("wrong results");
        }
        return micros;
    }

    private static double large(ProcessPool pool, byte[] argument) {
        long start = System.nanoTime();
        int length = pool.<byte[], Integer>apply(bytes -> bytes.length, argument);
        if (length != argument.length) {
            throw new IllegalStateException("wrong length");
        }
        return micros(start, 1);
    }

    private static double spin(int seed) {
        double sum = seed;
        for (int i = 0; i < 5_000_000; i++) {
            sum += Math.sqrt(i + sum);
        }
        return sum;
    }

    /** The processor time of a job that two workers share, by the time they took for it times two. */
    private static double efficiency(ProcessPool pool) {
        List<Integer> seeds = IntStream.range(0, SPINS).boxed().toList();
        long start = System.nanoTime();
        long nanos = pool
                .map(
                        seed -> {
                            long began = System.nanoTime();
                            double sum = spin(seed);
                            return sum < 0 ? 0 : System.nanoTime() - began;
                        },
                        seeds)
                .stream()
                .mapToLong(Long::longValue)
                .sum();
        return nanos / 2.0 / (System.nanoTime() - start);
    }

    private static double micros(long start, int tasks) {
        return (System.nanoTime() - start) / 1e3 / tasks;
    }
}

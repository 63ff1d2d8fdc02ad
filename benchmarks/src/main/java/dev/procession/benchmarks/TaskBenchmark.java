package dev.procession.benchmarks;

import dev.procession.Procession;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.TaskOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Round trips and throughput of tasks that do nothing, beside Python's Pool, with two workers each. */
final class TaskBenchmark {
    private static final int REPEATS = 7;
    private static final int WARM_UP = 3;
    private static final int TASKS = 20_000;
    private static final String PEER = """
            import multiprocessing as mp, time
            def same(x): return x
            if __name__ == '__main__':
                pool = mp.get_context('fork').Pool(2)
                n = 20000
                for i in range(7):
                    start = time.perf_counter()
                    for k in range(2000): pool.apply(same, (k,))
                    print((time.perf_counter() - start) * 1e6 / 2000)
                    start = time.perf_counter()
                    for r in [pool.apply_async(same, (k,)) for k in range(n)]: r.get()
                    print((time.perf_counter() - start) * 1e6 / n)
                    start = time.perf_counter()
                    assert len(pool.map(same, range(n), chunksize=1)) == n
                    print((time.perf_counter() - start) * 1e6 / n)
                    start = time.perf_counter()
                    assert len(pool.map(same, range(n * 10))) == n * 10
                    print((time.perf_counter() - start) * 1e6 / n / 10)
            """;
    private static final List<String> SHAPES =
            List.of("apply, round trip", "applyAsync, pipelined", "map, chunk 1", "map, automatic chunks");

    private TaskBenchmark() {}

    static void run() throws Exception {
        System.out.println("tasks: microseconds per task that does nothing, two workers");
        Optional<double[]> python = Python.run(PEER);
        double[][] ours = new double[SHAPES.size()][REPEATS];
        try (Procession px = Procession.local();
                ProcessPool pool = px.pool(2)) {
            for (int i = -WARM_UP; i < REPEATS; i++) {
                double[] once = {apply(pool), applyAsync(pool), mapByOne(pool), map(pool)};
                for (int shape = 0; i >= 0 && shape < once.length; shape++) {
                    ours[shape][i] = once[shape];
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
                peer = new Figures("Python, " + SHAPES.get(shape), theirs);
                peer.print("µs", peer);
            }
            figures.print("µs", peer);
        }
    }

    private static double apply(ProcessPool pool) {
        long start = System.nanoTime();
        for (int i = 0; i < TASKS / 10; i++) {
            pool.apply(x -> x, i);
        }
        return micros(start, TASKS / 10);
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
        return map(pool, TASKS * 10);
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

    private static double micros(long start, int tasks) {
        return (System.nanoTime() - start) / 1e3 / tasks;
    }
}

package dev.procession.benchmarks.task;

import dev.procession.Procession;
import dev.procession.benchmarks.harness.Contender;
import dev.procession.benchmarks.harness.Sample;
import dev.procession.pool.ProcessPool;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Work for two processors: the time it took in the tasks themselves, by the time it took in all, times two. */
final class Spins implements Contender {
    private static final int TASKS = 40;
    private static final int STEPS = 5_000_000;
    private final @Nullable Procession session;
    private final @Nullable ProcessPool pool;
    private final ForkJoinPool threads = new ForkJoinPool(2);

    /** In a pool of ours, or by a parallel stream of two threads. */
    Spins(boolean ours) {
        session = ours ? Procession.local() : null;
        pool = session == null ? null : session.pool(2);
    }

    private static double spin(int seed) {
        double sum = seed;
        for (int i = 0; i < STEPS; i++) {
            sum += Math.sqrt(i + sum);
        }
        return sum;
    }

    private static long timed(int seed) {
        long began = System.nanoTime();
        double sum = spin(seed);
        return sum < 0 ? 0 : System.nanoTime() - began;
    }

    @Override
    public String name() {
        return pool == null ? "ForkJoinPool, in this JVM" : "Procession pool";
    }

    @Override
    public Sample measure() throws InterruptedException, ExecutionException {
        List<Integer> seeds = IntStream.range(0, TASKS).boxed().toList();
        long start = System.nanoTime();
        List<Long> nanos = pool != null
                ? pool.map(Spins::timed, seeds)
                : threads.submit(() -> seeds.parallelStream().map(Spins::timed).toList())
                        .get();
        long wall = System.nanoTime() - start;
        return Sample.of(nanos.stream().mapToLong(Long::longValue).sum() / 2.0 / wall, TASKS);
    }

    @Override
    public void close() {
        threads.shutdown();
        if (pool != null && session != null) {
            pool.close();
            session.close();
        }
    }
}

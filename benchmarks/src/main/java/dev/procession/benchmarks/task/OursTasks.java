package dev.procession.benchmarks.task;

import dev.procession.Procession;
import dev.procession.benchmarks.harness.Contender;
import dev.procession.benchmarks.harness.Sample;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import dev.procession.pool.TaskOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Ours: tasks of one shape in a pool of two. */
final class OursTasks implements Contender {
    static final int PAUSE_MILLIS = 20;
    private static final long HEAP = 1L << 30;
    private final Procession session = Procession.local();
    private final ProcessPool pool;
    private final Shape shape;
    private final int count;
    private final byte[] argument;

    /** So many tasks; of {@link Shape#BYTES}, so many bytes. */
    OursTasks(Shape shape, int count) {
        this.shape = shape;
        this.count = count;
        argument = new byte[shape == Shape.BYTES ? count : 0];
        pool = session.pool(PoolOptions.defaults().withWorkers(2).withMaxHeap(HEAP));
    }

    @Override
    public String name() {
        return "Procession pool";
    }

    @Override
    public Sample measure() throws InterruptedException {
        return switch (shape) {
            case APPLY -> trips(0);
            case PARKED -> trips(PAUSE_MILLIS);
            case ASYNC -> async();
            case CHUNK_1 -> map(pool.with(TaskOptions.defaults().withChunkSize(1)));
            case MAP -> map(pool);
            case BYTES -> bytes();
        };
    }

    private Sample trips(int pauseMillis) throws InterruptedException {
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            TimeUnit.MILLISECONDS.sleep(pauseMillis);
            long start = System.nanoTime();
            int back = pool.apply(x -> x, i);
            nanos[i] = System.nanoTime() - start;
            check(back == i);
        }
        return Sample.trips(nanos);
    }

    private Sample async() {
        long start = System.nanoTime();
        List<TaskFuture<Integer>> futures = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            futures.add(pool.applyAsync(x -> x, i));
        }
        long sum = futures.stream().mapToLong(TaskFuture::join).sum();
        long nanos = System.nanoTime() - start;
        check(sum == (long) count * (count - 1) / 2);
        return Sample.micros(count, nanos);
    }

    private Sample map(ProcessPool view) {
        List<Integer> inputs = IntStream.range(0, count).boxed().toList();
        long start = System.nanoTime();
        List<Integer> results = view.map(x -> x, inputs);
        long nanos = System.nanoTime() - start;
        check(results.equals(inputs));
        return Sample.micros(count, nanos);
    }

    private Sample bytes() {
        int tasks = Shape.tasksOf(argument.length);
        long start = System.nanoTime();
        for (int i = 0; i < tasks; i++) {
            int length = pool.<byte[], Integer>apply(bytes -> bytes.length, argument);
            check(length == argument.length);
        }
        return Sample.micros(tasks, System.nanoTime() - start);
    }

    private static void check(boolean right) {
        if (!right) {
            throw new IllegalStateException("wrong results");
        }
    }

    @Override
    public void close() {
        pool.close();
        session.close();
    }
}

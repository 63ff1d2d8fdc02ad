package dev.procession.benchmarks.task;

import dev.procession.benchmarks.harness.Contender;
import dev.procession.benchmarks.harness.Sample;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import net.viktorc.pp4j.impl.ProcessExecutors;
import net.viktorc.pp4j.impl.SimpleJavaProcessOptions;

/** A peer that is an executor service: threads of this JVM, or another library's JVMs. */
final class ExecutorTasks implements Contender {
    private final String name;
    private final ExecutorService executor;
    private final Shape shape;
    private final int count;

    /** A task that travels as an object. */
    interface Call<T> extends Callable<T>, Serializable {}

    private ExecutorTasks(String name, ExecutorService executor, Shape shape, int count) {
        this.name = name;
        this.executor = executor;
        this.shape = shape;
        this.count = count;
    }

    /**
     * Two threads of this JVM: what a pool of processes cannot be faster than, but where threads have to share
     * something.
     */
    static ExecutorTasks forkJoin(Shape shape, int count) {
        return new ExecutorTasks("ForkJoinPool, in this JVM", new ForkJoinPool(2), shape, count);
    }

    /** Two JVMs of PP4J's. */
    static ExecutorTasks pp4j(Shape shape, int count) throws InterruptedException {
        return new ExecutorTasks(
                "PP4J 2.2", ProcessExecutors.newFixedJavaProcessPool(new SimpleJavaProcessOptions(0), 2), shape, count);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Sample measure() throws InterruptedException, ExecutionException {
        return switch (shape) {
            case APPLY -> trips(executor, count);
            case ASYNC -> async();
            case MAP -> map();
            case BYTES -> bytes();
            case PARKED, CHUNK_1 -> throw new IllegalStateException("not measured: " + shape);
        };
    }

    private static Call<Integer> same(int value) {
        return () -> value;
    }

    private static Call<Integer> length(byte[] bytes) {
        return () -> bytes.length;
    }

    static Sample trips(ExecutorService executor, int count) throws InterruptedException, ExecutionException {
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            long start = System.nanoTime();
            int back = executor.submit(same(i)).get();
            nanos[i] = System.nanoTime() - start;
            check(back == i);
        }
        return Sample.trips(nanos);
    }

    private Sample async() throws InterruptedException, ExecutionException {
        long start = System.nanoTime();
        List<Future<Integer>> futures = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            futures.add(executor.submit(same(i)));
        }
        long sum = 0;
        for (Future<Integer> future : futures) {
            sum += future.get();
        }
        long nanos = System.nanoTime() - start;
        check(sum == (long) count * (count - 1) / 2);
        return Sample.micros(count, nanos);
    }

    /** A parallel stream of boxed integers in the fork-join pool. */
    private Sample map() throws InterruptedException, ExecutionException {
        List<Integer> inputs = IntStream.range(0, count).boxed().toList();
        long start = System.nanoTime();
        List<Integer> results = executor.submit(
                        () -> inputs.parallelStream().map(x -> x).toList())
                .get();
        long nanos = System.nanoTime() - start;
        check(results.equals(inputs));
        return Sample.micros(count, nanos);
    }

    private Sample bytes() throws InterruptedException, ExecutionException {
        byte[] argument = new byte[count];
        int tasks = Shape.tasksOf(count);
        long start = System.nanoTime();
        for (int i = 0; i < tasks; i++) {
            int length = executor.submit(length(argument)).get();
            check(length == count);
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
        executor.shutdown();
        if (!(executor instanceof ForkJoinPool)) {
            executor.close();
        }
    }
}

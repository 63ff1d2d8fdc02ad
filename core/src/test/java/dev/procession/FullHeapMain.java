package dev.procession;

import dev.procession.channel.ProcessQueue;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.QueueFullPolicy;
import dev.procession.pool.TaskFuture;
import dev.procession.process.Output;
import dev.procession.shared.Manager;
import dev.procession.shared.ManagerOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A program that keeps what its pool gives it until its heap is full. */
final class FullHeapMain {
    private static final int RESULT_BYTES = 20_000;

    /** What there is to print with when the heap is full. */
    @SuppressWarnings("UnusedVariable") // It is only let go of.
    private static byte @Nullable [] reserve = new byte[1 << 20];

    private FullHeapMain() {}

    /**
     * Keeps what {@code arguments[0]} says; prints what ended that, and whether the pool works after. With
     * {@code hold} behind it, keeps that for good, and waits to be ended.
     */
    public static void main(String[] arguments) throws InterruptedException {
        // A class of the JDK that is initialized while the heap is full is lost for the JVM's life.
        Thread.startVirtualThread(() -> {}).join();
        System.getLogger("fullHeap").log(System.Logger.Level.DEBUG, "initialized");
        List<Object> kept = Collections.synchronizedList(new ArrayList<>());
        String how = arguments[0];
        PoolOptions options = PoolOptions.defaults().withWorkers(1);
        try (Procession px = Procession.builder().output(Output.DISCARD).build();
                ProcessPool pool = px.pool(
                        how.startsWith("unbounded")
                                ? options
                                : options.withMaxQueuedTasks(100).withQueueFullPolicy(QueueFullPolicy.WAIT))) {
            pool.apply(() -> 1);
            String end;
            try {
                fill(how, px, pool, kept);
                end = "nothing";
            } catch (Throwable t) {
                reserve = null;
                if (arguments.length > 1) {
                    System.out.println("full");
                    new CountDownLatch(1).await();
                }
                kept.clear();
                end = isOutOfMemory(t) ? "OutOfMemoryError" : t.toString();
            }
            System.out.println("ended by " + end);
            // By a thread of its own, whose tasks take turns with those that wait.
            CompletableFuture.runAsync(
                            () -> System.out.println("then " + applyWhenThereIsMemory(pool)),
                            Thread::startVirtualThread)
                    .join();
            if (how.startsWith("unbounded")) {
                pool.terminate();
            }
        }
        System.out.println("closed");
    }

    /** What waits in the pool may still fill the heap, and is failed for that, this task with it. */
    private static int applyWhenThereIsMemory(ProcessPool pool) {
        while (true) {
            try {
                return pool.apply(() -> 2);
            } catch (RuntimeException | Error e) {
                if (!isOutOfMemory(e)) {
                    throw e;
                }
            }
        }
    }

    private static boolean isOutOfMemory(Throwable failure) {
        return failure instanceof OutOfMemoryError || (failure.getCause() != null && isOutOfMemory(failure.getCause()));
    }

    private static void fill(String how, Procession px, ProcessPool pool, List<Object> kept)
            throws InterruptedException {
        switch (how) {
            case "map" ->
                kept.add(pool.map(
                        i -> new byte[100_000],
                        IntStream.range(0, 2_000).boxed().toList()));
            case "imap" ->
                pool.imap(i -> new byte[RESULT_BYTES], Stream.iterate(0, n -> n + 1))
                        .forEach(kept::add);
            case "futures", "unbounded-results" -> {
                while (true) {
                    kept.add(pool.applyAsync(i -> new byte[RESULT_BYTES], kept.size()));
                }
            }
            case "unbounded-tasks" -> {
                while (true) {
                    kept.add(pool.applyAsync(() -> 1));
                }
            }
            case "dependents" -> {
                while (true) {
                    TaskFuture<Integer> future = pool.applyAsync(() -> 1);
                    future.thenAccept(n -> kept.add(new byte[RESULT_BYTES]))
                            .toCompletableFuture()
                            .join();
                }
            }
            case "callbacks" -> {
                while (true) {
                    pool.applyAsync(i -> new byte[RESULT_BYTES], 1, kept::add);
                }
            }
            case "queue" -> {
                ProcessQueue<byte[]> queue = px.queue(1);
                pool.apply(() -> queue.put(new byte[100 << 20]));
                kept.add(queue.take());
            }
            case "manager" -> {
                Manager manager = px.manager(ManagerOptions.defaults());
                Map<Integer, byte[]> map = manager.map();
                map.put(1, new byte[5 << 20]);
                while (true) {
                    kept.add(map.get(1));
                }
            }
            default -> throw new IllegalArgumentException(how);
        }
    }
}

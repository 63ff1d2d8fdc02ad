package dev.procession;

import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.QueueFullPolicy;
import dev.procession.process.Output;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A program that keeps what its pool gives it until its heap is full. */
final class FullHeapMain {
    private FullHeapMain() {}

    /** Keeps what {@code arguments[0]} says; prints what ended that, and whether the pool works after. */
    public static void main(String[] arguments) {
        List<Object> kept = Collections.synchronizedList(new ArrayList<>());
        try (Procession px = Procession.builder()
                        .useAotCache(false)
                        .output(Output.DISCARD)
                        .build();
                ProcessPool pool = px.pool(PoolOptions.defaults()
                        .withWorkers(1)
                        .withMaxQueuedTasks(100)
                        .withQueueFullPolicy(QueueFullPolicy.WAIT))) {
            pool.apply(() -> 1);
            String end;
            try {
                fill(arguments[0], pool, kept);
                end = "nothing";
            } catch (Throwable t) {
                kept.clear();
                end = isOutOfMemory(t) ? "OutOfMemoryError" : t.toString();
            }
            System.out.println("ended by " + end);
            System.out.println("then " + pool.apply(() -> 2));
        }
        System.out.println("closed");
    }

    private static boolean isOutOfMemory(Throwable failure) {
        return failure instanceof OutOfMemoryError || (failure.getCause() != null && isOutOfMemory(failure.getCause()));
    }

    private static void fill(String how, ProcessPool pool, List<Object> kept) {
        switch (how) {
            case "map" ->
                kept.add(pool.map(
                        i -> new byte[100_000],
                        IntStream.range(0, 2_000).boxed().toList()));
            case "imap" ->
                pool.imap(i -> new byte[20_000], Stream.iterate(0, n -> n + 1)).forEach(kept::add);
            case "futures" -> {
                while (true) {
                    kept.add(pool.applyAsync(i -> new byte[20_000], kept.size()));
                }
            }
            default -> throw new IllegalArgumentException(how);
        }
    }
}

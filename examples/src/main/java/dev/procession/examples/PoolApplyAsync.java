package dev.procession.examples;

import dev.procession.Procession;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import java.util.ArrayList;
import java.util.List;

/** Tasks that are submitted at once, and their results collected later; each future composes as a stage. */
public final class PoolApplyAsync {
    private PoolApplyAsync() {}

    private static long fibonacci(int n) {
        return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
    }

    /** Runs the example. */
    public static void main(String[] args) {
        try (Procession px = Procession.local();
                ProcessPool pool = px.pool(2)) {
            List<TaskFuture<Long>> futures = new ArrayList<>();
            for (int n = 20; n < 30; n++) {
                futures.add(pool.applyAsync(PoolApplyAsync::fibonacci, n));
            }
            List<Long> results = futures.stream().map(TaskFuture::join).toList();
            Expect.that(
                    "fibonacci of 20 to 29",
                    List.of(6765L, 10946L, 17711L, 28657L, 46368L, 75025L, 121393L, 196418L, 317811L, 514229L),
                    results);

            long sum = TaskFuture.allOf(futures)
                    .thenApply(all -> all.stream().mapToLong(Long::longValue).sum())
                    .join();
            Expect.that("their sum", 1335323L, sum);
        }
    }
}

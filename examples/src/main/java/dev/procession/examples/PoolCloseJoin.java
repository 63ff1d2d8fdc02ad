package dev.procession.examples;

import dev.procession.Procession;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.TaskFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** How a pool ends: in order, after all that was submitted; or at once. */
public final class PoolCloseJoin {
    private PoolCloseJoin() {}

    /** Runs the example. */
    public static void main(String[] args) throws InterruptedException {
        try (Procession px = Procession.local()) {
            ProcessPool pool = px.pool(2);
            List<TaskFuture<Integer>> futures = new ArrayList<>();
            for (int n = 0; n < 20; n++) {
                futures.add(pool.applyAsync(x -> x + 1, n));
            }
            pool.shutdown();
            try {
                pool.applyAsync(() -> 1);
            } catch (RejectedExecutionException e) {
                System.out.println("after shutdown: refused");
            }
            Expect.that("ended within a minute", true, pool.awaitTermination(1, TimeUnit.MINUTES));
            Expect.that("all done", true, futures.stream().allMatch(TaskFuture::isDone));

            ProcessPool other = px.pool(1);
            TaskFuture<?> endless = other.submit(() -> Thread.sleep(Long.MAX_VALUE));
            other.terminate();
            try {
                endless.join();
            } catch (CancellationException e) {
                System.out.println("after terminate: cancelled");
            }
            Expect.that("terminated", true, other.isTerminated());
        }
    }
}

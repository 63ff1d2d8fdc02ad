package dev.procession.examples;

import dev.procession.Procession;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.WorkerCrashedException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Callbacks run in this process, on a thread of their own: one for the result, one for the failure, of which exactly
 * one is called.
 */
public final class PoolCallbacks {
    private PoolCallbacks() {}

    /** Runs the example. */
    public static void main(String[] args) {
        List<Integer> results = Collections.synchronizedList(new ArrayList<>());
        List<String> failures = Collections.synchronizedList(new ArrayList<>());
        try (Procession px = Procession.local();
                ProcessPool pool = px.pool(2)) {
            for (int n = 0; n < 5; n++) {
                pool.applyAsync(x -> 12 / x, n, results::add, failure -> failures.add(failure.getMessage()));
            }
            // A callback that throws, and a task that takes its worker with it, harm nothing else.
            pool.applyAsync(() -> 1, result -> {
                throw new IllegalStateException("logged, and no more");
            });
            pool.<Integer>applyAsync(
                    () -> {
                        Runtime.getRuntime().halt(3);
                        return 0;
                    },
                    results::add,
                    failure -> failures.add(
                            failure instanceof WorkerCrashedException crash
                                    ? "exit status " + crash.exitStatus().code()
                                    : String.valueOf(failure)));
            // Closing the pool waits for tasks and callbacks.
        }
        Collections.sort(results);
        Collections.sort(failures);
        Expect.that("results", List.of(3, 4, 6, 12), results);
        Expect.that("failures", List.of("/ by zero", "exit status 3"), failures);
    }
}

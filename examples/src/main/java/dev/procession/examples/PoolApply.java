package dev.procession.examples;

import dev.procession.Procession;
import dev.procession.pool.ProcessPool;
import java.util.List;

/** A pool of worker processes: one task and its result, a function over many inputs, an exception of a task. */
public final class PoolApply {
    private PoolApply() {}

    /** Runs the example. */
    public static void main(String[] args) {
        try (Procession px = Procession.local();
                ProcessPool pool = px.pool(2)) {
            long worker = pool.apply(() -> ProcessHandle.current().pid());
            Expect.that(
                    "another process", true, worker != ProcessHandle.current().pid());

            int square = pool.apply(x -> x * x, 12);
            Expect.that("one function of one argument", 144, square);
            String joined = pool.apply((String a, Integer b) -> a + b, "a", 1);
            Expect.that("one function of two", "a1", joined);

            Expect.that("map", List.of(1, 4, 9), pool.map(x -> x * x, List.of(1, 2, 3)));
            List<String> lazily = pool.imap(x -> "item " + x, List.of(1, 2, 3)).toList();
            Expect.that("imap", List.of("item 1", "item 2", "item 3"), lazily);

            try {
                pool.apply(text -> Integer.parseInt(text), "twelve");
            } catch (NumberFormatException e) {
                Expect.that("a task that throws", "For input string: \"twelve\"", String.valueOf(e.getMessage()));
            }
        }
    }
}

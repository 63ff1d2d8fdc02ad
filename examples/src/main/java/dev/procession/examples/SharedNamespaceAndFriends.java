package dev.procession.examples;

import dev.procession.Procession;
import dev.procession.process.ChildProcess;
import dev.procession.shared.Manager;
import dev.procession.shared.Namespace;
import dev.procession.shared.SharedCounter;
import dev.procession.shared.SharedDeque;
import dev.procession.shared.SharedReference;
import dev.procession.sync.ProcessBarrier;
import dev.procession.sync.ProcessEvent;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What else a manager has: a namespace, a value, a counter, a queue; and the session's events and barriers. */
public final class SharedNamespaceAndFriends {
    private static final int PROCESSES = 3;
    private static final int NUMBERS = 30;
    private static final int SENTINEL = 0;

    private SharedNamespaceAndFriends() {}

    /** What the processes share; each of it is a value, and so is the whole. */
    record Shared(
            Namespace settings,
            SharedDeque<Integer> numbers,
            SharedCounter sum,
            SharedReference<Integer> largest,
            ProcessEvent go,
            ProcessBarrier finish)
            implements Serializable {}

    /** Runs the example. */
    public static void main(String[] args) throws InterruptedException {
        try (Procession px = Procession.local();
                Manager manager = px.manager()) {
            Shared shared = new Shared(
                    manager.namespace(),
                    manager.queue(5),
                    manager.counter(0),
                    manager.value(0),
                    manager.event(),
                    manager.barrier(PROCESSES));
            shared.settings().set("factor", 2);
            List<ChildProcess> children = new ArrayList<>();
            for (int i = 0; i < PROCESSES; i++) {
                children.add(px.start(() -> work(shared)));
            }
            shared.go().set();
            for (int number = 1; number <= NUMBERS; number++) {
                // Waits while the queue has five.
                shared.numbers().put(number);
            }
            for (int i = 0; i < PROCESSES; i++) {
                shared.numbers().put(SENTINEL);
            }
            for (ChildProcess child : children) {
                child.join();
                Expect.that("exit code", 0, child.exitCode().getAsInt());
            }
            Expect.that("counter", (long) NUMBERS * (NUMBERS + 1), shared.sum().get());
            Expect.that("value", 2 * NUMBERS, shared.largest().get());
            Expect.that("left in the queue", 0, shared.numbers().size());
            Expect.that(
                    "names",
                    List.of("factor", "finished"),
                    List.copyOf(shared.settings().names()));
            Expect.that(
                    "set by who came last",
                    true,
                    Objects.requireNonNull(shared.settings().get("finished", Boolean.class)));
        }
    }

    private static void work(Shared shared) throws Exception {
        shared.go().await();
        int factor = Objects.requireNonNull(shared.settings().get("factor", Integer.class));
        for (int number = shared.numbers().take();
                number != SENTINEL;
                number = shared.numbers().take()) {
            int product = factor * number;
            shared.sum().addAndGet(product);
            // The function travels to the value.
            shared.largest().updateAndGet(seen -> Math.max(seen, product));
        }
        if (shared.finish().await() == 0) {
            shared.settings().set("finished", true);
        }
    }
}

package dev.procession.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.Procession;
import dev.procession.process.Output;
import dev.procession.shared.Manager;
import dev.procession.shared.ManagerOptions;
import dev.procession.shared.SharedDeque;
import dev.procession.shared.SharedList;
import dev.procession.shared.SharedMap;
import dev.procession.shared.SharedReference;
import dev.procession.sync.ProcessBarrier;
import dev.procession.testkit.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions at the server that would wait for themselves are refused. */
@Tag("process")
@ParameterizedClass
@ValueSource(booleans = {false, true})
class ManagerDeadlockTest {
    private static Procession px;

    @Parameter
    boolean inParent;

    /** Something made by a factory. */
    interface Made {
        String name();
    }

    @BeforeAll
    static void open() {
        px = Procession.builder().output(Output.DISCARD).build();
    }

    @AfterAll
    static void close() {
        px.close();
    }

    private Manager manager() {
        return px.manager(ManagerOptions.defaults().withInParent(inParent));
    }

    @Test
    void function_thatCallsItsOwnObject_isRefused() {
        try (Manager manager = manager()) {
            SharedMap<String, Integer> map = manager.map();
            SharedDeque<Integer> deque = manager.deque();
            deque.add(1);
            SharedList<Integer> list = manager.list();
            list.add(1);
            SharedReference<Integer> cell = manager.value(1);
            assertThrows(IllegalStateException.class, () -> map.compute("a", (key, value) -> map.size()));
            assertThrows(IllegalStateException.class, () -> deque.map(element -> deque.take()));
            assertThrows(IllegalStateException.class, () -> list.filter(element -> list.contains(element)));
            assertThrows(IllegalStateException.class, () -> cell.updateAndGet(value -> cell.get()));
            // Nothing of it stays.
            map.put("a", 1);
            assertEquals(2, map.merge("a", 1, Integer::sum));
            assertEquals(1, deque.poll());
            assertEquals(1, cell.get());
        }
    }

    @Test
    void function_thatComesBackByWayOfOthers_isRefused() {
        try (Manager manager = manager()) {
            SharedMap<String, Integer> a = manager.map();
            SharedMap<String, Integer> b = manager.map();
            SharedMap<String, Integer> c = manager.map();
            assertThrows(
                    IllegalStateException.class,
                    () -> a.compute("x", (k1, v1) -> b.compute("x", (k2, v2) -> c.compute("x", (k3, v3) -> a.size()))));
            assertEquals(3, a.compute("x", (k1, v1) -> b.compute("x", (k2, v2) -> c.compute("x", (k3, v3) -> 3))));
        }
    }

    @Test
    void functions_thatWaitForEachOther_oneIsRefusedAndTheOtherGoesOn() throws Exception {
        try (Manager manager = manager()) {
            for (int length = 2; length <= 4; length++) {
                List<SharedMap<String, Integer>> maps = new ArrayList<>();
                for (int i = 0; i < length; i++) {
                    maps.add(manager.map());
                }
                ProcessBarrier barrier = px.barrier(length);
                List<CompletableFuture<Integer>> futures = new ArrayList<>();
                for (int i = 0; i < length; i++) {
                    SharedMap<String, Integer> next = maps.get((i + 1) % length);
                    futures.add(maps.get(i).computeAsync("x", (key, value) -> {
                        barrier.await();
                        return next.compute("y", (key2, value2) -> 1);
                    }));
                }
                int refused = 0;
                for (CompletableFuture<Integer> future : futures) {
                    try {
                        assertEquals(1, future.get());
                    } catch (ExecutionException e) {
                        assertTrue(e.getCause() instanceof IllegalStateException, e.toString());
                        refused++;
                    }
                }
                assertEquals(1, refused, "circle of " + length);
            }
        }
    }

    @Test
    void factory_thatAsksForWhatItMakes_isRefused() {
        try (Manager manager = manager()) {
            assertThrows(
                    IllegalStateException.class,
                    () -> manager.proxy("self", Made.class, () -> manager.proxy("self", Made.class, () -> () -> "no")));
            // The name is free again.
            assertEquals(
                    "yes", manager.proxy("self", Made.class, () -> () -> "yes").name());
        }
    }

    @Test
    void factories_thatAskForEachOther_areRefused() throws Exception {
        try (Manager manager = manager()) {
            ProcessBarrier barrier = px.barrier(2);
            List<CompletableFuture<String>> made = new ArrayList<>();
            for (String[] names : new String[][] {{"one", "two"}, {"two", "one"}}) {
                String own = names[0];
                String other = names[1];
                CompletableFuture<String> future = new CompletableFuture<>();
                made.add(future);
                Thread.ofVirtual().start(() -> {
                    try {
                        future.complete(manager.proxy(own, Made.class, () -> {
                                    barrier.await();
                                    String found = manager.proxy(other, Made.class, () -> () -> "inner")
                                            .name();
                                    return () -> found;
                                })
                                .name());
                    } catch (Throwable t) {
                        future.completeExceptionally(t);
                    }
                });
            }
            Await.until("both to end", () -> made.stream().allMatch(CompletableFuture::isDone));
            assertTrue(made.stream().anyMatch(CompletableFuture::isCompletedExceptionally));
        }
    }
}

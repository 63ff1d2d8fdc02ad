package dev.procession.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.channel.ProcessQueue;
import dev.procession.pool.ProcessPool;
import dev.procession.testkit.Await;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Cells, counters, namespaces; names, and proxies as values. */
@SuppressWarnings("NullAway") // cells may be empty
@Tag("process")
class ManagerObjectsContractTest extends ManagerContractTest {
    // ---- cells

    @Test
    void cell_allOperations_asAnAtomicReference() {
        SharedReference<List<Integer>> cell = manager().value(null);
        assertNull(cell.get());
        assertTrue(cell.compareAndSet(null, List.of(1)));
        assertFalse(cell.compareAndSet(null, List.of(2)));
        assertTrue(cell.compareAndSet(new ArrayList<>(List.of(1)), List.of(2)));
        assertEquals(List.of(2), cell.getAndSet(List.of(3)));
        assertEquals(List.of(3, 4), cell.updateAndGet(list -> List.of(list.getFirst(), 4)));
        assertEquals(List.of(3, 4), cell.getAndUpdate(list -> List.of(list.size())));
        assertEquals(List.of(2), cell.get());
        assertEquals("[2]", cell.toString());
        assertThrows(
                IllegalStateException.class,
                () -> cell.updateAndGet(list -> {
                    throw new IllegalStateException();
                }));
        assertEquals(List.of(2), cell.get());
        cell.set(null);
        assertEquals(List.of(), cell.updateAndGet(list -> list == null ? List.of() : list));
    }

    // ---- counters

    @Test
    void counter_allOperations_asAnAtomicLong() {
        SharedCounter counter = manager().counter(5);
        assertEquals(5, counter.get());
        assertEquals(6, counter.incrementAndGet());
        assertEquals(6, counter.getAndIncrement());
        assertEquals(6, counter.decrementAndGet());
        assertEquals(6, counter.getAndDecrement());
        assertEquals(15, counter.addAndGet(10));
        assertEquals(15, counter.getAndAdd(-5));
        assertEquals(10, counter.getAndSet(1));
        assertFalse(counter.compareAndSet(2, 3));
        assertTrue(counter.compareAndSet(1, 3));
        counter.set(7);
        List<CompletableFuture<Long>> sums =
                IntStream.range(0, 100).mapToObj(i -> counter.addAndGetAsync(1)).toList();
        assertEquals(107, sums.getLast().join());
        assertEquals(8, sums.getFirst().join());
        assertEquals("107", counter.toString());
    }

    // ---- namespaces

    @Test
    void namespace_valuesOfAllTypes_areFoundByName() {
        Namespace space = manager().namespace();
        assertNull(space.set("n", 1));
        assertEquals(1, space.set("n", 2));
        space.set("text", "abc");
        assertEquals(2, space.get("n", Integer.class));
        assertEquals("abc", space.get("text"));
        assertThrows(ClassCastException.class, () -> space.get("text", Integer.class));
        assertNull(space.get("none", Integer.class));
        assertEquals(Set.of("n", "text"), space.names());
        assertTrue(space.contains("n"));
        assertEquals(2, space.remove("n"));
        assertFalse(space.contains("n"));
        SharedCounter counter = manager().counter(1);
        space.set("counter", counter);
        space.get("counter", SharedCounter.class).incrementAndGet();
        assertEquals(2, counter.get());
    }

    // ---- names

    @Test
    void name_askedForTwice_isOneObject() {
        SharedMap<String, Integer> one = manager().map("same");
        SharedMap<String, Integer> other = manager().map("same");
        one.put("a", 1);
        assertEquals(1, other.get("a"));
        assertEquals(one, other);
        assertEquals(manager().counter("count", 3), manager().counter("count", 4));
        assertEquals(3, manager().counter("count", 5).get());
        assertEquals("first", manager().value("cell", "first").get());
        assertEquals("first", manager().value("cell", "second").get());
        assertEquals(manager().set("set"), manager().set("set"));
        assertEquals(manager().deque("deque"), manager().deque("deque"));
        assertEquals(manager().namespace("space"), manager().namespace("space"));
    }

    @Test
    void name_ofAnotherKind_isRefused() {
        manager().map("kind");
        assertThrows(IllegalArgumentException.class, () -> manager().list("kind"));
        assertThrows(IllegalArgumentException.class, () -> manager().navigableMap("kind"));
        assertThrows(IllegalArgumentException.class, () -> manager().namespace("kind"));
        assertThrows(IllegalArgumentException.class, () -> manager().proxy("kind", Runnable.class, () -> () -> {}));
        manager().queue("bounded", 3);
        assertEquals(3, manager().queue("bounded", 3).remainingCapacity());
        assertThrows(IllegalArgumentException.class, () -> manager().queue("bounded", 4));
        assertThrows(IllegalArgumentException.class, () -> manager().deque("bounded"));
    }

    @Test
    void name_tooLongOrEmpty_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> manager().map(""));
        assertThrows(IllegalArgumentException.class, () -> manager().map("x".repeat(41)));
        assertThrows(IllegalArgumentException.class, () -> manager().remove("ü".repeat(21)));
        manager().map("x".repeat(40));
        assertThrows(NullPointerException.class, () -> manager().list(null));
    }

    @Test
    void remove_name_objectLivesOnForThoseWhoHoldIt() {
        SharedMap<String, Integer> held = manager().map("gone");
        held.put("a", 1);
        assertTrue(manager().remove("gone"));
        assertFalse(manager().remove("gone"));
        SharedList<String> list = manager().list("gone");
        assertTrue(list.isEmpty());
        assertEquals(1, held.get("a"));
    }

    @Test
    void name_askedForByManyAtOnce_isMadeOnce() throws Exception {
        List<SharedCounter> found = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                SharedCounter counter = manager().counter("race", 0);
                counter.incrementAndGet();
                synchronized (found) {
                    found.add(counter);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(1, Set.copyOf(found).size());
        assertEquals(8, found.getFirst().get());
    }

    @Test
    void manager_ofOneName_isOne() {
        Manager one = px().manager(ManagerOptions.inParent().withName("second"));
        Manager other = px().manager(ManagerOptions.inParent().withName("second"));
        assertEquals(one, other);
        assertNotEquals(manager(), one);
        one.counter("n", 1);
        assertEquals(1, other.counter("n", 2).get());
        assertEquals(2, manager().counter("n", 2).get());
        one.close();
        assertThrows(ManagerException.class, () -> other.counter("n", 1));
    }

    // ---- proxies as values

    @Test
    void nested_mapInListInMap_isReachedAndKept() {
        SharedMap<String, SharedList<SharedMap<String, Integer>>> outer =
                manager().map();
        outer.put("list", manager().list());
        outer.get("list").add(manager().map());
        outer.get("list").getFirst().put("a", 1);
        System.gc();
        assertEquals(2, outer.get("list").getFirst().merge("a", 1, Integer::sum));
        assertEquals(outer.get("list"), outer.get("list"));
        assertEquals(outer.get("list").hashCode(), outer.get("list").hashCode());
        SharedMap<String, Integer> inner = outer.get("list").getFirst();
        assertTrue(outer.get("list").contains(inner));
        assertEquals(List.of(2), outer.get("list").map(map -> map.get("a")));
        assertEquals(
                3,
                outer.compute("list", (key, list) -> {
                            list.getFirst().put("a", 3);
                            return list;
                        })
                        .getFirst()
                        .get("a"));
    }

    @Test
    void proxies_ofOneObject_areEqualAndKeys() {
        SharedCounter counter = manager().counter(0);
        SharedCounter other = manager().counter(0);
        SharedMap<SharedCounter, String> map = manager().map();
        map.put(counter, "this");
        map.put(other, "other");
        assertEquals("this", map.get(counter));
        assertEquals(2, map.size());
        assertTrue(map.keySet().contains(other));
        assertNotEquals(counter, other);
        SharedDeque<String> deque = manager().deque();
        SharedSet<SharedDeque<String>> set = manager().set();
        assertTrue(set.add(deque));
        assertFalse(set.add(set.iterator().next()));
        assertEquals(deque, set.iterator().next());
    }

    @Test
    void proxies_throughAPoolAndAQueue_areTheSameObject() throws Exception {
        SharedNavigableMap<String, Integer> map = manager().navigableMap();
        map.putAll(Map.of("a", 1, "b", 2, "c", 3));
        SharedNavigableMap<String, Integer> part = map.subMap("b", "z").descendingMap();
        Manager shared = manager();
        ProcessQueue<SharedMap<String, Integer>> queue = px().queue(10);
        try (ProcessPool pool = px().pool(1)) {
            assertEquals(2, pool.apply(() -> map.merge("a", 1, Integer::sum)));
            assertEquals(List.of("c", "b"), pool.apply(() -> List.copyOf(part.keySet())));
            pool.apply(() -> shared.<String, String>map("made by a worker").put("k", "v"));
            queue.put(map);
            assertEquals(2, pool.apply(() -> queue.take().put("a", 9)));
            pool.apply(() -> {
                SharedMap<String, Integer> made = shared.map();
                made.put("z", 26);
                queue.put(made);
                return null;
            });
            SharedMap<String, Integer> back = pool.apply(() -> map);
            assertEquals(map, back);
            assertTrue(pool.apply(() -> map.equals(queue.isEmpty() ? null : map)));
        }
        assertEquals(26, queue.take().get("z"));
        assertEquals(9, map.get("a"));
        assertEquals("v", manager().map("made by a worker").get("k"));
        assertTrue(manager().remove("made by a worker"));
    }

    @Test
    void size_ofWhatNobodyHolds_shrinks() {
        long before = settledSize();
        SharedMap<String, Object> kept = manager().map();
        for (int i = 0; i < 50; i++) {
            SharedMap<String, Object> one = manager().map();
            SharedMap<String, Object> other = manager().map();
            one.put("other", other);
            other.put("one", one); // a circle
            kept.put("k" + i % 10, one);
        }
        // Ten pairs are held by the map, the others by no object.
        Await.until("garbage to be freed", () -> {
            System.gc();
            return manager().size() <= before + 21;
        });
        Map<String, Object> copy = new HashMap<>(kept);
        assertEquals(10, copy.size());
        for (Object one : copy.values()) {
            Object other = ((SharedMap<?, ?>) one).get("other");
            assertEquals(one, ((SharedMap<?, ?>) other).get("one"));
        }
    }

    private long settledSize() {
        System.gc();
        return manager().size();
    }
}

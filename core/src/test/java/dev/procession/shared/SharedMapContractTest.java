package dev.procession.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.codec.CodecException;
import dev.procession.pool.RemoteTaskException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What {@link SharedMap} promises beyond {@link ConcurrentMap}. */
@SuppressWarnings("NullAway") // functions and tests are about null too
@Tag("process")
class SharedMapContractTest extends ManagerContractTest {
    private SharedMap<String, Integer> numbers(String... keys) {
        SharedMap<String, Integer> map = manager().map();
        for (int i = 0; i < keys.length; i++) {
            map.put(keys[i], i);
        }
        return map;
    }

    private static boolean isHere(long pid) {
        return ProcessHandle.current().pid() == pid;
    }

    // ---- functions at the server, without a cast

    @Test
    void merge_methodReference_isAppliedAtTheServer() {
        SharedMap<String, Integer> map = manager().map();
        assertEquals(1, map.merge("word", 1, Integer::sum));
        assertEquals(2, map.merge("word", 1, Integer::sum));
        assertNull(map.merge("word", 1, (one, other) -> null));
        assertFalse(map.containsKey("word"));
    }

    @Test
    void compute_lambdaWithoutTypes_isSentWithoutACast() {
        SharedMap<String, Integer> map = manager().map();
        int step = 5;
        assertEquals(5, map.compute("k", (key, value) -> value == null ? step : value + step));
        assertEquals(10, map.compute("k", (key, value) -> value == null ? step : value + step));
        assertNull(map.compute("k", (key, value) -> null));
        assertTrue(map.isEmpty());
        SharedMap<String, Long> pids = manager().map();
        long pid = pids.compute("pid", (key, value) -> ProcessHandle.current().pid());
        assertEquals(isInParent(), isHere(pid));
    }

    @Test
    void computeIfAbsent_absentAndPresent_asTheMapSays() {
        SharedMap<String, List<String>> map = manager().map();
        assertEquals(List.of("a"), map.computeIfAbsent("a", key -> new ArrayList<>(List.of(key))));
        assertEquals(List.of("a"), map.computeIfAbsent("a", key -> {
            throw new AssertionError("it is there");
        }));
        assertNull(map.computeIfAbsent("b", key -> null));
        assertEquals(Set.of("a"), map.keySet());
    }

    @Test
    void computeIfPresent_absentAndPresent_asTheMapSays() {
        SharedMap<String, Integer> map = numbers("a", "b");
        assertNull(map.computeIfPresent("z", (key, value) -> value + 1));
        assertEquals(2, map.computeIfPresent("b", (key, value) -> value + 1));
        assertNull(map.computeIfPresent("a", (key, value) -> null));
        assertEquals(Map.of("b", 2), map);
    }

    @Test
    void compute_functionThrows_itsExceptionArrivesAndNothingChanges() {
        SharedMap<String, Integer> map = numbers("a");
        IllegalStateException thrown = assertThrows(
                IllegalStateException.class,
                () -> map.compute("a", (key, value) -> {
                    throw new IllegalStateException("no " + key);
                }));
        assertEquals("no a", thrown.getMessage());
        RemoteTaskException checked = assertThrows(
                RemoteTaskException.class,
                () -> map.merge("a", 1, (one, other) -> {
                    throw new IOException("disk");
                }));
        assertEquals("disk", assertThrowsCause(IOException.class, checked).getMessage());
        assertEquals(Map.of("a", 0), map);
    }

    private static <T extends Throwable> T assertThrowsCause(Class<T> type, Throwable wrapper) {
        return type.cast(wrapper.getCause());
    }

    @Test
    void compute_functionComesBackToTheMap_isRefused() {
        SharedMap<String, Integer> map = numbers("a");
        assertThrows(IllegalStateException.class, () -> map.compute("a", (key, value) -> map.get("a")));
        assertEquals(0, map.get("a"));
    }

    @Test
    void compute_functionUsesAnotherObject_works() {
        SharedMap<String, Integer> map = numbers("a");
        SharedCounter counter = manager().counter(40);
        assertEquals(42, map.compute("a", (key, value) -> (int) counter.addAndGet(2)));
        assertEquals(42, counter.get());
    }

    @Test
    void compute_capturesWhatCannotBeSent_isRefusedHere() {
        SharedMap<String, Integer> map = numbers("a");
        Object lock = new Object();
        assertThrows(CodecException.class, () -> map.compute("a", (key, value) -> lock.hashCode()));
        assertEquals(0, map.get("a"));
    }

    @Test
    void replaceAll_functionThrowsMidway_noneIsChanged() {
        SharedMap<String, Integer> map = numbers("a", "b", "c", "d");
        Map<String, Integer> before = new HashMap<>(map);
        assertThrows(
                ArithmeticException.class,
                () -> map.replaceAll((key, value) -> {
                    if (value == 2) {
                        throw new ArithmeticException();
                    }
                    return value + 100;
                }));
        assertEquals(before, map);
        assertThrows(NullPointerException.class, () -> map.replaceAll((key, value) -> value == 2 ? null : 7));
        assertEquals(before, map);
        map.replaceAll((key, value) -> value * 2);
        assertEquals(Map.of("a", 0, "b", 2, "c", 4, "d", 6), map);
    }

    @Test
    void removeIf_some_thoseGo() {
        SharedMap<String, Integer> map = numbers("a", "b", "c", "d");
        assertTrue(map.removeIf((key, value) -> value % 2 == 0));
        assertFalse(map.removeIf((key, value) -> key.equals("z")));
        assertEquals(Map.of("b", 1, "d", 3), map);
        assertThrows(
                IllegalStateException.class,
                () -> map.removeIf((key, value) -> {
                    if (key.equals("d")) {
                        throw new IllegalStateException();
                    }
                    return true;
                }));
        assertEquals(Map.of("b", 1, "d", 3), map);
    }

    @Test
    void filterMapReduce_all_areAtTheServer() {
        SharedMap<String, Integer> map = numbers("a", "b", "c", "d");
        assertEquals(Map.of("c", 2, "d", 3), map.filter((key, value) -> value > 1));
        assertEquals(Set.of("a0", "b1", "c2", "d3"), Set.copyOf(map.map((key, value) -> key + value)));
        assertEquals(6, map.reduce((key, value) -> value, Integer::sum));
        assertEquals(
                "d", map.<String>reduce((key, value) -> key, (one, other) -> one.compareTo(other) > 0 ? one : other));
        assertNull(manager().<String, Integer>map().reduce((key, value) -> value, Integer::sum));
    }

    @Test
    void forEachAtServer_everyEntry_isVisitedThere() {
        SharedMap<String, Integer> map = numbers("a", "b", "c");
        SharedCounter sum = manager().counter(0);
        SharedSet<Long> pids = manager().set();
        map.forEachAtServer((key, value) -> {
            pids.add(ProcessHandle.current().pid());
            return sum.addAndGet(value);
        });
        assertEquals(3, sum.get());
        assertEquals(isInParent(), isHere(pids.iterator().next()));
    }

    // ---- as java.util has them

    @Test
    void concurrentMap_functionsThatCannotBeSent_runHere() {
        SharedMap<String, Integer> shared = numbers("a");
        ConcurrentMap<String, Integer> map = shared;
        AtomicInteger calls = new AtomicInteger();
        assertEquals(1, map.merge("a", 1, (one, other) -> {
            calls.incrementAndGet();
            return one + other;
        }));
        assertEquals(2, map.compute("a", (key, value) -> value + calls.get()));
        assertEquals(7, map.computeIfAbsent("b", key -> calls.get() + 6));
        assertEquals(8, map.computeIfPresent("b", (key, value) -> value + calls.get()));
        map.replaceAll((key, value) -> value * 10 * calls.get());
        assertEquals(Map.of("a", 20, "b", 80), map);
        assertNull(map.compute("a", (key, value) -> calls.get() == 1 ? null : value));
        assertEquals(1, calls.get());
        assertEquals(Map.of("b", 80), map);
    }

    @Test
    void concurrentMap_mergedByManyThreads_countsRight() throws Exception {
        SharedMap<String, Integer> shared = manager().map();
        ConcurrentMap<String, Integer> map = shared;
        AtomicInteger captured = new AtomicInteger(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            boolean sends = i % 2 == 0;
            threads.add(Thread.ofPlatform().start(() -> {
                for (int k = 0; k < 100; k++) {
                    if (sends) {
                        shared.merge("n", 1, Integer::sum);
                    } else {
                        map.merge("n", captured.get(), (one, other) -> one + other * captured.get());
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(400, map.get("n"));
    }

    // ---- many at once

    @Test
    void putAllGetAll_moreThanAPage_allArrive() {
        SharedMap<Integer, String> map = manager().map();
        Map<Integer, String> all = new HashMap<>();
        for (int i = 0; i < 3_000; i++) {
            all.put(i, "value of " + i);
        }
        map.putAll(all);
        assertEquals(3_000, map.size());
        assertEquals(all, map.getAll(all.keySet()));
        assertEquals(Map.of(1, "value of 1", 2_999, "value of 2999"), map.getAll(List.of(-1, 1, 2_999, 3_000)));
        assertEquals(all, map);
        assertEquals(Map.of(), map.getAll(List.of()));
        assertThrows(NullPointerException.class, () -> map.getAll(java.util.Arrays.asList(1, null)));
    }

    @Test
    void views_othersChangeTheMapMeanwhile_whatStaysIsSeenOnce() {
        SharedMap<Integer, Integer> map = manager().map();
        IntStream.range(0, 2_000).forEach(i -> map.put(i, i));
        List<Integer> seen = new ArrayList<>();
        for (Integer key : map.keySet()) {
            seen.add(key);
            if (key % 2 == 0) {
                map.remove(key + 1);
                map.put(key + 100_000_001, 0);
            }
            if (seen.size() > 4_000) {
                break;
            }
        }
        List<Integer> even = seen.stream().filter(key -> key % 2 == 0).toList();
        assertEquals(IntStream.range(0, 1_000).mapToObj(i -> 2 * i).toList(), even);
        assertEquals(seen.size(), Set.copyOf(seen).size());
    }

    // ---- without waiting

    @Test
    void async_ofOneThread_takeEffectInOrder() {
        SharedMap<String, Integer> map = manager().map();
        List<CompletableFuture<Integer>> puts =
                IntStream.range(0, 500).mapToObj(i -> map.putAsync("k", i)).toList();
        CompletableFuture<Integer> got = map.getAsync("k");
        CompletableFuture<Integer> merged = map.mergeAsync("k", 1, Integer::sum);
        CompletableFuture<Integer> computed = map.computeAsync("k", (key, value) -> value * 2);
        CompletableFuture<Integer> removed = map.removeAsync("k");
        CompletableFuture<Integer> none = map.getAsync("k");
        assertNull(puts.getFirst().join());
        for (int i = 1; i < 500; i++) {
            assertEquals(i - 1, puts.get(i).join());
        }
        assertEquals(499, got.join());
        assertEquals(500, merged.join());
        assertEquals(1_000, computed.join());
        assertEquals(1_000, removed.join());
        assertNull(none.join());
    }

    @Test
    void async_functionThrows_itsFutureFails() {
        SharedMap<String, Integer> map = numbers("a");
        CompletableFuture<Integer> failed = map.computeAsync("a", (key, value) -> {
            throw new IllegalStateException("no");
        });
        assertTrue(failed.handle((value, failure) -> failure instanceof IllegalStateException)
                .join());
        assertEquals(0, map.get("a"));
    }

    // ---- equality

    @Test
    void equals_proxiesAndMaps_asMapsAre() {
        SharedMap<String, Integer> map = numbers("a", "b");
        assertEquals(Map.of("a", 0, "b", 1), map);
        assertEquals(map, numbers("a", "b"));
        assertEquals(Map.of("a", 0, "b", 1).hashCode(), map.hashCode());
        assertNotEquals(map, numbers("a"));
        assertEquals("{a=0, b=1}", map.toString());
    }

    @Test
    void replace_valuesOfOtherForm_areComparedByEquals() {
        SharedMap<String, List<Integer>> map = manager().map();
        map.put("a", new ArrayList<>(List.of(1, 2)));
        assertTrue(map.containsValue(List.of(1, 2)));
        assertTrue(map.replace("a", List.of(1, 2), List.of(3)));
        assertTrue(map.remove("a", new ArrayList<>(List.of(3))));
    }

    // ---- ordered maps

    @Test
    void navigableMap_functionsOnAPart_areOfThatPart() {
        SharedNavigableMap<Integer, Integer> map = manager().navigableMap();
        IntStream.range(0, 10).forEach(i -> map.put(i, i));
        SharedNavigableMap<Integer, Integer> part = map.subMap(3, 7);
        assertEquals(18, part.reduce((key, value) -> value, Integer::sum));
        part.replaceAll((key, value) -> -value);
        assertTrue(part.descendingMap().removeIf((key, value) -> key == 3));
        assertEquals(List.of(0, 1, 2, -4, -5, -6, 7, 8, 9), List.copyOf(map.values()));
        assertEquals(6, part.merge(6, 12, Integer::sum));
        assertThrows(IllegalArgumentException.class, () -> part.merge(7, 1, Integer::sum));
        assertThrows(IllegalArgumentException.class, () -> part.subMap(0, 5));
        assertThrows(IllegalArgumentException.class, () -> map.subMap(5, 4));
        assertEquals(List.of(6, 5, 4), List.copyOf(part.descendingKeySet()));
    }

    @Test
    void navigableMap_keysThatCannotBeCompared_areRefused() {
        SharedNavigableMap<Object, Integer> map = manager().navigableMap();
        map.put("a", 1);
        assertThrows(ClassCastException.class, () -> map.put(1, 1));
        assertThrows(ClassCastException.class, () -> map.subMap(1, 2).size());
        assertEquals(1, map.size());
    }
}

package dev.procession.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.ListIterator;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What {@link SharedList} and {@link SharedSet} promise beyond {@link List} and {@link Set}. */
@SuppressWarnings("NullAway") // elements may be null
@Tag("process")
class SharedCollectionsContractTest extends ManagerContractTest {
    @SafeVarargs
    @SuppressWarnings("varargs") // they are read only
    private <E> SharedList<E> listOf(E... elements) {
        SharedList<E> list = manager().list();
        list.addAll(Arrays.asList(elements));
        return list;
    }

    // ---- lists

    @Test
    void update_oneElement_isReplacedAtTheServer() {
        SharedList<Integer> list = listOf(1, 2, null);
        assertEquals(20, list.update(1, value -> value * 10));
        assertEquals(0, list.update(2, value -> value == null ? 0 : value));
        assertNull(list.update(0, value -> null));
        assertEquals(Arrays.asList(null, 20, 0), list);
        assertThrows(IndexOutOfBoundsException.class, () -> list.update(3, value -> value));
        assertThrows(NullPointerException.class, () -> list.update(0, value -> value + 1));
    }

    @Test
    void replaceAll_functionThrowsMidway_noneIsChanged() {
        SharedList<Integer> list = listOf(1, 2, 0, 4);
        assertThrows(ArithmeticException.class, () -> list.replaceAll(value -> 8 / value));
        assertEquals(List.of(1, 2, 0, 4), list);
        list.replaceAll(value -> value + 1);
        assertEquals(List.of(2, 3, 1, 5), list);
        AtomicInteger here = new AtomicInteger();
        List<Integer> plain = list;
        plain.replaceAll(value -> value + here.incrementAndGet());
        assertEquals(List.of(3, 5, 4, 9), list);
    }

    @Test
    void sort_comparatorsOfAllKinds_sort() {
        SharedList<String> list = listOf("pear", "fig", "apple");
        list.sort(null);
        assertEquals(List.of("apple", "fig", "pear"), list);
        list.sort(Comparator.reverseOrder());
        assertEquals(List.of("pear", "fig", "apple"), list);
        AtomicInteger calls = new AtomicInteger();
        list.sort((one, other) -> {
            calls.incrementAndGet();
            return Integer.compare(one.length(), other.length());
        });
        assertTrue(calls.get() > 0);
        assertEquals(List.of("fig", "pear", "apple"), list);
        SharedList<Object> mixed = listOf("a", 1);
        assertThrows(ClassCastException.class, () -> mixed.sort(null));
        assertEquals(List.of("a", 1), mixed);
    }

    @Test
    void filterMapReduceRemoveIf_all_areAtTheServer() {
        SharedList<Integer> list = listOf(3, 1, 2);
        assertEquals(List.of(3, 2), list.filter(value -> value > 1));
        assertEquals(List.of("3", "1", "2"), list.map(String::valueOf));
        assertEquals("x312", list.reduce("x", (text, value) -> text + value));
        assertTrue(list.removeIf(value -> value == 1));
        assertEquals(List.of(3, 2), list);
        assertThrows(ArithmeticException.class, () -> list.removeIf(value -> 1 / (value - 2) > 0));
        assertEquals(List.of(3, 2), list);
    }

    @Test
    void addAll_moreThanAPage_allInOrder() {
        List<Integer> many = IntStream.range(0, 3_000).boxed().toList();
        SharedList<Integer> list = listOf(-1, -2);
        assertTrue(list.addAll(1, many));
        List<Integer> expected = new ArrayList<>(List.of(-1, -2));
        expected.addAll(1, many);
        assertEquals(expected, list);
        assertEquals(expected.reversed(), list.reversed());
        List<Integer> itself = list;
        assertTrue(list.addAll(itself));
        assertEquals(6_004, list.size());
        list.subList(1, 6_003).clear();
        assertEquals(List.of(-1, -2), list);
        assertFalse(list.removeAll(List.of()));
        assertEquals(2, list.size());
    }

    @Test
    void addAll_nothingAtAPlaceThatIsNone_isRefused() {
        SharedList<Integer> list = listOf(1);
        assertThrows(IndexOutOfBoundsException.class, () -> list.addAll(2, List.of()));
        assertThrows(IndexOutOfBoundsException.class, () -> list.addAll(-1, List.of()));
        assertFalse(list.addAll(1, List.of()));
    }

    @Test
    void listIterator_acrossPages_goesBothWays() {
        SharedList<Integer> list = manager().list();
        list.addAll(IntStream.range(0, 2_000).boxed().toList());
        ListIterator<Integer> cursor = list.listIterator(2_000);
        int expected = 2_000;
        while (cursor.hasPrevious()) {
            assertEquals(--expected, cursor.previous());
            if (expected % 3 == 0) {
                cursor.remove();
            }
        }
        while (cursor.hasNext()) {
            int value = cursor.next();
            cursor.set(-value);
            if (value % 5 == 0) {
                cursor.add(7);
            }
        }
        List<Integer> model = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            if (i % 3 != 0) {
                model.add(-i);
                if (i % 5 == 0) {
                    model.add(7);
                }
            }
        }
        assertEquals(model, list);
    }

    @Test
    void iterator_othersChangeTheList_throwsNothing() {
        SharedList<Integer> list = listOf(1, 2, 3);
        Iterator<Integer> iterator = list.iterator();
        List<Integer> part = list.subList(0, 2);
        assertEquals(1, iterator.next());
        list.add(4);
        list.removeFirst();
        assertTrue(iterator.hasNext());
        assertEquals(2, part.size());
        assertEquals(List.of(2, 3), part);
    }

    @Test
    void addAsync_ofOneThread_isInOrder() {
        SharedList<Integer> list = manager().list();
        List<CompletableFuture<Boolean>> added =
                IntStream.range(0, 500).mapToObj(list::addAsync).toList();
        assertEquals(IntStream.range(0, 500).boxed().toList(), list);
        assertTrue(added.stream().allMatch(CompletableFuture::join));
    }

    @Test
    void list_comparesElementsByEquals() {
        SharedList<List<Integer>> list = manager().list();
        list.add(new ArrayList<>(List.of(1)));
        assertTrue(list.contains(List.of(1)));
        assertEquals(0, list.indexOf(List.of(1)));
        assertFalse(list.contains(null));
        assertTrue(list.remove(List.of(1)));
    }

    // ---- sets

    @Test
    void set_functions_areAtTheServer() {
        SharedSet<String> set = manager().set();
        assertTrue(set.addAll(List.of("a", "bb", "ccc")));
        assertFalse(set.addAll(List.of("a", "bb")));
        assertEquals(Set.of("bb", "ccc"), Set.copyOf(set.filter(each -> each.length() > 1)));
        assertEquals(Set.of(1, 2, 3), Set.copyOf(set.map(String::length)));
        assertEquals(6, set.reduce(0, (sum, each) -> sum + each.length()));
        assertTrue(set.removeIf(each -> each.startsWith("b")));
        assertTrue(set.addAsync("d").join());
        assertFalse(set.addAsync("d").join());
        assertEquals(Set.of("a", "ccc", "d"), set);
    }

    @Test
    void set_manyElements_allAreThereOnce() {
        SharedSet<Integer> set = manager().set();
        Set<Integer> many = Set.copyOf(IntStream.range(0, 3_000).boxed().toList());
        set.addAll(many);
        set.addAll(many);
        assertEquals(many, set);
        assertEquals(3_000, set.stream().distinct().count());
        assertTrue(set.retainAll(Set.of(1, 2, -1)));
        assertEquals(Set.of(1, 2), set);
    }

    @Test
    void set_otherSet_isNotEqualThoughProxiesAre() {
        SharedSet<Integer> set = manager().set();
        set.add(1);
        SharedSet<Integer> other = manager().set();
        assertNotEquals(set, other);
        other.add(1);
        assertEquals(set, other);
        assertEquals(Set.of(1).hashCode(), set.hashCode());
    }
}

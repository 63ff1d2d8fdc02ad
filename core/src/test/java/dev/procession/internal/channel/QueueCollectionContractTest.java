package dev.procession.internal.channel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.channel.ProcessQueue;
import dev.procession.testkit.Deadline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What {@link Collection} promises of a queue, and {@link ProcessQueue} of its snapshots. */
@Deadline(seconds = 60)
@SuppressWarnings({
    "NullAway",
    "CollectionIncompatibleType",
    "ModifyingCollectionWithItself",
    "CollectionToArraySafeParameter"
})
class QueueCollectionContractTest extends QueueContractTest {

    private ProcessQueue<Integer> of(Integer... elements) {
        ProcessQueue<Integer> queue = make(8);
        Collections.addAll(queue, elements);
        return queue;
    }

    private static <E> void assertHolds(ProcessQueue<E> queue, List<E> elements) {
        assertEquals(elements.size(), queue.size());
        assertEquals(elements, new ArrayList<>(queue));
    }

    // ---- draining

    @Test
    void drainTo_all_inOrder() {
        ProcessQueue<Integer> queue = of(0, 1, 2);
        List<Integer> target = new ArrayList<>(List.of(-1));

        assertEquals(3, queue.drainTo(target));
        assertEquals(List.of(-1, 0, 1, 2), target);
        assertTrue(queue.isEmpty());
    }

    @Test
    void drainTo_limited_leavesTheRest() {
        ProcessQueue<Integer> queue = of(0, 1, 2);
        List<Integer> target = new ArrayList<>();

        assertEquals(2, queue.drainTo(target, 2));
        assertEquals(List.of(0, 1), target);
        assertHolds(queue, List.of(2));
    }

    @Test
    void drainTo_limitBeyondTheSize_takesAll() {
        ProcessQueue<Integer> queue = of(0, 1);

        assertEquals(2, queue.drainTo(new TreeSet<>(), 100));
    }

    @Test
    void drainTo_moreThanABatch_inOrder() {
        ProcessQueue<Integer> queue = make(200);
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            queue.add(i);
            all.add(i);
        }
        List<Integer> target = new ArrayList<>();

        assertEquals(150, queue.drainTo(target, 150));
        assertEquals(50, queue.drainTo(target));
        assertEquals(all, target);
    }

    @Test
    void drainTo_zeroOrLess_takesNothing() {
        ProcessQueue<Integer> queue = of(0);

        assertEquals(0, queue.drainTo(new ArrayList<>(), 0));
        assertEquals(0, queue.drainTo(new ArrayList<>(), -1));
        assertEquals(1, queue.size());
    }

    @Test
    void drainTo_empty_isZero() {
        assertEquals(0, of().drainTo(new ArrayList<>()));
    }

    @Test
    void drainTo_itselfOrNull_isRefused() {
        ProcessQueue<Integer> queue = of(0);

        assertThrows(IllegalArgumentException.class, () -> queue.drainTo(queue));
        assertThrows(IllegalArgumentException.class, () -> queue.drainTo(queue, 1));
        assertThrows(NullPointerException.class, () -> queue.drainTo(null));
        assertThrows(NullPointerException.class, () -> queue.drainTo(null, 0));
        assertEquals(1, queue.size());
    }

    @Test
    void drainTo_targetRefuses_throwsWhatItThrows() {
        assertThrows(UnsupportedOperationException.class, () -> of(0, 1).drainTo(List.of()));
    }

    // ---- adding

    @Test
    void addAll_some_inOrder() {
        ProcessQueue<Integer> queue = of(0);

        assertTrue(queue.addAll(List.of(1, 2)));
        assertFalse(queue.addAll(List.of()));
        assertHolds(queue, List.of(0, 1, 2));
    }

    @Test
    void addAll_beyondTheCapacity_throwsAndKeepsWhatFitted() {
        ProcessQueue<Integer> queue = make(2);

        assertThrows(IllegalStateException.class, () -> queue.addAll(List.of(0, 1, 2)));
        assertHolds(queue, List.of(0, 1));
    }

    @Test
    void addAllAndPutAll_itself_isRefused() {
        ProcessQueue<Integer> queue = of(0);

        assertThrows(IllegalArgumentException.class, () -> queue.addAll(queue));
        assertThrows(IllegalArgumentException.class, () -> queue.putAll(queue));
        assertHolds(queue, List.of(0));
    }

    @Test
    void putAll_nothing_isNothing() throws InterruptedException {
        ProcessQueue<Integer> queue = of(0);
        queue.putAll(List.of());

        assertHolds(queue, List.of(0));
    }

    // ---- searching

    @Test
    void contains_eachElement_andNoOther() {
        ProcessQueue<Integer> queue = of(0, 1, 2);

        assertTrue(queue.contains(0));
        assertTrue(queue.contains(2));
        assertFalse(queue.contains(3));
        assertFalse(queue.contains("0"));
        assertFalse(queue.contains(null));
        assertTrue(queue.containsAll(List.of(2, 1, 0)));
        assertFalse(queue.containsAll(List.of(2, 3)));
        assertTrue(queue.containsAll(queue));
    }

    @Test
    void remove_first_goes() {
        ProcessQueue<Integer> queue = of(0, 1, 2);

        assertTrue(queue.remove((Object) 0));
        assertHolds(queue, List.of(1, 2));
    }

    @Test
    void remove_middle_goes() {
        ProcessQueue<Integer> queue = of(0, 1, 2);

        assertTrue(queue.remove((Object) 1));
        assertHolds(queue, List.of(0, 2));
        assertEquals(0, queue.poll());
        assertEquals(2, queue.poll());
    }

    @Test
    void remove_last_goes() {
        ProcessQueue<Integer> queue = of(0, 1, 2);

        assertTrue(queue.remove((Object) 2));
        assertTrue(queue.add(3));
        assertHolds(queue, List.of(0, 1, 3));
    }

    @Test
    void remove_equalOnes_takesTheFirst() {
        ProcessQueue<Integer> queue = of(5, 1, 5);

        assertTrue(queue.remove((Object) 5));
        assertHolds(queue, List.of(1, 5));
    }

    @Test
    void remove_missing_isFalse() {
        ProcessQueue<Integer> queue = of(0);

        assertFalse(queue.remove((Object) 1));
        assertFalse(queue.remove(null));
        assertFalse(queue.remove("0"));
        assertHolds(queue, List.of(0));
    }

    @Test
    void remove_fromFull_makesRoom() {
        ProcessQueue<Integer> queue = make(3);
        Collections.addAll(queue, 0, 1, 2);

        assertTrue(queue.remove((Object) 1));
        assertEquals(1, queue.remainingCapacity());
        assertTrue(queue.offer(3));
        assertFalse(queue.offer(4));
        assertHolds(queue, List.of(0, 2, 3));
    }

    @Test
    void removeAll_several_go() {
        ProcessQueue<Integer> queue = of(0, 1, 2, 1, 3);

        assertTrue(queue.removeAll(List.of(1, 3, 9)));
        assertHolds(queue, List.of(0, 2));
        assertFalse(queue.removeAll(List.of(1)));
        assertThrows(NullPointerException.class, () -> queue.removeAll(null));
    }

    @Test
    void removeAll_itself_empties() {
        ProcessQueue<Integer> queue = of(0, 1);

        assertTrue(queue.removeAll(queue));
        assertTrue(queue.isEmpty());
    }

    @Test
    void retainAll_several_stay() {
        ProcessQueue<Integer> queue = of(0, 1, 2, 3);

        assertTrue(queue.retainAll(List.of(1, 3)));
        assertHolds(queue, List.of(1, 3));
        assertFalse(queue.retainAll(List.of(1, 3)));
        assertThrows(NullPointerException.class, () -> queue.retainAll(null));
    }

    @Test
    void removeIf_some_go() {
        ProcessQueue<Integer> queue = of(0, 1, 2, 3, 4);

        assertTrue(queue.removeIf(element -> element % 2 == 0));
        assertHolds(queue, List.of(1, 3));
        assertFalse(queue.removeIf(element -> element > 9));
        assertThrows(NullPointerException.class, () -> queue.removeIf(null));
    }

    @Test
    void removeIf_predicateUsesTheQueue_works() {
        ProcessQueue<Integer> queue = of(0, 1, 2);

        // Would wait for itself if the predicate ran under the queue's lock.
        assertTrue(queue.removeIf(element -> queue.offer(element + 10) && element == 1));
        assertHolds(queue, List.of(0, 2, 10, 11, 12));
    }

    @Test
    void removeIf_predicateThrows_isRelayed() {
        ProcessQueue<Integer> queue = of(0, 1);

        assertThrows(ArithmeticException.class, () -> queue.removeIf(element -> 1 / element == 5));
        assertHolds(queue, List.of(0, 1));
    }

    @Test
    void clear_some_go() {
        ProcessQueue<Integer> queue = of(0, 1, 2);
        queue.clear();

        assertHolds(queue, List.of());
        assertEquals(8, queue.remainingCapacity());
        queue.clear();
        assertTrue(queue.add(3));
        assertHolds(queue, List.of(3));
    }

    // ---- snapshots

    @Test
    void iterator_all_inOrder() {
        Iterator<Integer> elements = of(0, 1).iterator();

        assertEquals(0, elements.next());
        assertTrue(elements.hasNext());
        assertEquals(1, elements.next());
        assertFalse(elements.hasNext());
        assertThrows(NoSuchElementException.class, elements::next);
    }

    @Test
    void iterator_changesAfter_areNotSeen() {
        ProcessQueue<Integer> queue = of(0, 1);
        Iterator<Integer> elements = queue.iterator();
        queue.clear();
        queue.add(2);

        assertEquals(0, elements.next());
        assertEquals(1, elements.next());
        assertFalse(elements.hasNext());
    }

    @Test
    void iteratorRemove_takesOut() {
        ProcessQueue<Integer> queue = of(0, 1, 2);
        Iterator<Integer> elements = queue.iterator();
        assertThrows(IllegalStateException.class, elements::remove);
        elements.next();
        elements.next();
        elements.remove();

        assertThrows(IllegalStateException.class, elements::remove);
        assertEquals(2, elements.next());
        assertHolds(queue, List.of(0, 2));
    }

    @Test
    void iteratorRemove_goneMeanwhile_takesNothing() {
        ProcessQueue<Integer> queue = of(7, 7);
        Iterator<Integer> elements = queue.iterator();
        elements.next();
        queue.remove();
        elements.remove();

        assertHolds(queue, List.of(7));
    }

    @Test
    void toArray_isFreshAndInOrder() {
        ProcessQueue<Integer> queue = of(0, 1, 2);
        Object[] array = queue.toArray();

        assertArrayEquals(new Object[] {0, 1, 2}, array);
        assertSame(Object[].class, array.getClass());
        array[0] = 9;
        assertHolds(queue, List.of(0, 1, 2));
    }

    @Test
    void toArray_givenArrays_asCollectionSays() {
        ProcessQueue<Integer> queue = of(0, 1);
        Integer[] fits = new Integer[2];
        assertSame(fits, queue.toArray(fits));
        assertArrayEquals(new Integer[] {0, 1}, fits);

        Integer[] large = {9, 9, 9, 9};
        assertSame(large, queue.toArray(large));
        assertEquals(Arrays.asList(0, 1, null, 9), Arrays.asList(large));

        assertArrayEquals(new Integer[] {0, 1}, queue.toArray(new Integer[0]));
        assertArrayEquals(new Integer[] {0, 1}, queue.toArray(Integer[]::new));
        assertThrows(NullPointerException.class, () -> queue.toArray((Integer[]) null));
        assertThrows(ArrayStoreException.class, () -> queue.toArray(new String[0]));
    }

    @Test
    void stream_isASnapshot() {
        ProcessQueue<Integer> queue = of(0, 1, 2);

        assertEquals(
                List.of(0, 2), queue.stream().filter(element -> element != 1).toList());
        assertEquals(3, queue.parallelStream().count());
        assertEquals(3, queue.size());
    }

    @Test
    void spliterator_isOrderedAndNonNull() {
        Spliterator<Integer> elements = of(0, 1).spliterator();

        assertTrue(elements.hasCharacteristics(Spliterator.ORDERED | Spliterator.NONNULL));
        List<Integer> seen = new ArrayList<>();
        elements.forEachRemaining(seen::add);
        assertEquals(List.of(0, 1), seen);
    }

    @Test
    void forEach_all_inOrder() {
        List<Integer> seen = new ArrayList<>();
        of(0, 1, 2).forEach(seen::add);

        assertEquals(List.of(0, 1, 2), seen);
    }

    // ---- identity

    @Test
    void equals_isIdentity() {
        ProcessQueue<Integer> queue = of(0);
        ProcessQueue<Integer> other = of(0);

        assertEquals(queue, queue);
        assertNotEquals(queue, other);
        assertEquals(queue.hashCode(), queue.hashCode());
        queue.clear();
        assertNotEquals(queue, other);
    }

    @Test
    void toString_tellsNameSizeAndCapacity() {
        ProcessQueue<Integer> queue = of(0, 1);
        assertEquals("test queue[2 of 8]", queue.toString());

        queue.close();
        assertEquals("test queue[2 of 8, closed]", queue.toString());
    }
}

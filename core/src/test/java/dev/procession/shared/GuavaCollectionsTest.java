package dev.procession.shared;

import com.google.common.collect.testing.AnEnum;
import com.google.common.collect.testing.TestEnumSetGenerator;
import com.google.common.collect.testing.TestIntegerSetGenerator;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Guava's tests of {@link List}, {@link Set} and {@link java.util.Queue}, of lists, sets and deques in another
 * process.
 *
 * <p>Features: lists may have {@code null} in them, the others may be asked for it; iterators remove, and do not
 * fail fast, because they are weakly consistent; nothing is serializable as Java has it.
 */
@Tag("process")
class GuavaCollectionsTest extends ManagerContractTest {
    GuavaCollectionsTest() {
        super(ManagerOptions.defaults());
    }

    // ---- lists

    private SharedList<String> listOf(List<String> elements) {
        SharedList<String> list = manager().list();
        list.addAll(elements);
        return list;
    }

    @TestFactory
    Stream<DynamicNode> list() {
        return CollectionSuites.lists("list", this::listOf, GuavaSuites.longIterations());
    }

    @TestFactory
    Stream<DynamicNode> subList() {
        return CollectionSuites.lists(
                "sub-list",
                elements -> {
                    List<String> list = listOf(elements);
                    list.addFirst("before");
                    list.addLast("behind");
                    return list.subList(1, list.size() - 1);
                },
                GuavaSuites.longIterations());
    }

    @TestFactory
    Stream<DynamicNode> reversedList() {
        return CollectionSuites.lists(
                "reversed list", elements -> listOf(elements.reversed()).reversed(), GuavaSuites.longIterations());
    }

    // ---- sets

    @TestFactory
    Stream<DynamicNode> set() {
        return CollectionSuites.sets(
                "set",
                elements -> {
                    Set<String> set = manager().set();
                    set.addAll(elements);
                    return set;
                },
                GuavaSuites.longIterations());
    }

    @TestFactory
    Stream<DynamicNode> setOfIntegers() {
        return CollectionSuites.sets(
                "set of integers",
                new TestIntegerSetGenerator() {
                    @Override
                    protected Set<Integer> create(Integer[] elements) {
                        Set<Integer> set = manager().set();
                        set.addAll(Arrays.asList(elements));
                        return set;
                    }
                },
                GuavaSuites.longIterations());
    }

    /** Enums are classes of the user's: at the server, such a set is used in a thread of its own. */
    @TestFactory
    Stream<DynamicNode> setOfEnums() {
        return CollectionSuites.sets(
                "set of enums",
                new TestEnumSetGenerator() {
                    @Override
                    protected Set<AnEnum> create(AnEnum[] elements) {
                        Set<AnEnum> set = manager().set();
                        Collections.addAll(set, elements);
                        return set;
                    }
                },
                GuavaSuites.longIterations());
    }

    // ---- deques

    @TestFactory
    Stream<DynamicNode> deque() {
        return CollectionSuites.queues(
                "deque",
                elements -> {
                    SharedDeque<String> deque = manager().deque();
                    deque.addAll(elements);
                    return deque;
                },
                GuavaSuites.longIterations());
    }

    @TestFactory
    Stream<DynamicNode> queue() {
        return CollectionSuites.queues(
                "queue",
                elements -> {
                    SharedDeque<String> queue = manager().queue(100);
                    elements.forEach(queue::add);
                    return queue;
                },
                GuavaSuites.longIterations());
    }

    /** All is done at the other end, and from there. */
    @TestFactory
    Stream<DynamicNode> reversedDeque() {
        return CollectionSuites.queues(
                "reversed deque",
                elements -> {
                    SharedDeque<String> deque = manager().deque();
                    elements.forEach(deque::addFirst);
                    return deque.reversed();
                },
                GuavaSuites.longIterations());
    }
}

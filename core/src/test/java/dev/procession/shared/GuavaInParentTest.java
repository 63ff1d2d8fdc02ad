package dev.procession.shared;

import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.testers.ListListIteratorTester;
import dev.procession.shared.NavigableSuites.Views;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Guava's tests of objects whose manager is this process: no rings, and the thread that calls does what is brief. */
@Tag("process")
class GuavaInParentTest extends ManagerContractTest {
    GuavaInParentTest() {
        super(ManagerOptions.inParent());
    }

    @TestFactory
    Stream<DynamicNode> map() {
        return GuavaMapTest.suite("map", GuavaSuites.strings(manager()::map), CollectionSize.SEVERAL, List.of());
    }

    @TestFactory
    Stream<DynamicNode> navigableMap() {
        return GuavaSuites.nodes(NavigableSuites.of(
                "navigable map",
                NavigableSuites.strings(manager()::navigableMap),
                CollectionSize.SEVERAL,
                Views.BACKWARDS,
                List.of()));
    }

    /** A map with more in it than its part shows. */
    private SharedNavigableMap<String, String> between() {
        SharedNavigableMap<String, String> map = manager().navigableMap();
        map.put("!!", "before");
        map.put("~~", "behind");
        return map;
    }

    private Stream<DynamicNode> part(String name, UnaryOperator<SharedNavigableMap<String, String>> view) {
        return GuavaSuites.nodes(NavigableSuites.of(
                name,
                NavigableSuites.strings(() -> view.apply(between())),
                CollectionSize.SEVERAL,
                Views.WHOLE,
                GuavaSuites.longIterations()));
    }

    @TestFactory
    Stream<DynamicNode> part() {
        return part("part", map -> map.subMap("!!!", true, "~", true));
    }

    @TestFactory
    Stream<DynamicNode> partOfParts() {
        return part(
                "part of parts",
                map -> map.descendingMap()
                        .headMap("!!", false)
                        .tailMap("~~", false)
                        .descendingMap());
    }

    private SharedList<String> listOf(List<String> elements) {
        SharedList<String> list = manager().list();
        list.addAll(elements);
        return list;
    }

    @TestFactory
    Stream<DynamicNode> list() {
        return CollectionSuites.lists("list", this::listOf, List.of());
    }

    @TestFactory
    Stream<DynamicNode> reversedList() {
        return CollectionSuites.lists(
                "reversed list",
                elements -> listOf(elements.reversed()).reversed(),
                List.of(
                        // The JDK's reversed lists, those of an ArrayList too, can remove what was just added.
                        ListListIteratorTester.getListIteratorFullyModifiableMethod()));
    }

    @TestFactory
    Stream<DynamicNode> set() {
        return CollectionSuites.sets(
                "set",
                elements -> {
                    Set<String> set = manager().set();
                    set.addAll(elements);
                    return set;
                },
                List.of());
    }

    @TestFactory
    Stream<DynamicNode> deque() {
        return CollectionSuites.queues(
                "deque",
                elements -> {
                    SharedDeque<String> deque = manager().deque();
                    deque.addAll(elements);
                    return deque;
                },
                List.of());
    }
}

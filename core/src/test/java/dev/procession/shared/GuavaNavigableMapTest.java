package dev.procession.shared;

import com.google.common.collect.testing.features.CollectionSize;
import dev.procession.shared.GuavaSuites.ByText;
import dev.procession.shared.NavigableSuites.Views;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Guava's tests of {@link java.util.concurrent.ConcurrentNavigableMap}, of maps in another process, and of their
 * keys, values, entries and parts.
 *
 * <p>Features: as {@link GuavaMapTest}, and in order. {@link GuavaViewsSoakTest} has all views of views.
 */
@Tag("process")
class GuavaNavigableMapTest extends ManagerContractTest {
    GuavaNavigableMapTest() {
        super(ManagerOptions.defaults());
    }

    @TestFactory
    Stream<DynamicNode> naturalOrder() {
        return GuavaSuites.nodes(NavigableSuites.of(
                "natural order",
                NavigableSuites.strings(manager()::navigableMap),
                CollectionSize.ANY,
                Views.BACKWARDS,
                GuavaSuites.longIterations()));
    }

    @TestFactory
    Stream<DynamicNode> part() {
        return GuavaSuites.nodes(NavigableSuites.of(
                "part",
                NavigableSuites.strings(() -> {
                    // Guava's own parts are of maps that have more than the part shows.
                    SharedNavigableMap<String, String> map = manager().navigableMap();
                    map.put("!! before", "before");
                    map.put("~~ behind", "behind");
                    return map.subMap("!! before", false, "~~ behind", false);
                }),
                CollectionSize.SEVERAL,
                Views.WHOLE,
                GuavaSuites.longIterations()));
    }

    /** Comparators are the user's code: at the server, such a map is used in a thread of its own. */
    @TestFactory
    Stream<DynamicNode> comparator() {
        return GuavaSuites.nodes(NavigableSuites.of(
                "comparator",
                NavigableSuites.strings(() -> manager().navigableMap(ByText.BY_TEXT)),
                CollectionSize.SEVERAL,
                Views.WHOLE,
                GuavaSuites.longIterations()));
    }

    /** And so is one whose keys are the user's. */
    @TestFactory
    Stream<DynamicNode> keysOfTheUser() {
        return GuavaSuites.nodes(NavigableSuites.of(
                "keys of the user's",
                NavigableSuites.words(manager()::navigableMap),
                CollectionSize.SEVERAL,
                Views.WHOLE,
                GuavaSuites.longIterations()));
    }
}

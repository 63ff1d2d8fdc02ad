package dev.procession.shared;

import com.google.common.collect.testing.features.CollectionSize;
import dev.procession.shared.GuavaSuites.ByText;
import dev.procession.shared.NavigableSuites.Views;
import dev.procession.testkit.Deadline;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** All of {@link GuavaNavigableMapTest}, with each view of each view: a hundred thousand tests. */
@Tag("soak")
@EnabledIfSystemProperty(named = "procession.soak", matches = "true", disabledReason = "takes minutes")
@Deadline(seconds = 600)
class GuavaViewsSoakTest extends ManagerContractTest {
    GuavaViewsSoakTest() {
        super(ManagerOptions.inParent());
    }

    @TestFactory
    Stream<DynamicNode> naturalOrder() {
        return GuavaSuites.nodes(NavigableSuites.of(
                "natural order",
                NavigableSuites.strings(manager()::navigableMap),
                CollectionSize.ANY,
                Views.ALL,
                List.of()));
    }

    @TestFactory
    Stream<DynamicNode> comparator() {
        return GuavaSuites.nodes(NavigableSuites.of(
                "comparator",
                NavigableSuites.strings(() -> manager().navigableMap(ByText.BY_TEXT)),
                CollectionSize.ANY,
                Views.ALL,
                List.of()));
    }

    @TestFactory
    Stream<DynamicNode> keysOfTheUser() {
        return GuavaSuites.nodes(NavigableSuites.of(
                "keys of the user's",
                NavigableSuites.words(manager()::navigableMap),
                CollectionSize.ANY,
                Views.ALL,
                List.of()));
    }
}

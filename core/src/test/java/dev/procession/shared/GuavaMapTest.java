package dev.procession.shared;

import com.google.common.collect.testing.AnEnum;
import com.google.common.collect.testing.ConcurrentMapTestSuiteBuilder;
import com.google.common.collect.testing.TestEnumMapGenerator;
import com.google.common.collect.testing.TestMapGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.MapFeature;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Guava's tests of {@link java.util.concurrent.ConcurrentMap}, of maps in another process, and of their keys,
 * values and entries.
 *
 * <p>Features: no nulls; iterators remove, and do not fail fast, because they are weakly consistent; no order is
 * promised; nothing is serializable as Java has it.
 */
@Tag("process")
class GuavaMapTest extends ManagerContractTest {
    GuavaMapTest() {
        super(ManagerOptions.defaults());
    }

    @TestFactory
    Stream<DynamicNode> map() {
        return suite("map", GuavaSuites.strings(manager()::map), CollectionSize.ANY, GuavaSuites.longIterations());
    }

    /** Enums are classes of the user's: at the server, such a map is used in a thread of its own. */
    @TestFactory
    Stream<DynamicNode> mapOfEnums() {
        return suite(
                "map of enums",
                new TestEnumMapGenerator() {
                    @Override
                    protected Map<AnEnum, String> create(Map.Entry<AnEnum, String>[] entries) {
                        Map<AnEnum, String> map = manager().map();
                        for (Map.Entry<AnEnum, String> entry : entries) {
                            map.put(entry.getKey(), entry.getValue());
                        }
                        return map;
                    }
                },
                CollectionSize.SEVERAL,
                GuavaSuites.longIterations());
    }

    static Stream<DynamicNode> suite(
            String name, TestMapGenerator<?, String> generator, CollectionSize sizes, List<Method> exclusions) {
        return GuavaSuites.nodes(ConcurrentMapTestSuiteBuilder.using(generator)
                .named(name)
                .withFeatures(sizes, MapFeature.GENERAL_PURPOSE, CollectionFeature.SUPPORTS_ITERATOR_REMOVE)
                .suppressing(exclusions)
                .createTestSuite());
    }
}

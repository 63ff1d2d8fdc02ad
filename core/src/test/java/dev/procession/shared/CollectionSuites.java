package dev.procession.shared;

import com.google.common.collect.testing.ListTestSuiteBuilder;
import com.google.common.collect.testing.QueueTestSuiteBuilder;
import com.google.common.collect.testing.SetTestSuiteBuilder;
import com.google.common.collect.testing.TestQueueGenerator;
import com.google.common.collect.testing.TestSetGenerator;
import com.google.common.collect.testing.TestStringListGenerator;
import com.google.common.collect.testing.TestStringQueueGenerator;
import com.google.common.collect.testing.TestStringSetGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.ListFeature;
import com.google.common.collect.testing.features.SetFeature;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;

/** Guava's suites of lists, sets and queues. */
final class CollectionSuites {
    private CollectionSuites() {}

    /** Of lists that {@code maker} makes of their elements, which may be {@code null}. */
    static Stream<DynamicNode> lists(String name, Function<List<String>, List<String>> maker, List<Method> exclusions) {
        return GuavaSuites.nodes(ListTestSuiteBuilder.using(new TestStringListGenerator() {
                    @Override
                    protected List<String> create(String[] elements) {
                        return maker.apply(Arrays.asList(elements));
                    }
                })
                .named(name)
                .withFeatures(
                        CollectionSize.ANY,
                        ListFeature.GENERAL_PURPOSE,
                        CollectionFeature.SUPPORTS_ITERATOR_REMOVE,
                        CollectionFeature.ALLOWS_NULL_VALUES)
                .suppressing(exclusions)
                .createTestSuite());
    }

    /** Of sets that {@code maker} makes of their elements. */
    static Stream<DynamicNode> sets(String name, Function<List<String>, Set<String>> maker, List<Method> exclusions) {
        return sets(
                name,
                new TestStringSetGenerator() {
                    @Override
                    protected Set<String> create(String[] elements) {
                        return maker.apply(Arrays.asList(elements));
                    }
                },
                exclusions);
    }

    /** Of sets. */
    static <E> Stream<DynamicNode> sets(String name, TestSetGenerator<E> generator, List<Method> exclusions) {
        return GuavaSuites.nodes(SetTestSuiteBuilder.using(generator)
                .named(name)
                .withFeatures(
                        CollectionSize.ANY,
                        SetFeature.GENERAL_PURPOSE,
                        CollectionFeature.SUPPORTS_ITERATOR_REMOVE,
                        CollectionFeature.ALLOWS_NULL_QUERIES)
                .suppressing(exclusions)
                .createTestSuite());
    }

    /** Of queues that {@code maker} makes of their elements. */
    static Stream<DynamicNode> queues(
            String name, Function<List<String>, Queue<String>> maker, List<Method> exclusions) {
        return GuavaSuites.nodes(QueueTestSuiteBuilder.using(generator(maker))
                .named(name)
                .withFeatures(
                        CollectionSize.ANY,
                        CollectionFeature.KNOWN_ORDER,
                        CollectionFeature.SUPPORTS_ADD,
                        CollectionFeature.SUPPORTS_REMOVE,
                        CollectionFeature.SUPPORTS_ITERATOR_REMOVE,
                        CollectionFeature.ALLOWS_NULL_QUERIES)
                .suppressing(exclusions)
                .createTestSuite());
    }

    private static TestQueueGenerator<String> generator(Function<List<String>, Queue<String>> maker) {
        return new TestStringQueueGenerator() {
            @Override
            protected Queue<String> create(String[] elements) {
                return maker.apply(Arrays.asList(elements));
            }
        };
    }
}

package dev.procession.shared;

import com.google.common.collect.testing.Helpers;
import com.google.common.collect.testing.SampleElements;
import com.google.common.collect.testing.TestStringMapGenerator;
import com.google.common.collect.testing.testers.CollectionIteratorTester;
import com.google.common.collect.testing.testers.ListListIteratorTester;
import java.io.Serializable;
import java.lang.reflect.Method;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import junit.framework.Test;
import junit.framework.TestCase;
import junit.framework.TestSuite;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/** Guava's suites as dynamic tests, and what they are fed with. */
@SuppressWarnings("JdkObsolete") // they are JUnit 3 tests
final class GuavaSuites {
    private GuavaSuites() {}

    /**
     * Left out over the rings, and done in the parent, where a call is quick: one test after the other makes hundreds
     * of collections, or thousands, to try an iterator in all ways.
     */
    static List<Method> longIterations() {
        return List.of(
                Helpers.getMethod(CollectionIteratorTester.class, "testIterator_knownOrderRemoveSupported"),
                Helpers.getMethod(CollectionIteratorTester.class, "testIterator_unknownOrderRemoveSupported"),
                ListListIteratorTester.getListIteratorFullyModifiableMethod());
    }

    /** The tests of a suite. */
    static Stream<DynamicNode> nodes(TestSuite suite) {
        return Collections.list(suite.tests()).stream().map(GuavaSuites::node);
    }

    private static DynamicNode node(Test test) {
        return test instanceof TestSuite suite
                ? DynamicContainer.dynamicContainer(suite.getName(), nodes(suite))
                : DynamicTest.dynamicTest(test.toString(), ((TestCase) test)::runBare);
    }

    /** Puts all entries at once. */
    static <K, V, M extends Map<K, V>> M fill(M map, Map.Entry<K, V>[] entries) {
        Map<K, V> copy = new LinkedHashMap<>();
        for (Map.Entry<K, V> entry : entries) {
            copy.put(entry.getKey(), entry.getValue());
        }
        map.putAll(copy);
        return map;
    }

    /** Maps of strings. */
    static TestStringMapGenerator strings(Supplier<? extends Map<String, String>> maps) {
        return new TestStringMapGenerator() {
            @Override
            protected Map<String, String> create(Map.Entry<String, String>[] entries) {
                return fill(maps.get(), entries);
            }
        };
    }

    /** A key that is the user's: at the server, its methods are the user's code. */
    record Word(String text) implements Comparable<Word>, Serializable {
        @Override
        public int compareTo(Word other) {
            return text.compareTo(other.text);
        }

        static SampleElements<Word> samples() {
            return new SampleElements<>(
                    new Word("one"), new Word("two"), new Word("three"), new Word("four"), new Word("five"));
        }
    }

    /** The natural order, as the user's code. */
    enum ByText implements Comparator<String> {
        BY_TEXT;

        @Override
        public int compare(String one, String other) {
            return one.compareTo(other);
        }
    }
}

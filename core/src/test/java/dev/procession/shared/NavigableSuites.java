package dev.procession.shared;

import static com.google.common.collect.testing.Helpers.mapEntry;

import com.google.common.collect.testing.ConcurrentNavigableMapTestSuiteBuilder;
import com.google.common.collect.testing.SampleElements;
import com.google.common.collect.testing.SortedMapTestSuiteBuilder;
import com.google.common.collect.testing.TestSortedMapGenerator;
import com.google.common.collect.testing.TestStringSortedMapGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.Feature;
import com.google.common.collect.testing.features.MapFeature;
import dev.procession.shared.GuavaSuites.Word;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Supplier;
import junit.framework.TestSuite;

/** Guava's suites of ordered maps, which are those of all their views, and of the views of these. */
final class NavigableSuites {
    private NavigableSuites() {}

    /** Which views a suite is of, besides keys, values and entries. */
    enum Views {
        /** None. */
        WHOLE(false, false),
        /** The map backwards. */
        BACKWARDS(false, true),
        /** Each, and each of each. */
        ALL(true, true);

        private final boolean parts;
        private final boolean backwards;

        Views(boolean parts, boolean backwards) {
            this.parts = parts;
            this.backwards = backwards;
        }

        /** What Guava tells itself not to go into again. */
        private Feature<?>[] features() {
            try {
                Class<?> type = Class.forName(SortedMapTestSuiteBuilder.class.getName() + "$NoRecurse");
                return Arrays.stream((Feature<?>[]) type.getEnumConstants())
                        .filter(each -> each.toString().equals("SUBMAP") ? !parts : !backwards)
                        .toArray(Feature<?>[]::new);
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Suites of maps of these sizes. */
    static TestSuite of(
            String name,
            TestSortedMapGenerator<?, String> generator,
            CollectionSize sizes,
            Views views,
            List<Method> exclusions) {
        return ConcurrentNavigableMapTestSuiteBuilder.using(generator)
                .named(name)
                .withFeatures(views.features())
                .withFeatures(
                        sizes,
                        MapFeature.GENERAL_PURPOSE,
                        CollectionFeature.KNOWN_ORDER,
                        CollectionFeature.SUPPORTS_ITERATOR_REMOVE)
                .suppressing(exclusions)
                .createTestSuite();
    }

    /** Keys that are strings. */
    static TestSortedMapGenerator<String, String> strings(Supplier<? extends SortedMap<String, String>> maps) {
        return new TestStringSortedMapGenerator() {
            @Override
            protected SortedMap<String, String> create(Map.Entry<String, String>[] entries) {
                return GuavaSuites.fill(maps.get(), entries);
            }
        };
    }

    /** Keys that are the user's. */
    static TestSortedMapGenerator<Word, String> words(Supplier<? extends SortedMap<Word, String>> maps) {
        return new Words(maps);
    }

    private record Words(Supplier<? extends SortedMap<Word, String>> maps)
            implements TestSortedMapGenerator<Word, String> {
        @Override
        public SampleElements<Map.Entry<Word, String>> samples() {
            return SampleElements.mapEntries(Word.samples(), new SampleElements<>("1", "2", "3", "4", "5"));
        }

        @Override
        @SuppressWarnings("unchecked") // as all of Guava's generators do
        public SortedMap<Word, String> create(Object... elements) {
            Map.Entry<Word, String>[] entries = createArray(elements.length);
            for (int i = 0; i < elements.length; i++) {
                entries[i] = (Map.Entry<Word, String>) elements[i];
            }
            return GuavaSuites.fill(maps.get(), entries);
        }

        @Override
        @SuppressWarnings({"unchecked", "rawtypes"}) // arrays have no type arguments
        public Map.Entry<Word, String>[] createArray(int length) {
            return new Map.Entry[length];
        }

        @Override
        public Word[] createKeyArray(int length) {
            return new Word[length];
        }

        @Override
        public String[] createValueArray(int length) {
            return new String[length];
        }

        /** In a list that Guava turns round for descending maps. */
        @Override
        public Iterable<Map.Entry<Word, String>> order(List<Map.Entry<Word, String>> insertionOrder) {
            List<Map.Entry<Word, String>> ordered = new ArrayList<>(insertionOrder);
            ordered.sort(Map.Entry.comparingByKey());
            return ordered;
        }

        @Override
        public Map.Entry<Word, String> belowSamplesLesser() {
            return mapEntry(new Word("!! a"), "below, lesser");
        }

        @Override
        public Map.Entry<Word, String> belowSamplesGreater() {
            return mapEntry(new Word("!! b"), "below, greater");
        }

        @Override
        public Map.Entry<Word, String> aboveSamplesLesser() {
            return mapEntry(new Word("~~ a"), "above, lesser");
        }

        @Override
        public Map.Entry<Word, String> aboveSamplesGreater() {
            return mapEntry(new Word("~~ b"), "above, greater");
        }
    }
}

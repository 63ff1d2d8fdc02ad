package dev.procession.internal.proxy;

import java.util.AbstractCollection;
import java.util.AbstractMap.SimpleEntry;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators;
import org.jspecify.annotations.Nullable;

/** Keys, values and entries of a map, each as a collection that shows what the map is then. */
final class MapViews {
    private MapViews() {}

    /** An entry as it was when it was fetched; setting its value puts it into the map. */
    static final class Placed<K, V> extends SimpleEntry<K, V> {
        private static final long serialVersionUID = 1L;

        private final transient @Nullable MapProxy<K, V> map;
        private final transient long place;

        Placed(MapProxy<K, V> map, long place, K key, V value) {
            super(key, value);
            this.map = map;
            this.place = place;
        }

        long place() {
            return place;
        }

        /** Elsewhere it is an entry, and no view of the map. */
        private Object writeReplace() {
            return new SimpleEntry<>(getKey(), getValue());
        }

        @Override
        public V setValue(V value) {
            if (map != null) {
                map.put(getKey(), value);
            }
            return super.setValue(value);
        }
    }

    static final class Keys<K, V> extends AbstractSet<K> {
        private final MapProxy<K, V> map;

        Keys(MapProxy<K, V> map) {
            this.map = map;
        }

        @Override
        public Iterator<K> iterator() {
            PagedIterator<Placed<K, V>> pages = map.pages();
            pages.hasAnother();
            return PagedIterator.of(pages, Placed::getKey);
        }

        @Override
        public int size() {
            return map.size();
        }

        @Override
        public boolean isEmpty() {
            return map.isEmpty();
        }

        @Override
        public boolean contains(@Nullable Object key) {
            return map.containsKey(key);
        }

        @Override
        public boolean remove(@Nullable Object key) {
            return map.remove(key) != null;
        }

        @Override
        public void clear() {
            map.clear();
        }

        @Override
        public Object[] toArray() {
            return list().toArray();
        }

        @Override
        public <T extends @Nullable Object> T[] toArray(T[] array) {
            return list().toArray(array);
        }

        private List<K> list() {
            List<K> keys = new ArrayList<>();
            map.copy().forEach(entry -> keys.add(entry.getKey()));
            return keys;
        }

        @Override
        public Spliterator<K> spliterator() {
            return Spliterators.spliteratorUnknownSize(iterator(), Spliterator.DISTINCT | Spliterator.NONNULL);
        }

        @Override
        public boolean removeAll(Collection<?> keys) {
            boolean any = false;
            for (Object key : keys) {
                any |= remove(key);
            }
            return any;
        }
    }

    static final class Values<K, V> extends AbstractCollection<V> {
        private final MapProxy<K, V> map;

        Values(MapProxy<K, V> map) {
            this.map = map;
        }

        @Override
        public Iterator<V> iterator() {
            PagedIterator<Placed<K, V>> pages = map.pages();
            pages.hasAnother();
            return PagedIterator.of(pages, Placed::getValue);
        }

        @Override
        public int size() {
            return map.size();
        }

        @Override
        public boolean isEmpty() {
            return map.isEmpty();
        }

        @Override
        public boolean contains(@Nullable Object value) {
            return map.containsValue(value);
        }

        @Override
        public void clear() {
            map.clear();
        }

        @Override
        public Object[] toArray() {
            return list().toArray();
        }

        @Override
        public <T extends @Nullable Object> T[] toArray(T[] array) {
            return list().toArray(array);
        }

        private List<V> list() {
            List<V> values = new ArrayList<>();
            map.copy().forEach(entry -> values.add(entry.getValue()));
            return values;
        }

        @Override
        public Spliterator<V> spliterator() {
            return Spliterators.spliteratorUnknownSize(iterator(), Spliterator.NONNULL);
        }
    }

    static final class Entries<K, V> extends AbstractSet<Map.Entry<K, V>> {
        private final MapProxy<K, V> map;

        Entries(MapProxy<K, V> map) {
            this.map = map;
        }

        @Override
        public Iterator<Map.Entry<K, V>> iterator() {
            PagedIterator<Placed<K, V>> pages = map.pages();
            pages.hasAnother();
            return PagedIterator.of(pages, entry -> entry);
        }

        @Override
        public int size() {
            return map.size();
        }

        @Override
        public boolean isEmpty() {
            return map.isEmpty();
        }

        @Override
        public boolean contains(@Nullable Object entry) {
            if (!(entry instanceof Map.Entry<?, ?> pair) || pair.getKey() == null) {
                return false;
            }
            V value = map.get(pair.getKey());
            return value != null && value.equals(pair.getValue());
        }

        @Override
        public boolean remove(@Nullable Object entry) {
            return entry instanceof Map.Entry<?, ?> pair && map.remove(pair.getKey(), pair.getValue());
        }

        @Override
        public void clear() {
            map.clear();
        }

        @Override
        public Object[] toArray() {
            return map.copy().toArray();
        }

        @Override
        public <T extends @Nullable Object> T[] toArray(T[] array) {
            return map.copy().toArray(array);
        }

        @Override
        public Spliterator<Map.Entry<K, V>> spliterator() {
            return Spliterators.spliteratorUnknownSize(iterator(), Spliterator.DISTINCT | Spliterator.NONNULL);
        }

        @Override
        public boolean removeAll(Collection<?> entries) {
            boolean any = false;
            for (Object entry : entries) {
                any |= remove(entry);
            }
            return any;
        }
    }
}

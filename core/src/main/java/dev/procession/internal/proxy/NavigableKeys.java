package dev.procession.internal.proxy;

import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Spliterator;
import java.util.Spliterators;
import org.jspecify.annotations.Nullable;

/** The keys of an ordered map, or of a part of one, in its order. */
final class NavigableKeys<K, V> extends AbstractSet<K> implements NavigableSet<K> {
    private final NavigableMapProxy<K, V> map;

    NavigableKeys(NavigableMapProxy<K, V> map) {
        this.map = map;
    }

    @Override
    public Iterator<K> iterator() {
        PagedIterator<MapViews.Placed<K, V>> pages = map.pages();
        pages.hasAnother();
        return PagedIterator.of(pages, MapViews.Placed::getKey);
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
    public boolean removeAll(Collection<?> keys) {
        boolean any = false;
        for (Object key : keys) {
            any |= remove(key);
        }
        return any;
    }

    @Override
    public void clear() {
        map.clear();
    }

    private List<K> list() {
        List<K> keys = new ArrayList<>();
        map.copy().forEach(entry -> keys.add(entry.getKey()));
        return keys;
    }

    @Override
    public Object[] toArray() {
        return list().toArray();
    }

    @Override
    public <T extends @Nullable Object> T[] toArray(T[] array) {
        return list().toArray(array);
    }

    @Override
    public @Nullable K lower(K key) {
        return map.lowerKey(key);
    }

    @Override
    public @Nullable K floor(K key) {
        return map.floorKey(key);
    }

    @Override
    public @Nullable K ceiling(K key) {
        return map.ceilingKey(key);
    }

    @Override
    public @Nullable K higher(K key) {
        return map.higherKey(key);
    }

    private static <K> @Nullable K key(Map.@Nullable Entry<K, ?> entry) {
        return entry == null ? null : entry.getKey();
    }

    @Override
    public @Nullable K pollFirst() {
        return key(map.pollFirstEntry());
    }

    @Override
    public @Nullable K pollLast() {
        return key(map.pollLastEntry());
    }

    @Override
    public K first() {
        return map.firstKey();
    }

    @Override
    public K last() {
        return map.lastKey();
    }

    @Override
    public @Nullable Comparator<? super K> comparator() {
        return map.comparator();
    }

    @Override
    public NavigableSet<K> descendingSet() {
        return map.descendingKeySet();
    }

    @Override
    public Iterator<K> descendingIterator() {
        return descendingSet().iterator();
    }

    @Override
    public NavigableSet<K> subSet(K from, boolean fromInclusive, K to, boolean toInclusive) {
        return map.subMap(from, fromInclusive, to, toInclusive).navigableKeySet();
    }

    @Override
    public NavigableSet<K> headSet(K to, boolean inclusive) {
        return map.headMap(to, inclusive).navigableKeySet();
    }

    @Override
    public NavigableSet<K> tailSet(K from, boolean inclusive) {
        return map.tailMap(from, inclusive).navigableKeySet();
    }

    @Override
    public NavigableSet<K> subSet(K from, K to) {
        return subSet(from, true, to, false);
    }

    @Override
    public NavigableSet<K> headSet(K to) {
        return headSet(to, false);
    }

    @Override
    public NavigableSet<K> tailSet(K from) {
        return tailSet(from, true);
    }

    @Override
    public Spliterator<K> spliterator() {
        return Spliterators.spliteratorUnknownSize(
                iterator(), Spliterator.DISTINCT | Spliterator.NONNULL | Spliterator.ORDERED);
    }
}

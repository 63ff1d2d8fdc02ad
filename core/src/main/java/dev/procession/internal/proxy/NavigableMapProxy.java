package dev.procession.internal.proxy;

import dev.procession.shared.SharedNavigableMap;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An ordered map at the server, or a view of a part of it. */
@SuppressWarnings("unchecked") // keys and values are what the user says they are
final class NavigableMapProxy<K, V> extends MapProxy<K, V> implements SharedNavigableMap<K, V> {
    /** No steps: the whole map. */
    static final byte[] WHOLE = {0};

    private final byte[] view;

    NavigableMapProxy(RemoteRef ref, byte[] view) {
        super(ref);
        this.view = view;
    }

    @Override
    public Serializable handle() {
        return ProxyFactory.handle(anchor(), ObjectKind.NAVIGABLE_MAP, view, null);
    }

    @Override
    Request request(int operation) {
        return super.request(operation).putBytes(view);
    }

    @Override
    boolean isWhole(@Nullable Object other) {
        return other instanceof NavigableMapProxy<?, ?> map && Arrays.equals(view, map.view);
    }

    // Entries near a key.

    private Map.@Nullable Entry<K, V> near(EntryQuery place, @Nullable Object key) {
        Request request = request(Operation.NEAR).putByte(place.number());
        if (place.hasKey()) {
            request.putObject(Objects.requireNonNull(key, "key"));
        }
        Reply reply = call(request);
        if (!reply.getFlag()) {
            return null;
        }
        K found = (K) Objects.requireNonNull(reply.getObject());
        return Map.entry(found, (V) Objects.requireNonNull(reply.getObject()));
    }

    private static <K> @Nullable K key(Map.@Nullable Entry<K, ?> entry) {
        return entry == null ? null : entry.getKey();
    }

    private static <K> K present(@Nullable K key) {
        if (key == null) {
            throw new NoSuchElementException("the map is empty");
        }
        return key;
    }

    @Override
    public Map.@Nullable Entry<K, V> lowerEntry(K key) {
        return near(EntryQuery.LOWER, key);
    }

    @Override
    public @Nullable K lowerKey(K key) {
        return key(near(EntryQuery.LOWER, key));
    }

    @Override
    public Map.@Nullable Entry<K, V> floorEntry(K key) {
        return near(EntryQuery.FLOOR, key);
    }

    @Override
    public @Nullable K floorKey(K key) {
        return key(near(EntryQuery.FLOOR, key));
    }

    @Override
    public Map.@Nullable Entry<K, V> ceilingEntry(K key) {
        return near(EntryQuery.CEILING, key);
    }

    @Override
    public @Nullable K ceilingKey(K key) {
        return key(near(EntryQuery.CEILING, key));
    }

    @Override
    public Map.@Nullable Entry<K, V> higherEntry(K key) {
        return near(EntryQuery.HIGHER, key);
    }

    @Override
    public @Nullable K higherKey(K key) {
        return key(near(EntryQuery.HIGHER, key));
    }

    @Override
    public Map.@Nullable Entry<K, V> firstEntry() {
        return near(EntryQuery.FIRST, null);
    }

    @Override
    public Map.@Nullable Entry<K, V> lastEntry() {
        return near(EntryQuery.LAST, null);
    }

    @Override
    public Map.@Nullable Entry<K, V> pollFirstEntry() {
        return near(EntryQuery.POLL_FIRST, null);
    }

    @Override
    public Map.@Nullable Entry<K, V> pollLastEntry() {
        return near(EntryQuery.POLL_LAST, null);
    }

    @Override
    public K firstKey() {
        return present(key(firstEntry()));
    }

    @Override
    public K lastKey() {
        return present(key(lastEntry()));
    }

    @Override
    public @Nullable Comparator<? super K> comparator() {
        return (Comparator<? super K>) call(request(Operation.COMPARATOR)).getObject();
    }

    // Views.

    private NavigableMapProxy<K, V> step(
            int step, @Nullable K from, boolean fromInclusive, @Nullable K to, boolean toInclusive) {
        byte[] steps = SubMapPath.plus(view, anchor().port().codec(), step, from, fromInclusive, to, toInclusive);
        NavigableMapProxy<K, V> part = new NavigableMapProxy<>(anchor(), steps);
        // So that keys that are out of range or in the wrong order are refused here, and not at the first use.
        part.call(part.request(Operation.CHECK_VIEW));
        return part;
    }

    @Override
    public SharedNavigableMap<K, V> subMap(K fromKey, boolean fromInclusive, K toKey, boolean toInclusive) {
        return step(SubMapPath.SUB, fromKey, fromInclusive, toKey, toInclusive);
    }

    @Override
    public SharedNavigableMap<K, V> headMap(K toKey, boolean inclusive) {
        return step(SubMapPath.HEAD, null, false, toKey, inclusive);
    }

    @Override
    public SharedNavigableMap<K, V> tailMap(K fromKey, boolean inclusive) {
        return step(SubMapPath.TAIL, fromKey, inclusive, null, false);
    }

    @Override
    public SharedNavigableMap<K, V> subMap(K fromKey, K toKey) {
        return subMap(fromKey, true, toKey, false);
    }

    @Override
    public SharedNavigableMap<K, V> headMap(K toKey) {
        return headMap(toKey, false);
    }

    @Override
    public SharedNavigableMap<K, V> tailMap(K fromKey) {
        return tailMap(fromKey, true);
    }

    @Override
    public SharedNavigableMap<K, V> descendingMap() {
        return step(SubMapPath.DESCENDING, null, false, null, false);
    }

    @Override
    public NavigableSet<K> keySet() {
        return new NavigableKeys<>(this);
    }

    @Override
    public NavigableSet<K> navigableKeySet() {
        return keySet();
    }

    @Override
    public NavigableSet<K> descendingKeySet() {
        return descendingMap().navigableKeySet();
    }

    @Override
    PagedIterator<MapViews.Placed<K, V>> pages() {
        return new Pages();
    }

    private final class Pages extends PagedIterator<MapViews.Placed<K, V>> {
        @Override
        boolean turn(MapViews.@Nullable Placed<K, V> after, List<MapViews.Placed<K, V>> into) {
            Request request = request(Operation.PAGE).putFlag(after != null);
            if (after != null) {
                request.putObject(after.getKey());
            }
            return readPage(call(request), into);
        }

        @Override
        void drop(MapViews.Placed<K, V> one) {
            NavigableMapProxy.this.remove(one.getKey());
        }
    }
}

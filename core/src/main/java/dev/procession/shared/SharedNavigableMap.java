package dev.procession.shared;

import java.util.concurrent.ConcurrentNavigableMap;

/**
 * A {@link SharedMap} that keeps its keys in order: their natural one, or that of a {@link java.util.Comparator}
 * that is {@link java.io.Serializable}.
 *
 * <p>Its views of parts ({@link #subMap}, {@link #headMap}, {@link #tailMap}, {@link #descendingMap}) are maps of
 * the same kind, and can be sent to other processes as the map itself can. To put a key that is out of a view's
 * range is an {@link IllegalArgumentException}, as in {@link java.util.TreeMap}; keys that the order cannot
 * compare, a {@link ClassCastException}. Iterators go on from the key they
 * returned last.
 *
 * <p><b>Safety, ordering, blocking, death, exceptions, closing.</b> As {@link SharedMap}. Keys are equal if the
 * order says so. Comparing keys is the user's code where the map has a comparator or keys are not the JDK's own.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public interface SharedNavigableMap<K, V> extends SharedMap<K, V>, ConcurrentNavigableMap<K, V> {
    @Override
    SharedNavigableMap<K, V> subMap(K fromKey, boolean fromInclusive, K toKey, boolean toInclusive);

    @Override
    SharedNavigableMap<K, V> subMap(K fromKey, K toKey);

    @Override
    SharedNavigableMap<K, V> headMap(K toKey, boolean inclusive);

    @Override
    SharedNavigableMap<K, V> headMap(K toKey);

    @Override
    SharedNavigableMap<K, V> tailMap(K fromKey, boolean inclusive);

    @Override
    SharedNavigableMap<K, V> tailMap(K fromKey);

    @Override
    SharedNavigableMap<K, V> descendingMap();
}

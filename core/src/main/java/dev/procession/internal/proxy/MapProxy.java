package dev.procession.internal.proxy;

import dev.procession.function.Fn;
import dev.procession.function.Fn2;
import dev.procession.shared.SharedMap;
import java.io.Serializable;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A map at the server. */
@SuppressWarnings("unchecked") // keys and values are what the user says they are
class MapProxy<K, V> extends AbstractMap<K, V> implements SharedMap<K, V>, RemoteObject {
    private final RemoteRef ref;

    MapProxy(RemoteRef ref) {
        this.ref = ref;
    }

    @Override
    public final RemoteRef anchor() {
        return ref;
    }

    @Override
    public Serializable handle() {
        return ProxyFactory.handle(ref, ObjectKind.MAP);
    }

    /** A call of this map, or of this part of it. */
    Request request(int operation) {
        return Request.to(ref, operation);
    }

    final Request request(int operation, @Nullable Object key) {
        return request(operation).putObject(Objects.requireNonNull(key, "key"));
    }

    /** With a key that may come to be in the map. */
    private Request inserting(int operation, K key) {
        return request(operation).putValue(Objects.requireNonNull(key, "key"));
    }

    final Reply call(Request request) {
        return ref.port().call(request);
    }

    private Reply run(Request request) {
        return ref.port().call(request, ManagerConnection.Mode.RUNS);
    }

    private static <T> T checked(@Nullable T argument, String what) {
        return Objects.requireNonNull(argument, what);
    }

    // One entry.

    @Override
    public @Nullable V get(@Nullable Object key) {
        return (V) call(request(Operation.GET, key)).getOptional();
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return call(request(Operation.CONTAINS, key)).getFlag();
    }

    @Override
    public @Nullable V put(K key, V value) {
        return (V) call(inserting(Operation.PUT, key).putValue(checked(value, "value")))
                .getOptional();
    }

    @Override
    public @Nullable V putIfAbsent(K key, V value) {
        return (V) call(inserting(Operation.PUT_IF_ABSENT, key).putValue(checked(value, "value")))
                .getOptional();
    }

    @Override
    public @Nullable V remove(@Nullable Object key) {
        return (V) call(request(Operation.REMOVE, key)).getOptional();
    }

    @Override
    public boolean remove(@Nullable Object key, @Nullable Object value) {
        return key != null
                && value != null
                && call(request(Operation.REMOVE_PAIR).putValue(value).putObject(key))
                        .getFlag();
    }

    @Override
    public @Nullable V replace(K key, V value) {
        return (V) call(request(Operation.REPLACE, key).putValue(checked(value, "value")))
                .getOptional();
    }

    @Override
    public boolean replace(K key, V oldValue, V newValue) {
        return call(request(Operation.REPLACE_PAIR)
                        .putValue(checked(oldValue, "oldValue"))
                        .putObject(checked(key, "key"))
                        .putValue(checked(newValue, "newValue")))
                .getFlag();
    }

    // With functions, there.

    @Override
    public @Nullable V compute(K key, Fn2<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
        return (V) run(inserting(Operation.COMPUTE, key).putObject(checked(function, "function")))
                .getOptional();
    }

    @Override
    public @Nullable V computeIfAbsent(K key, Fn<? super K, ? extends @Nullable V> function) {
        return (V) run(inserting(Operation.COMPUTE_IF_ABSENT, key).putObject(checked(function, "function")))
                .getOptional();
    }

    @Override
    public @Nullable V computeIfPresent(K key, Fn2<? super K, ? super V, ? extends @Nullable V> function) {
        return (V) run(request(Operation.COMPUTE_IF_PRESENT, key).putObject(checked(function, "function")))
                .getOptional();
    }

    @Override
    public @Nullable V merge(K key, V value, Fn2<? super V, ? super V, ? extends @Nullable V> function) {
        return (V) run(merging(key, value, function)).getOptional();
    }

    private Request merging(K key, V value, Serializable function) {
        return inserting(Operation.MERGE, key)
                .putValue(checked(value, "value"))
                .putObject(checked(function, "function"));
    }

    @Override
    public void replaceAll(Fn2<? super K, ? super V, ? extends V> function) {
        run(request(Operation.REPLACE_ALL).putObject(checked(function, "function")));
    }

    @Override
    public boolean removeIf(Fn2<? super K, ? super V, Boolean> test) {
        return run(request(Operation.REMOVE_IF).putObject(checked(test, "test")))
                .getFlag();
    }

    @Override
    public void forEachAtServer(Fn2<? super K, ? super V, ?> action) {
        run(request(Operation.FOR_EACH).putObject(checked(action, "action")));
    }

    @Override
    public Map<K, V> filter(Fn2<? super K, ? super V, Boolean> test) {
        return pairs(run(request(Operation.FILTER).putObject(checked(test, "test"))));
    }

    @Override
    public <R extends @Nullable Object> List<R> map(Fn2<? super K, ? super V, ? extends R> function) {
        return (List<R>) run(request(Operation.TRANSFORM).putObject(checked(function, "function")))
                .getObjects();
    }

    @Override
    public <R> @Nullable R reduce(
            Fn2<? super K, ? super V, ? extends R> map, Fn2<? super R, ? super R, ? extends R> combine) {
        return (R) run(request(Operation.REDUCE).putObject(checked(map, "map")).putObject(checked(combine, "combine")))
                .getOptional();
    }

    // With functions, here.

    @Override
    public @Nullable V compute(K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
        return function instanceof Fn2<? super K, ? super @Nullable V, ? extends @Nullable V> there
                ? compute(key, there)
                : SharedMap.super.compute(key, function);
    }

    @Override
    public @Nullable V computeIfAbsent(K key, Function<? super K, ? extends @Nullable V> function) {
        return function instanceof Fn<? super K, ? extends @Nullable V> there
                ? computeIfAbsent(key, there)
                : SharedMap.super.computeIfAbsent(key, function);
    }

    @Override
    public @Nullable V computeIfPresent(K key, BiFunction<? super K, ? super V, ? extends @Nullable V> function) {
        return function instanceof Fn2<? super K, ? super V, ? extends @Nullable V> there
                ? computeIfPresent(key, there)
                : SharedMap.super.computeIfPresent(key, function);
    }

    @Override
    public @Nullable V merge(K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> function) {
        return function instanceof Fn2<? super V, ? super V, ? extends @Nullable V> there
                ? merge(key, value, there)
                : SharedMap.super.merge(key, checked(value, "value"), function);
    }

    @Override
    public void replaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
        if (function instanceof Fn2<? super K, ? super V, ? extends V> there) {
            replaceAll(there);
        } else {
            SharedMap.super.replaceAll(function);
        }
    }

    // Many entries.

    @Override
    public void putAll(Map<? extends K, ? extends V> map) {
        Request request = request(Operation.PUT_ALL);
        for (Entry<? extends K, ? extends V> entry : map.entrySet()) {
            request.putFlag(true).putValue(checked(entry.getKey(), "key")).putValue(checked(entry.getValue(), "value"));
            if (request.size() >= Protocol.PAGE_BYTES) {
                call(request.putFlag(false));
                request = request(Operation.PUT_ALL);
            }
        }
        call(request.putFlag(false));
    }

    @Override
    public Map<K, V> getAll(Collection<? extends K> keys) {
        Map<K, V> found = new LinkedHashMap<>();
        for (List<Object> piece : CollectionRequests.pieces(keys, false)) {
            found.putAll(pairs(call(request(Operation.GET_ALL).putValues(piece))));
        }
        return found;
    }

    private Map<K, V> pairs(Reply reply) {
        Map<K, V> pairs = new LinkedHashMap<>();
        for (int left = reply.getInt(); left > 0; left--) {
            K key = (K) Objects.requireNonNull(reply.getObject());
            pairs.put(key, (V) Objects.requireNonNull(reply.getObject()));
        }
        return pairs;
    }

    @Override
    public int size() {
        return call(request(Operation.SIZE)).getInt();
    }

    @Override
    public boolean isEmpty() {
        return size() == 0;
    }

    @Override
    public void clear() {
        call(request(Operation.CLEAR));
    }

    @Override
    public boolean containsValue(@Nullable Object value) {
        return call(request(Operation.CONTAINS_VALUE).putValue(checked(value, "value")))
                .getFlag();
    }

    @Override
    public Set<K> keySet() {
        return new MapViews.Keys<>(this);
    }

    @Override
    public Collection<V> values() {
        return new MapViews.Values<>(this);
    }

    @Override
    public Set<Entry<K, V>> entrySet() {
        return new MapViews.Entries<>(this);
    }

    /** The entries, page by page. */
    PagedIterator<MapViews.Placed<K, V>> pages() {
        return new Pages();
    }

    private final class Pages extends PagedIterator<MapViews.Placed<K, V>> {
        @Override
        boolean turn(MapViews.@Nullable Placed<K, V> after, List<MapViews.Placed<K, V>> into) {
            return readPage(
                    call(request(Operation.PAGE).putLong(after == null ? Long.MIN_VALUE : after.place())), into);
        }

        @Override
        void drop(MapViews.Placed<K, V> one) {
            MapProxy.this.remove(one.getKey());
        }
    }

    final boolean readPage(Reply reply, List<MapViews.Placed<K, V>> into) {
        boolean more = reply.getFlag();
        for (int left = reply.getInt(); left > 0; left--) {
            long place = reply.getLong();
            K key = (K) Objects.requireNonNull(reply.getObject());
            V value = (V) Objects.requireNonNull(reply.getObject());
            into.add(new MapViews.Placed<>(this, place, key, value));
        }
        return more;
    }

    final List<Entry<K, V>> copy() {
        List<Entry<K, V>> all = new ArrayList<>();
        PagedIterator<MapViews.Placed<K, V>> pages = pages();
        while (pages.hasAnother()) {
            all.add(pages.another());
        }
        return all;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return (ProxyFactory.isSame(ref, other) && isWhole(other)) || super.equals(other);
    }

    /** Whether sameness of the object is sameness of the map. */
    boolean isWhole(@Nullable Object other) {
        return true;
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }

    // Without waiting.

    @SuppressWarnings("NullAway") // the future's value may be null, which a Function's result does not say
    private CompletableFuture<@Nullable V> send(Request request) {
        return ref.port().send(request, reply -> (V) reply.getOptional());
    }

    @Override
    public CompletableFuture<@Nullable V> getAsync(K key) {
        return send(request(Operation.GET, key));
    }

    @Override
    public CompletableFuture<@Nullable V> putAsync(K key, V value) {
        return send(inserting(Operation.PUT, key).putValue(checked(value, "value")));
    }

    @Override
    public CompletableFuture<@Nullable V> removeAsync(K key) {
        return send(request(Operation.REMOVE, key));
    }

    @Override
    public CompletableFuture<@Nullable V> computeAsync(
            K key, Fn2<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
        return send(inserting(Operation.COMPUTE, key).putObject(checked(function, "function")));
    }

    @Override
    public CompletableFuture<@Nullable V> mergeAsync(
            K key, V value, Fn2<? super V, ? super V, ? extends @Nullable V> function) {
        return send(merging(key, value, function));
    }
}

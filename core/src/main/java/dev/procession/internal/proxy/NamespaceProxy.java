package dev.procession.internal.proxy;

import dev.procession.shared.Namespace;
import java.io.Serializable;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Named values at the server, which has a map of them. */
final class NamespaceProxy implements Namespace, RemoteObject {
    private final MapProxy<String, Object> map;

    NamespaceProxy(RemoteRef ref) {
        map = new MapProxy<>(ref);
    }

    @Override
    public @Nullable Object get(String name) {
        return map.get(Objects.requireNonNull(name, "name"));
    }

    @Override
    public <T> @Nullable T get(String name, Class<T> type) {
        Object value = get(name);
        if (value != null && !type.isInstance(value)) {
            throw new ClassCastException(
                    "namespace: " + name + " is a " + value.getClass().getName() + ", wanted " + type.getName());
        }
        return type.cast(value);
    }

    @Override
    public @Nullable Object set(String name, Object value) {
        return map.put(name, value);
    }

    @Override
    public @Nullable Object remove(String name) {
        return map.remove(name);
    }

    @Override
    public boolean contains(String name) {
        return map.containsKey(name);
    }

    @Override
    public Set<String> names() {
        return new LinkedHashSet<>(map.keySet());
    }

    @Override
    public RemoteRef anchor() {
        return map.anchor();
    }

    @Override
    public Serializable handle() {
        return ProxyFactory.handle(anchor(), ObjectKind.NAMESPACE);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return ProxyFactory.isSame(anchor(), other);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(anchor().id());
    }

    @Override
    public String toString() {
        return map.toString();
    }
}

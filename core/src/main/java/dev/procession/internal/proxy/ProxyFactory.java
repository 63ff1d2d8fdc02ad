package dev.procession.internal.proxy;

import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes proxies, and what travels in their place. */
final class ProxyFactory {
    private ProxyFactory() {}

    static Object make(RemoteRef ref, ObjectKind kind, byte @Nullable [] view, @Nullable Class<?> type) {
        return switch (kind) {
            case MAP -> new MapProxy<>(ref);
            case NAVIGABLE_MAP -> new NavigableMapProxy<>(ref, view == null ? NavigableMapProxy.WHOLE : view);
            case LIST -> new ListProxy<>(ref);
            case SET -> new SetProxy<>(ref);
            case DEQUE -> new DequeProxy<>(ref);
            case CELL -> new CellProxy<>(ref);
            case COUNTER -> new CounterProxy(ref);
            case NAMESPACE -> new NamespaceProxy(ref);
            case SERVICE -> ServiceProxy.make(ref, Objects.requireNonNull(type));
        };
    }

    static Serializable handle(RemoteRef ref, ObjectKind kind) {
        return handle(ref, kind, null, null);
    }

    static Serializable handle(RemoteRef ref, ObjectKind kind, byte @Nullable [] view, @Nullable Class<?> type) {
        EncodedRefs.note(ref);
        ManagerConnection.Key key = ref.port().key();
        return new ObjectHandle(key.directory().toString(), key.file(), ref.id(), kind.number(), view, type);
    }

    /** Whether {@code other} is a proxy of the same object. */
    static boolean isSame(RemoteRef ref, @Nullable Object other) {
        return other instanceof RemoteObject proxy && ref.isSame(proxy.anchor());
    }
}

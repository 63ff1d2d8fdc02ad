package dev.procession.internal.proxy;

import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes proxies, and what travels in their place. */
final class Proxies {
    private Proxies() {}

    static Object make(Anchor anchor, Kind kind, byte @Nullable [] view, @Nullable Class<?> type) {
        return switch (kind) {
            case MAP -> new MapProxy<>(anchor);
            case NAVIGABLE_MAP -> new NavigableMapProxy<>(anchor, view == null ? NavigableMapProxy.WHOLE : view);
            case LIST -> new ListProxy<>(anchor);
            case SET -> new SetProxy<>(anchor);
            case DEQUE -> new DequeProxy<>(anchor);
            case CELL -> new CellProxy<>(anchor);
            case COUNTER -> new CounterProxy(anchor);
            case NAMESPACE -> new NamespaceProxy(anchor);
            case SERVICE -> ServiceProxy.make(anchor, Objects.requireNonNull(type));
        };
    }

    static Serializable handle(Anchor anchor, Kind kind) {
        return handle(anchor, kind, null, null);
    }

    static Serializable handle(Anchor anchor, Kind kind, byte @Nullable [] view, @Nullable Class<?> type) {
        Embedded.note(anchor);
        Port.Key key = anchor.port().key();
        return new ObjectHandle(key.directory().toString(), key.file(), anchor.id(), kind.number(), view, type);
    }

    /** Whether {@code other} is a proxy of the same object. */
    static boolean isSame(Anchor anchor, @Nullable Object other) {
        return other instanceof Anchored proxy && anchor.isSame(proxy.anchor());
    }
}

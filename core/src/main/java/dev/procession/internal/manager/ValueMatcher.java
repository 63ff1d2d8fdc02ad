package dev.procession.internal.manager;

import org.jspecify.annotations.Nullable;

/**
 * Matches stored values against a probe: by their encoded bytes first, then by {@code equals}; a scalar of the JDK
 * only with scalars of its kind.
 */
final class ValueMatcher {
    private final ManagerServer server;
    private final EncodedValue value;
    private @Nullable Object object;
    private boolean decoded;

    private ValueMatcher(ManagerServer server, EncodedValue value) {
        this.server = server;
        this.value = value;
    }

    /** One that was sent as a value. */
    static ValueMatcher value(ManagerServer server, Invocation invocation) {
        return new ValueMatcher(server, invocation.getSought());
    }

    /** One that was sent as an object. */
    static ValueMatcher object(ManagerServer server, Invocation invocation) {
        Object object = invocation.getObject();
        ValueMatcher matcher = new ValueMatcher(server, server.encode(object));
        matcher.object = object;
        matcher.decoded = true;
        return matcher;
    }

    boolean isEqual(EncodedValue element) {
        if (value.isSame(element)) {
            return true;
        }
        if (value.isPlain() && !element.isPlain()) {
            return false;
        }
        if (!decoded) {
            object = server.decode(value);
            decoded = true;
        }
        return object == null ? server.decode(element) == null : object.equals(server.decode(element));
    }
}

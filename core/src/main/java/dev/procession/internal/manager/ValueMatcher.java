package dev.procession.internal.manager;

import org.jspecify.annotations.Nullable;

/**
 * Matches stored values against a probe: by their encoded bytes first, then by {@code equals}; a scalar of the JDK
 * only with scalars of its kind.
 */
final class ValueMatcher {
    private final ObjectHost host;
    private final EncodedValue value;
    private @Nullable Object object;
    private boolean decoded;

    private ValueMatcher(ObjectHost host, EncodedValue value) {
        this.host = host;
        this.value = value;
    }

    /** One that was sent as a value. */
    static ValueMatcher value(ObjectHost host, Invocation invocation) {
        return new ValueMatcher(host, invocation.getSought());
    }

    /** One that was sent as an object. */
    static ValueMatcher object(ObjectHost host, Invocation invocation) {
        Object object = invocation.getObject();
        ValueMatcher matcher = new ValueMatcher(host, host.encode(object));
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
            object = host.decode(value);
            decoded = true;
        }
        return object == null ? host.decode(element) == null : object.equals(host.decode(element));
    }
}

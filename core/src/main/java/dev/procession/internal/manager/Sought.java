package dev.procession.internal.manager;

import org.jspecify.annotations.Nullable;

/** Something that elements are compared with: by form, which is quick, and where that differs by {@code equals}; one of the JDK's own single values only with its like. */
final class Sought {
    private final ManagerServer server;
    private final Value value;
    private @Nullable Object object;
    private boolean decoded;

    private Sought(ManagerServer server, Value value) {
        this.server = server;
        this.value = value;
    }

    /** One that was sent as a value. */
    static Sought value(ManagerServer server, Call call) {
        return new Sought(server, call.getSought());
    }

    /** One that was sent as an object. */
    static Sought object(ManagerServer server, Call call) {
        Object object = call.getObject();
        Sought sought = new Sought(server, server.encode(object));
        sought.object = object;
        sought.decoded = true;
        return sought;
    }

    boolean isEqual(Value element) {
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

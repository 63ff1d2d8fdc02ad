package dev.procession.internal.proxy;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What travels in place of a proxy.
 *
 * @param directory the session's directory
 * @param file the manager's file in it
 * @param object the object's number
 * @param kind what it is
 * @param view which part of it: the steps to an ordered map's view
 * @param type the interface of an object of the user's
 */
record ObjectHandle(
        String directory,
        String file,
        long object,
        int kind,
        byte @Nullable [] view,
        @Nullable Class<?> type) implements Serializable {

    Object readResolve() {
        RemoteRef ref = ConnectionRegistry.of(ManagerConnection.Key.received(directory, file))
                .anchor(object);
        return ProxyFactory.make(ref, ObjectKind.of(kind), view, type);
    }
}

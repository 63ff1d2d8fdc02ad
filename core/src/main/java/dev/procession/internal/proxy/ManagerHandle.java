package dev.procession.internal.proxy;

import java.io.Serializable;

/**
 * What travels in place of a manager.
 *
 * @param directory the session's directory
 * @param file the manager's file in it
 */
record ManagerHandle(String directory, String file) implements Serializable {

    static ManagerHandle of(ManagerConnection.Key key) {
        return new ManagerHandle(key.directory().toString(), key.file());
    }

    ManagerConnection.Key key() {
        return ManagerConnection.Key.received(directory, file);
    }

    Object readResolve() {
        return new ManagerProxy(ConnectionRegistry.of(key()), () -> {});
    }
}

package dev.procession.internal.proxy;

import java.io.Serializable;

/**
 * What travels in place of a manager.
 *
 * @param directory the session's directory
 * @param file the manager's file in it
 */
record ManagerHandle(String directory, String file) implements Serializable {

    static ManagerHandle of(Port.Key key) {
        return new ManagerHandle(key.directory().toString(), key.file());
    }

    Port.Key key() {
        return Port.Key.received(directory, file);
    }

    Object readResolve() {
        return new ManagerProxy(Ports.of(key()), () -> {});
    }
}

package dev.procession.internal.proxy;

import dev.procession.internal.handle.Names;
import java.io.Serializable;
import java.nio.file.Path;

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
        return new Port.Key(Path.of(directory), Names.received(file));
    }

    Object readResolve() {
        return new ManagerProxy(Ports.of(key()), () -> {});
    }
}

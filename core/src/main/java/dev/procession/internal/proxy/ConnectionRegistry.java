package dev.procession.internal.proxy;

import dev.procession.internal.dispatch.ServerEndpoint;
import dev.procession.internal.handle.SessionCodecs;
import dev.procession.internal.session.SessionRegistry;
import dev.procession.shared.ManagerException;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * This process's ways to managers: one for each, found or made.
 *
 * <p>Thread safety: any thread.
 */
public final class ConnectionRegistry {
    private static final Map<ManagerConnection.Key, RingConnection> REMOTE = new HashMap<>();
    /** Those of the managers that live in this process. */
    private static final Map<ManagerConnection.Key, ManagerConnection> HERE = new ConcurrentHashMap<>();

    private static final Map<ManagerConnection.Key, Supplier<String>> OBITUARIES = new ConcurrentHashMap<>();

    private ConnectionRegistry() {}

    /** The manager of that key lives in this process, from now on. */
    public static void register(ManagerConnection connection) {
        HERE.put(connection.key(), connection);
    }

    /** Not any more. */
    public static void unregister(ManagerConnection connection) {
        HERE.remove(connection.key(), connection);
    }

    /** Who knows how the manager's process died. */
    public static void watch(ManagerConnection.Key key, Supplier<String> obituary) {
        OBITUARIES.put(key, obituary);
    }

    /** Nobody asks about this manager any more. */
    public static void forget(ManagerConnection.Key key) {
        OBITUARIES.remove(key);
        synchronized (REMOTE) {
            RingConnection port = REMOTE.remove(key);
            if (port != null) {
                port.close();
            }
        }
    }

    static String obituary(ManagerConnection.Key key) {
        Supplier<String> known = OBITUARIES.get(key);
        return known == null ? "" : known.get();
    }

    /**
     * The way to a manager.
     *
     * @throws ManagerException if there is no such manager any more
     */
    public static ManagerConnection of(ManagerConnection.Key key) {
        ManagerConnection here = HERE.get(key);
        if (here != null) {
            return here;
        }
        try {
            // Two channels of one process would take each other's place at the server: one at a time.
            synchronized (REMOTE) {
                RingConnection known = REMOTE.get(key);
                if (known != null && !known.isOver()) {
                    return known;
                }
                REMOTE.values().removeIf(port -> {
                    boolean over = port.isOver();
                    if (over) {
                        port.close();
                    }
                    return over;
                });
                ServerEndpoint serverEndpoint = ServerEndpoint.open(SessionRegistry.of(key.directory()), key.file());
                RingConnection made =
                        new RingConnection(key, SessionCodecs.of(key.directory()), serverEndpoint, () -> obituary(key));
                REMOTE.put(key, made);
                return made;
            }
        } catch (NoSuchFileException e) {
            throw new ManagerException(
                    "the manager " + key.file() + " of the session in " + key.directory()
                            + " is closed, and its objects are gone",
                    e);
        }
    }
}

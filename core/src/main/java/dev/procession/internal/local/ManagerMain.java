package dev.procession.internal.local;

import dev.procession.function.VoidTask;
import dev.procession.internal.codec.ObjectCodec;
import dev.procession.internal.dispatch.ServerEndpoint;
import dev.procession.internal.handle.SessionCodecs;
import dev.procession.internal.manager.ManagerServer;
import dev.procession.internal.session.SessionRegistry;
import dev.procession.shared.ManagerOptions;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The main task of a manager's process. Pools that it starts belong to a session of its own, which allows the same
 * classes as this one.
 *
 * @param directory the directory of the session that the manager is of
 * @param file the manager's file in it
 * @param leaseMillis the time in ms for which it keeps an object that a message on its way refers to
 * @param maxRequestBytes the longest request
 * @param killDescendants whether the processes that tasks of its pools have started end with their workers
 */
record ManagerMain(String directory, String file, long leaseMillis, long maxRequestBytes, boolean killDescendants)
        implements VoidTask {
    /** The server of the manager that is found at this endpoint. */
    static ManagerMain serving(ServerEndpoint serverEndpoint, ManagerOptions options, boolean killDescendants) {
        return new ManagerMain(
                serverEndpoint.session().directory().toString(),
                serverEndpoint.file(),
                options.travelLease().toMillis(),
                options.maxRequestBytes(),
                killDescendants);
    }

    @Override
    public void call() throws Exception {
        Path home = Path.of(directory);
        ServerEndpoint serverEndpoint = ServerEndpoint.open(SessionRegistry.of(home), file);
        ObjectCodec codec = SessionCodecs.of(home);
        try (OwnSession pools = new OwnSession(SessionOptions.ofManager(codec.allowed(), killDescendants))) {
            new ManagerServer(
                            serverEndpoint,
                            codec,
                            Thread.currentThread().getContextClassLoader(),
                            new ManagerServer.Settings(leaseMillis, maxRequestBytes),
                            options -> pools.backend().pool(options))
                    .run();
        }
    }

    /** The session of the pools, from the first one on. */
    private static final class OwnSession implements AutoCloseable {
        private final SessionOptions options;
        private @Nullable LocalBackend backend;

        OwnSession(SessionOptions options) {
            this.options = options;
        }

        synchronized LocalBackend backend() {
            if (backend == null) {
                backend = new LocalBackend(options);
            }
            return backend;
        }

        @Override
        public synchronized void close() {
            if (backend != null) {
                backend.close();
            }
        }
    }
}

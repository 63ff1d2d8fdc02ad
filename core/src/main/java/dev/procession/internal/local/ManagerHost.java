package dev.procession.internal.local;

import dev.procession.function.VoidTask;
import dev.procession.internal.codec.ObjectCodec;
import dev.procession.internal.dispatch.ServerEndpoint;
import dev.procession.internal.manager.ManagerServer;
import dev.procession.internal.proxy.ConnectionRegistry;
import dev.procession.internal.proxy.ManagerConnection;
import dev.procession.internal.proxy.ManagerProxy;
import dev.procession.internal.session.SessionAttachment;
import dev.procession.internal.supervise.ChildEnvironment;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.process.ChildProcess;
import dev.procession.shared.Manager;
import dev.procession.shared.ManagerDiedException;
import dev.procession.shared.ManagerOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The managers that a session starts and finds.
 *
 * <p>Of those that start one of the same name at once, one does, and the others wait. A name whose manager is
 * closed or dead is free for another: the file has a number after the name, and
 * the first one that is neither is meant.
 *
 * <p>Thread safety: any thread.
 */
final class ManagerHost {
    private static final String PREFIX = "n-manager-";
    private static final long OBITUARY_SECONDS = 2;

    private final ChildEnvironment runtime;
    private final Function<PoolOptions, ProcessPool> pools;
    private final Bodies bodies;
    private final Consumer<LocalChildProcess> onEnd;
    private final ObjectCodec codec;
    private final List<Hosted> hosted = new ArrayList<>();

    /** Makes what a manager's process runs. */
    interface Bodies {
        /** The server of the manager that is found at this endpoint. */
        VoidTask serving(ServerEndpoint serverEndpoint, ManagerOptions options, boolean killDescendants);
    }

    /**
     * Without managers.
     *
     * @param pools starts a pool of this process's
     * @param onEnd gets the process of a manager that has ended
     */
    ManagerHost(
            ChildEnvironment runtime,
            ObjectCodec codec,
            Function<PoolOptions, ProcessPool> pools,
            Bodies bodies,
            Consumer<LocalChildProcess> onEnd) {
        this.runtime = runtime;
        this.pools = pools;
        this.bodies = bodies;
        this.onEnd = onEnd;
        this.codec = codec;
    }

    /** One that this process made: where its server is found, and the server or its process. */
    private record Hosted(
            ServerEndpoint serverEndpoint,
            ManagerConnection.Key key,
            @Nullable ManagerServer server,
            @Nullable ChildProcess process) {

        void end() {
            if (server != null) {
                server.stop();
            } else if (process != null) {
                if (!serverEndpoint.session().isClosed()) {
                    serverEndpoint.close();
                }
                process.close();
                // Named ones keep their file.
                if (!serverEndpoint.session().isClosed()) {
                    serverEndpoint.remove();
                }
            }
            ConnectionRegistry.forget(key);
        }
    }

    Manager open(SessionAttachment session, ManagerOptions options) {
        String name = options.name().orElse(null);
        if (name == null) {
            ServerEndpoint serverEndpoint = ServerEndpoint.create(session);
            serverEndpoint.claimStart();
            return host(serverEndpoint, options);
        }
        SessionOptions.checkName(name);
        for (int incarnation = 0; ; incarnation++) {
            ServerEndpoint serverEndpoint = ServerEndpoint.openOrCreate(session, PREFIX + name + "." + incarnation);
            Manager found = find(serverEndpoint, options);
            if (found != null) {
                return found;
            }
        }
    }

    /** The manager at {@code serverEndpoint}, started if it is not; {@code null} if it has ended. */
    private @Nullable Manager find(ServerEndpoint serverEndpoint, ManagerOptions options) {
        while (!serverEndpoint.isClosed()) {
            if (serverEndpoint.claimStart()) {
                return host(serverEndpoint, options);
            }
            serverEndpoint.awaitServer();
            int server = serverEndpoint.server();
            if (server != 0) {
                return serverEndpoint.isClosed() || serverEndpoint.isDead(server) ? null : proxy(serverEndpoint);
            }
        }
        return null;
    }

    private static ManagerConnection.Key key(ServerEndpoint serverEndpoint) {
        return new ManagerConnection.Key(serverEndpoint.session().directory(), serverEndpoint.file());
    }

    /** One that another process, or another call, made; closing it is theirs. */
    private static Manager proxy(ServerEndpoint serverEndpoint) {
        return new ManagerProxy(ConnectionRegistry.of(key(serverEndpoint)), () -> {});
    }

    private Manager host(ServerEndpoint serverEndpoint, ManagerOptions options) {
        try {
            Hosted host =
                    options.isInParent() ? serveHere(serverEndpoint, options) : startProcess(serverEndpoint, options);
            synchronized (hosted) {
                hosted.add(host);
            }
            return new ManagerProxy(ConnectionRegistry.of(host.key()), () -> end(host));
        } catch (Throwable t) {
            if (!serverEndpoint.session().isClosed()) {
                serverEndpoint.abandonStart();
                serverEndpoint.remove();
            }
            throw t;
        }
    }

    private Hosted serveHere(ServerEndpoint serverEndpoint, ManagerOptions options) {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        ManagerServer server = new ManagerServer(
                serverEndpoint,
                codec,
                context == null ? ClassLoader.getSystemClassLoader() : context,
                new ManagerServer.Settings(options.travelLease().toMillis(), options.maxRequestBytes()),
                pools);
        server.start();
        return new Hosted(serverEndpoint, key(serverEndpoint), server, null);
    }

    private Hosted startProcess(ServerEndpoint serverEndpoint, ManagerOptions options) {
        List<String> jvmOptions = new ArrayList<>();
        options.maxHeap().ifPresent(bytes -> jvmOptions.add("-Xmx" + bytes));
        jvmOptions.addAll(options.jvmOptions());
        VoidTask body = bodies.serving(serverEndpoint, options, runtime.killDescendants());
        // None of the user's children: those end before it when the session does.
        LocalChildProcess process = new LocalChildProcess(
                runtime,
                onEnd,
                body,
                "manager-" + options.name().orElseGet(() -> String.valueOf(serverEndpoint.number())),
                true,
                jvmOptions,
                Map.of(),
                null,
                null,
                null);
        process.begin();
        Hosted host = new Hosted(serverEndpoint, key(serverEndpoint), null, process);
        ConnectionRegistry.watch(host.key(), () -> obituary(process));
        process.onExit().thenRun(serverEndpoint::lookAgain);
        awaitServer(serverEndpoint, process);
        return host;
    }

    /** The process may end before it serves, and no other thread would report that. */
    private static void awaitServer(ServerEndpoint serverEndpoint, ChildProcess process) {
        serverEndpoint.awaitServer(() -> !process.isAlive());
        if (serverEndpoint.server() == 0) {
            throw new ManagerDiedException("the manager's process ended before it served" + obituary(process));
        }
    }

    /** How its process died, if that is known soon. */
    private static String obituary(ChildProcess process) {
        try {
            process.onExit().get(OBITUARY_SECONDS, TimeUnit.SECONDS);
            return process.failure().map(failure -> ": " + failure.getMessage()).orElse("");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        } catch (ExecutionException | TimeoutException e) {
            return "";
        }
    }

    private void end(Hosted host) {
        synchronized (hosted) {
            if (!hosted.remove(host)) {
                return;
            }
        }
        host.end();
    }

    /** Ends all of them. */
    void close() {
        List<Hosted> left;
        synchronized (hosted) {
            left = List.copyOf(hosted);
        }
        left.forEach(this::end);
    }
}

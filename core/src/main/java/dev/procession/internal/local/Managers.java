package dev.procession.internal.local;

import dev.procession.internal.codec.ObjectCodec;
import dev.procession.internal.dispatch.Reception;
import dev.procession.internal.manager.ManagerServer;
import dev.procession.internal.proxy.ManagerProxy;
import dev.procession.internal.proxy.Port;
import dev.procession.internal.proxy.Ports;
import dev.procession.internal.session.SessionAttachment;
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
import org.jspecify.annotations.Nullable;

/**
 * The managers that a session starts and finds.
 *
 * <p>Of those that start one of the same name at once, one does, and the others wait. A name whose manager is closed or dead is free for another: the file has a number after the name, and
 * the first one that is neither is meant.
 *
 * <p>Thread safety: any thread.
 */
final class Managers {
    private static final String PREFIX = "n-manager-";
    private static final long OBITUARY_SECONDS = 2;

    private final LocalBackend backend;
    private final ObjectCodec codec;
    private final List<Hosted> hosted = new ArrayList<>();

    Managers(LocalBackend backend, ObjectCodec codec) {
        this.backend = backend;
        this.codec = codec;
    }

    /** One that this process made: where its server is found, and the server or its process. */
    private record Hosted(
            Reception reception,
            Port.Key key,
            @Nullable ManagerServer server,
            @Nullable ChildProcess process) {

        void end() {
            if (server != null) {
                server.stop();
            } else if (process != null) {
                if (!reception.session().isClosed()) {
                    reception.close();
                }
                process.close();
                // Named ones keep their file.
                if (!reception.session().isClosed()) {
                    reception.remove();
                }
            }
            Ports.forget(key);
        }
    }

    Manager open(SessionAttachment session, ManagerOptions options) {
        String name = options.name().orElse(null);
        if (name == null) {
            Reception reception = Reception.create(session);
            reception.claimStart();
            return host(reception, options);
        }
        SessionOptions.checkName(name);
        for (int incarnation = 0; ; incarnation++) {
            Reception reception = Reception.openOrCreate(session, PREFIX + name + "." + incarnation);
            Manager found = find(reception, options);
            if (found != null) {
                return found;
            }
        }
    }

    /** The manager at {@code reception}, started if it is not; {@code null} if it has ended. */
    private @Nullable Manager find(Reception reception, ManagerOptions options) {
        while (!reception.isClosed()) {
            if (reception.claimStart()) {
                return host(reception, options);
            }
            reception.awaitServer();
            int server = reception.server();
            if (server != 0) {
                return reception.isClosed() || reception.isDead(server) ? null : proxy(reception);
            }
        }
        return null;
    }

    private static Port.Key key(Reception reception) {
        return new Port.Key(reception.session().directory(), reception.file());
    }

    /** One that another process, or another call, made; closing it is theirs. */
    private static Manager proxy(Reception reception) {
        return new ManagerProxy(Ports.of(key(reception)), () -> {});
    }

    private Manager host(Reception reception, ManagerOptions options) {
        boolean started = false;
        try {
            Hosted host = options.isInParent() ? serveHere(reception, options) : startProcess(reception, options);
            synchronized (hosted) {
                hosted.add(host);
            }
            Manager manager = new ManagerProxy(Ports.of(host.key()), () -> end(host));
            started = true;
            return manager;
        } finally {
            if (!started && !reception.session().isClosed()) {
                reception.abandonStart();
                reception.remove();
            }
        }
    }

    private Hosted serveHere(Reception reception, ManagerOptions options) {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        ManagerServer server = new ManagerServer(
                reception,
                codec,
                context == null ? ClassLoader.getSystemClassLoader() : context,
                new ManagerServer.Settings(options.travelLease().toMillis(), options.maxRequestBytes()),
                backend::pool);
        server.start();
        return new Hosted(reception, key(reception), server, null);
    }

    private Hosted startProcess(Reception reception, ManagerOptions options) {
        List<String> jvmOptions = new ArrayList<>();
        options.maxHeap().ifPresent(bytes -> jvmOptions.add("-Xmx" + bytes));
        jvmOptions.addAll(options.jvmOptions());
        ManagerBody body = new ManagerBody(
                reception.session().directory().toString(),
                reception.file(),
                options.travelLease().toMillis(),
                options.maxRequestBytes());
        // None of the user's children: those end before it when the session does.
        LocalChildProcess process = new LocalChildProcess(
                backend,
                body,
                "manager-" + options.name().orElseGet(() -> String.valueOf(reception.number())),
                true,
                jvmOptions,
                Map.of(),
                null,
                null,
                true);
        process.begin();
        Hosted host = new Hosted(reception, key(reception), null, process);
        Ports.watch(host.key(), () -> obituary(process));
        process.onExit().thenRun(reception::lookAgain);
        awaitServer(reception, process);
        return host;
    }

    /** The process may end before it serves; nobody else will tell. */
    private static void awaitServer(Reception reception, ChildProcess process) {
        reception.awaitServer(() -> !process.isAlive());
        if (reception.server() == 0) {
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

package dev.procession.internal.manager;

import dev.procession.codec.CodecException;
import dev.procession.internal.codec.FailureCodec;
import dev.procession.internal.codec.HeapSink;
import dev.procession.internal.codec.HeapSource;
import dev.procession.internal.codec.ObjectCodec;
import dev.procession.internal.dispatch.ServerEndpoint;
import dev.procession.internal.proxy.EncodedRefs;
import dev.procession.internal.proxy.ManagerConnection;
import dev.procession.internal.proxy.ConnectionRegistry;
import dev.procession.internal.proxy.Protocol;
import dev.procession.internal.service.Log;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.process.ProcessionException;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The process in which a manager's objects live.
 *
 * <pre>
 *   leader    one of two threads: reads the rings of all clients, in turns; does what is brief; answers; and runs functions that are short
 *   turns     virtual threads: what takes longer, such as code of the user's, one for each object at a time
 *   janitor   one thread: ends leases, frees what nobody can reach
 * </pre>
 *
 * <p>Thread safety: any thread.
 */
public final class ManagerServer {
    private static final long END_SECONDS = 5;

    private final ServerEndpoint serverEndpoint;
    private final ObjectCodec codec;
    private final FailureCodec failures;
    private final ClassLoader loader;
    private final Settings settings;
    private final Function<PoolOptions, ProcessPool> pools;
    private final Janitor janitor;
    private final Thread sweeper;
    private final Registry registry;
    private final RootThing root = new RootThing(this);
    private final Turns turns = new Turns();
    private final LocalPort port;
    private final ServerLoop loop;
    private final Leadership leadership = new Leadership(this::lead);
    private final AtomicBoolean ending = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);

    /**
     * What a server is told.
     *
     * @param leaseMillis for how long it keeps what a message on its way refers to
     * @param maxRequestBytes the longest request
     */
    public record Settings(long leaseMillis, long maxRequestBytes) {}

    /**
     * A server that is found at {@code reception}.
     *
     * @param codec how it reads and writes objects
     * @param loader finds the classes of what it reads
     * @param pools starts a pool of this process's
     */
    public ManagerServer(
            ServerEndpoint serverEndpoint,
            ObjectCodec codec,
            ClassLoader loader,
            Settings settings,
            Function<PoolOptions, ProcessPool> pools) {
        this.serverEndpoint = serverEndpoint;
        this.codec = codec;
        this.loader = loader;
        this.settings = settings;
        this.pools = pools;
        failures = new FailureCodec(codec);
        janitor = new Janitor(this);
        sweeper =
                Thread.ofPlatform().daemon().name("procession-manager-janitor").unstarted(janitor);
        registry = new Registry(janitor::sweepWanted);
        port = new LocalPort(new ManagerConnection.Key(serverEndpoint.session().directory(), serverEndpoint.file()), this, serverEndpoint);
        loop = new ServerLoop(this, serverEndpoint);
    }

    /** Serves until the manager or its session is closed; in the calling thread. */
    public void run() {
        ConnectionRegistry.register(port);
        sweeper.start();
        serverEndpoint.serve(settings.leaseMillis());
        leadership.run();
    }

    private void lead() {
        try {
            loop.run(leadership);
        } catch (ProcessionException e) {
            // The session is closed, or its memory damaged: the objects are gone either way.
            Log.debug("dev.procession.manager", "the manager " + serverEndpoint.file() + " ends: " + e.getMessage());
        } catch (IllegalStateException e) {
            // As above: memory that is not mapped any more.
            if (!isOver()) {
                throw e;
            }
        } finally {
            if (leadership.isLeader() && ending.compareAndSet(false, true)) {
                end();
                ended.countDown();
            }
        }
    }

    /** Runs something that may take its time. */
    void hand(Runnable function) {
        leadership.hand(function);
    }

    /** Serves in a thread of its own. */
    public void start() {
        Thread.ofPlatform().daemon().name("procession-manager").start(this::run);
        serverEndpoint.awaitServer();
    }

    private void end() {
        ConnectionRegistry.unregister(port);
        sweeper.interrupt();
        if (!serverEndpoint.session().isClosed()) {
            // However it came to this: nobody waits for answers any more.
            serverEndpoint.close();
        }
        port.end();
        loop.end();
        registry.clear().forEach(this::ended);
        if (!serverEndpoint.session().isClosed()) {
            serverEndpoint.remove();
        }
    }

    /** Ends it, and waits until it has ended, for some seconds at most. */
    public void stop() {
        if (!serverEndpoint.session().isClosed()) {
            serverEndpoint.close();
        }
        boolean interrupted = false;
        try {
            ended.await(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // What its parts share.

    /** Whether the process is known to be dead. */
    boolean isDead(int owner) {
        return serverEndpoint.isDead(owner);
    }

    /** Whether its session is closed, and its memory gone or about to go. */
    boolean isOver() {
        return serverEndpoint.session().isClosed();
    }

    ObjectCodec codec() {
        return codec;
    }

    Turns turns() {
        return turns;
    }

    ClassLoader loader() {
        return loader;
    }

    Registry registry() {
        return registry;
    }

    long leaseNanos() {
        return Duration.ofMillis(settings.leaseMillis()).toNanos();
    }

    long maxRequestBytes() {
        return settings.maxRequestBytes();
    }

    ProcessPool startPool(PoolOptions options) {
        return pools.apply(options);
    }

    void lease(long id) {
        registry.lease(id, System.nanoTime() + leaseNanos());
        janitor.leased(leaseNanos());
    }

    /** Gives back what this process let go of. */
    void expunge() {
        port.expunge();
    }

    // Objects and their forms.

    @Nullable
    Object decode(HeapSource source) {
        return codec.decode(source, loader);
    }

    @Nullable
    Object decode(Value value) {
        return codec.decode(value.source(), loader);
    }

    /** An object as a value that is given away. */
    Value encode(@Nullable Object object) {
        HeapSink sink = new HeapSink(64);
        try (EncodedRefs encodedRefs = EncodedRefs.open(port)) {
            codec.encode(object, sink);
            return new Value(sink.toByteArray(), encodedRefs.ids());
        }
    }

    /** An object as a value that {@code container} keeps. */
    Value encode(Thing container, @Nullable Object object) {
        try {
            return keep(container, encode(object));
        } finally {
            // Objects of the manager that only this refers to are in the container first.
            Reference.reachabilityFence(object);
        }
    }

    /** {@code container} is about to keep this. */
    Value keep(Thing container, Value value) {
        if (value.hasObjects()) {
            registry.embed(container, value.objects());
        }
        return value;
    }

    void encodeFailure(Throwable failure, HeapSink sink) {
        failures.encode(failure, "manager", ProcessHandle.current().pid(), sink);
    }

    // Calls.

    /**
     * A message of another process.
     *
     * @throws MalformedException if no client sends such a message
     */
    void receive(Caller caller, int kind, byte[] bytes) {
        HeapSource source = new HeapSource(bytes, 0, bytes.length);
        try {
            switch (kind) {
                case Protocol.CALL -> submit(call(caller, source, null), null);
                case Protocol.CANCEL -> caller.cancel(source.getInt());
                case Protocol.HOLD -> registry.hold(caller, source.getLong());
                case Protocol.RELEASE -> registry.release(caller, source.getLong(), source.getInt());
                case Protocol.LEASE -> lease(source.getLong());
                default -> throw new MalformedException("message of kind=" + kind + " is unknown");
            }
        } catch (CodecException e) {
            throw new MalformedException("message of kind=" + kind + ", bytes=" + bytes.length + ": " + e.getMessage());
        }
    }

    /**
     * A call of this process.
     *
     * @param parent the call whose function makes it, if one does
     * @param awaited whether its thread waits for it
     * @throws IllegalStateException if a function makes it that would wait for itself
     */
    void receiveHere(Caller caller, HeapSource source, @Nullable Call parent, boolean awaited) {
        Call call = call(caller, source, parent);
        if (parent != null && awaited) {
            parent.child = call;
        }
        submit(call, parent);
    }

    private Call call(Caller caller, HeapSource source, @Nullable Call parent) {
        int number = source.getInt();
        long id = source.getLong();
        int operation = source.getInt();
        Thing thing = id == Protocol.ROOT ? root : registry.find(id);
        return new Call(
                this, caller, number, thing == null ? new GoneThing(this, id) : thing, operation, source, parent);
    }

    private void submit(Call call, @Nullable Call parent) {
        call.caller().open(call);
        boolean submitted = false;
        try {
            if (call.thing().isConcurrent(call)) {
                if (call.isBrief()) {
                    call.run();
                } else {
                    Thread.ofVirtual().name("procession-manager-call").start(call::run);
                }
            } else if (parent != null) {
                turns.submit(call, parent);
            } else {
                call.thing().mailbox().submit(call);
            }
            submitted = true;
        } finally {
            if (!submitted) {
                call.caller().closed(call);
            }
        }
    }

    /** A client is gone: what it waited for is dropped, what it held is free. */
    void left(Caller caller) {
        caller.leave();
        registry.releaseAll(caller);
    }

    /** An object is nobody's any more. */
    void ended(Thing thing) {
        if (thing.contains) {
            registry.dropped();
        }
        if (thing.endsSlowly()) {
            Thread.ofVirtual().name("procession-manager-end").start(() -> endQuietly(thing));
        }
    }

    private static void endQuietly(Thing thing) {
        try {
            thing.end();
        } catch (Exception e) { // an object of the user's that cannot be closed: nobody is there to be told
            Log.debug("dev.procession.manager", "closing a " + thing.kind().text() + " of the manager failed", e);
        }
    }
}

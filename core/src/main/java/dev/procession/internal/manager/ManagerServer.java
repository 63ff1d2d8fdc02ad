package dev.procession.internal.manager;

import dev.procession.codec.CodecException;
import dev.procession.internal.codec.FailureCodec;
import dev.procession.internal.codec.HeapSink;
import dev.procession.internal.codec.HeapSource;
import dev.procession.internal.codec.ObjectCodec;
import dev.procession.internal.dispatch.ServerEndpoint;
import dev.procession.internal.proxy.ConnectionRegistry;
import dev.procession.internal.proxy.EncodedRefs;
import dev.procession.internal.proxy.ManagerConnection;
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
 *   turns     virtual threads: what takes longer, such as the user's code, one for each object at a time
 *   janitor   one thread: ends leases, frees what nobody can reach
 * </pre>
 *
 * <p>Thread safety: any thread.
 */
public final class ManagerServer {
    private static final long END_SECONDS = 5;
    private static final int HEAP_FULL_BYTES = 1 << 10;

    private final ServerEndpoint serverEndpoint;
    private final ObjectCodec codec;
    private final FailureCodec failures;
    private final ClassLoader loader;
    private final Settings settings;
    private final Function<PoolOptions, ProcessPool> pools;
    private final HeapReserve reserve = new HeapReserve();
    /** What a call fails with when the heap is full, encoded. */
    private final byte[] heapFull;

    private final GcThread gcThread;
    private final Thread sweeper;
    private final ObjectTable objects;
    private final ManagerRoot root = new ManagerRoot(this);
    private final WaitForGraph waits = new WaitForGraph();
    private final InProcessConnection port;
    private final ServerLoop loop;
    private final VirtualStarts starts = new VirtualStarts();
    private final LeaderWatchdog leadership = new LeaderWatchdog(this::lead, starts);
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
        HeapSink full = new HeapSink(HEAP_FULL_BYTES);
        encodeFailure(
                new OutOfMemoryError("manager: the heap is full, largest heap="
                        + Runtime.getRuntime().maxMemory()
                        + "; remove something, or raise ManagerOptions.withMaxHeap"),
                full);
        heapFull = full.toByteArray();
        gcThread = new GcThread(this);
        sweeper =
                Thread.ofPlatform().daemon().name("procession-manager-janitor").unstarted(gcThread);
        objects = new ObjectTable(gcThread::sweepWanted);
        port = new InProcessConnection(
                new ManagerConnection.Key(serverEndpoint.session().directory(), serverEndpoint.file()),
                this,
                serverEndpoint);
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
        while (!serve()) {
            reserve.releaseAndPause();
        }
    }

    /** Serves; returns whether the lead is over: there may have been no memory to go on. */
    private boolean serve() {
        boolean isOver = true;
        try {
            loop.run(leadership);
        } catch (OutOfMemoryError e) { // what was asked is asked still
            isOver = false;
        } catch (ProcessionException e) {
            // The session is closed, or its memory damaged: the objects are gone either way.
            Log.debug("dev.procession.manager", "the manager " + serverEndpoint.file() + " ends: " + e.getMessage());
        } catch (IllegalStateException e) {
            // As above: memory that is not mapped any more.
            if (!isOver()) {
                throw e;
            }
        } finally {
            if (isOver && leadership.isLeader() && ending.compareAndSet(false, true)) {
                end();
                ended.countDown();
            }
        }
        return isOver;
    }

    /** Runs something that may take its time. */
    void execute(Runnable function) {
        leadership.execute(function);
    }

    /** Serves in a thread of its own. */
    public void start() {
        Thread.ofPlatform().daemon().name("procession-manager").start(this::run);
        serverEndpoint.awaitServer();
    }

    private void end() {
        reserve.release();
        ConnectionRegistry.unregister(port);
        sweeper.interrupt();
        if (!serverEndpoint.session().isClosed()) {
            // However it came to this: nobody waits for answers any more.
            serverEndpoint.close();
        }
        port.end();
        loop.end();
        objects.clear().forEach(this::ended);
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

    /** How threads are started that callers wait for. */
    VirtualStarts starts() {
        return starts;
    }

    HeapReserve reserve() {
        return reserve;
    }

    /** What a call fails with when the heap is full, encoded: to be made then, it needed memory. */
    byte[] heapFull() {
        return heapFull;
    }

    ObjectCodec codec() {
        return codec;
    }

    WaitForGraph turns() {
        return waits;
    }

    ClassLoader loader() {
        return loader;
    }

    ObjectTable registry() {
        return objects;
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
        objects.lease(id, System.nanoTime() + leaseNanos());
        gcThread.leased(leaseNanos());
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
    Object decode(EncodedValue value) {
        return codec.decode(value.source(), loader);
    }

    /** An object as a value that is given away. */
    EncodedValue encode(@Nullable Object object) {
        HeapSink sink = new HeapSink(64);
        try (EncodedRefs encodedRefs = EncodedRefs.open(port)) {
            codec.encode(object, sink);
            return new EncodedValue(sink.toByteArray(), encodedRefs.ids());
        }
    }

    /** An object as a value that {@code container} keeps. */
    EncodedValue encode(ManagedObject container, @Nullable Object object) {
        try {
            return keep(container, encode(object));
        } finally {
            // Objects of the manager that only this refers to are in the container first.
            Reference.reachabilityFence(object);
        }
    }

    /** {@code container} is about to keep this. */
    EncodedValue keep(ManagedObject container, EncodedValue value) {
        if (value.hasObjects()) {
            objects.addContained(container, value.objects());
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
     * @throws ProtocolException if no client sends such a message
     */
    void receive(Client client, int kind, byte[] bytes) {
        HeapSource source = new HeapSource(bytes, 0, bytes.length);
        try {
            switch (kind) {
                case Protocol.CALL -> submit(call(client, source, null), null);
                case Protocol.CANCEL -> client.cancel(source.getInt());
                case Protocol.HOLD -> objects.hold(client, source.getLong());
                case Protocol.RELEASE -> objects.release(client, source.getLong(), source.getInt());
                case Protocol.LEASE -> lease(source.getLong());
                default -> throw new ProtocolException("message of kind=" + kind + " is unknown");
            }
        } catch (CodecException e) {
            throw new ProtocolException("message of kind=" + kind + ", bytes=" + bytes.length + ": " + e.getMessage());
        }
    }

    /**
     * A call of this process.
     *
     * @param parent the call whose function makes it, if one does
     * @param awaited whether its thread waits for it
     * @throws IllegalStateException if a function makes it that would wait for itself
     */
    void receiveHere(Client client, HeapSource source, @Nullable Invocation parent, boolean awaited) {
        Invocation invocation = call(client, source, parent);
        if (parent != null && awaited) {
            parent.child = invocation;
        }
        submit(invocation, parent);
    }

    private Invocation call(Client client, HeapSource source, @Nullable Invocation parent) {
        int number = source.getInt();
        long id = source.getLong();
        int operation = source.getInt();
        ManagedObject object = id == Protocol.ROOT ? root : objects.find(id);
        return new Invocation(
                this, client, number, object == null ? new MissingObject(this, id) : object, operation, source, parent);
    }

    /** Throws no {@link OutOfMemoryError}: the call fails with it. */
    private void submit(Invocation invocation, @Nullable Invocation parent) {
        boolean submitted = false;
        try {
            invocation.caller().open(invocation);
            if (invocation.thing().isConcurrent(invocation)) {
                if (invocation.isBrief()) {
                    invocation.run();
                } else {
                    starts.start("procession-manager-call", invocation);
                }
            } else if (parent != null) {
                waits.submit(invocation, parent);
            } else {
                invocation.thing().mailbox().submit(invocation);
            }
            submitted = true;
        } catch (OutOfMemoryError e) {
            invocation.fail(e);
        } finally {
            if (!submitted) {
                invocation.caller().closed(invocation);
            }
        }
    }

    /** A client is gone: what it waited for is dropped, what it held is free. */
    void left(Client client) {
        client.leave();
        objects.releaseAll(client);
    }

    /** An object is nobody's any more. */
    void ended(ManagedObject object) {
        if (object.contains) {
            objects.sweepRequested();
        }
        if (object.closesSlowly()) {
            Thread.ofVirtual().name("procession-manager-end").start(() -> endQuietly(object));
        }
    }

    private static void endQuietly(ManagedObject object) {
        try {
            object.end();
        } catch (Exception e) { // an object of the user's that cannot be closed: nobody is there to be told
            Log.debug("dev.procession.manager", "closing a " + object.kind().text() + " of the manager failed", e);
        }
    }
}

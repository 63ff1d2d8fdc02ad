package dev.procession.internal.manager;

import dev.procession.internal.codec.FailureCodec;
import dev.procession.internal.codec.HeapSink;
import dev.procession.internal.codec.HeapSource;
import dev.procession.internal.codec.ObjectCodec;
import dev.procession.internal.dispatch.ServerEndpoint;
import dev.procession.internal.proxy.ConnectionRegistry;
import dev.procession.internal.proxy.EncodedRefs;
import dev.procession.internal.proxy.ManagerConnection;
import dev.procession.internal.service.Log;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.process.ProcessionException;
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
    private final HeapReserve reserve = new HeapReserve();
    private final VirtualStarts starts = new VirtualStarts();
    private final GcThread gcThread;
    private final Thread sweeper;
    private final CallDispatcher dispatcher;
    private final InProcessConnection connection;
    private final ServerLoop loop;
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
        gcThread = new GcThread(
                this::ended,
                reserve,
                starts,
                this::expunge,
                Duration.ofMillis(settings.leaseMillis()).toNanos());
        sweeper =
                Thread.ofPlatform().daemon().name("procession-manager-janitor").unstarted(gcThread);
        ObjectHost host = new Host(codec, loader);
        WaitForGraph waits = new WaitForGraph();
        ObjectTable objects = gcThread.objects();
        dispatcher = new CallDispatcher(host, objects, gcThread, starts, waits, new ManagerRoot(host, objects, waits));
        connection = new InProcessConnection(
                new ManagerConnection.Key(serverEndpoint.session().directory(), serverEndpoint.file()),
                codec,
                serverEndpoint.number(),
                loader,
                dispatcher,
                gcThread,
                pools);
        loop = new ServerLoop(
                serverEndpoint,
                channel -> new RemoteClient(host, dispatcher, new Parent(), settings.maxRequestBytes(), channel),
                this::left,
                starts);
    }

    /** Serves until the manager or its session is closed; in the calling thread. */
    public void run() {
        ConnectionRegistry.register(connection);
        sweeper.start();
        serverEndpoint.serve(TimeUnit.NANOSECONDS.toMillis(gcThread.leaseNanos()));
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

    /** Serves in a thread of its own. */
    public void start() {
        Thread.ofPlatform().daemon().name("procession-manager").start(this::run);
        serverEndpoint.awaitServer();
    }

    private void end() {
        reserve.release();
        ConnectionRegistry.unregister(connection);
        sweeper.interrupt();
        if (!serverEndpoint.session().isClosed()) {
            // However it came to this: nobody waits for answers any more.
            serverEndpoint.close();
        }
        connection.end();
        loop.end();
        gcThread.objects().clear().forEach(this::ended);
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

    /** Whether its session is closed, and its memory gone or about to go. */
    private boolean isOver() {
        return serverEndpoint.session().isClosed();
    }

    /** Gives back what this process let go of. */
    private void expunge() {
        connection.expunge();
    }

    /** What brings messages of clients to the objects. */
    CallDispatcher dispatcher() {
        return dispatcher;
    }

    /** The way to the objects for this process. */
    InProcessConnection connection() {
        return connection;
    }

    /** A client is gone: what it waited for is dropped, what it held is free. */
    void left(Client client) {
        client.leave();
        gcThread.objects().releaseAll(client);
    }

    /** What the objects know of the server. */
    private final class Host implements ObjectHost {
        private final ObjectCodec codec;
        private final FailureCodec failures;
        private final ClassLoader loader;
        private final byte[] heapFull;

        Host(ObjectCodec codec, ClassLoader loader) {
            this.codec = codec;
            this.loader = loader;
            failures = new FailureCodec(codec);
            HeapSink full = new HeapSink(HEAP_FULL_BYTES);
            encodeFailure(
                    new OutOfMemoryError("manager: the heap is full, largest heap="
                            + Runtime.getRuntime().maxMemory()
                            + "; remove something, or raise ManagerOptions.withMaxHeap"),
                    full);
            heapFull = full.toByteArray();
        }

        @Override
        public @Nullable Object decode(HeapSource source) {
            return codec.decode(source, loader);
        }

        @Override
        public EncodedValue encode(@Nullable Object object) {
            HeapSink sink = new HeapSink(64);
            try (EncodedRefs encodedRefs = EncodedRefs.open(connection)) {
                codec.encode(object, sink);
                return new EncodedValue(sink.toByteArray(), encodedRefs.ids());
            }
        }

        @Override
        public void encodeFailure(Throwable failure, HeapSink sink) {
            failures.encode(failure, "manager", ProcessHandle.current().pid(), sink);
        }

        @Override
        public byte[] heapFull() {
            return heapFull;
        }

        @Override
        public HeapReserve reserve() {
            return reserve;
        }

        @Override
        public ObjectCodec codec() {
            return codec;
        }

        @Override
        public ClassLoader loader() {
            return loader;
        }

        @Override
        public void hold(Holder holder, long... ids) {
            gcThread.objects().hold(holder, ids);
        }

        @Override
        public void contained(long... ids) {
            gcThread.objects().addContained(ids);
        }

        @Override
        public void sweepRequested() {
            gcThread.sweepWanted();
        }

        @Override
        public void execute(Runnable function) {
            leadership.execute(function);
        }
    }

    /** What the clients know of the server. */
    private final class Parent implements RemoteClient.Server {
        @Override
        public boolean isDead(int owner) {
            return serverEndpoint.isDead(owner);
        }

        @Override
        public boolean isOver() {
            return ManagerServer.this.isOver();
        }

        @Override
        public void left(Client client) {
            ManagerServer.this.left(client);
        }
    }

    /** An object is nobody's any more. */
    private void ended(ManagedObject object) {
        object.changed();
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

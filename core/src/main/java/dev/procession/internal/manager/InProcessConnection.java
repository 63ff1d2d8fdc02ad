package dev.procession.internal.manager;

import dev.procession.internal.codec.HeapSink;
import dev.procession.internal.codec.HeapSource;
import dev.procession.internal.codec.ObjectCodec;
import dev.procession.internal.proxy.ManagerConnection;
import dev.procession.internal.proxy.PendingCall;
import dev.procession.internal.proxy.Reply;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.shared.ManagerException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * The way to the objects for the process in which they live: no ring between. Calls that functions make go this way
 * too.
 *
 * <p>Thread safety: any thread.
 */
final class InProcessConnection extends ManagerConnection {
    private final long number;
    private final ClassLoader loader;
    private final CallDispatcher dispatcher;
    private final GcThread gcThread;
    private final Function<PoolOptions, ProcessPool> pools;
    private final Map<Integer, PendingCall> pending = new ConcurrentHashMap<>();
    private final LocalCaller caller = new LocalCaller();
    private volatile boolean over;

    /**
     * The way to a server's objects.
     *
     * @param number the server's number in its session
     * @param loader finds the classes of answers that no call waits for
     * @param pools starts a pool of this process's
     */
    InProcessConnection(
            Key key,
            ObjectCodec codec,
            long number,
            ClassLoader loader,
            CallDispatcher dispatcher,
            GcThread gcThread,
            Function<PoolOptions, ProcessPool> pools) {
        super(key, codec);
        this.number = number;
        this.loader = loader;
        this.dispatcher = dispatcher;
        this.gcThread = gcThread;
        this.pools = pools;
        setLease(gcThread.leaseNanos());
    }

    private final class LocalCaller extends Client {
        @Override
        void send(ReplyBuilder builder) {
            byte[] bytes = builder.toByteArray();
            HeapSource source = new HeapSource(bytes, 0, bytes.length);
            // Removed when there is a reply: for that there may be no memory.
            int number = source.getInt();
            PendingCall call = pending.get(number);
            Reply reply = new Reply(
                    InProcessConnection.this,
                    call == null ? loader : call.request().loader(),
                    source);
            if (call != null && pending.remove(number, call)) {
                call.complete(reply);
            }
        }

        @Override
        void refuse(String reason) {
            throw new IllegalStateException("the manager's own process sends what makes no sense: " + reason);
        }
    }

    @Override
    protected long number() {
        return number;
    }

    private static ManagerException ended() {
        return new ManagerException("the manager is closed, and its objects are gone");
    }

    @Override
    protected void begin(PendingCall call) {
        begin(call, true);
    }

    @Override
    protected void beginUnawaited(PendingCall call) {
        begin(call, false);
    }

    private void begin(PendingCall call, boolean awaited) {
        call.request().setNumber(call.number());
        pending.put(call.number(), call);
        try {
            // Who ends the server fails what is pending after it has said so.
            if (over) {
                throw ended();
            }
            HeapSink sink = call.request().sink();
            HeapSource source = new HeapSource(sink.array(), 0, sink.size());
            dispatcher.receiveHere(caller, source, Invocation.current(), awaited);
        } catch (Throwable t) {
            pending.remove(call.number());
            throw t;
        }
    }

    @Override
    protected boolean await(PendingCall call, long nanos) {
        if (nanos == FOREVER) {
            LockSupport.park(this);
        } else {
            LockSupport.parkNanos(this, nanos);
        }
        return !Thread.interrupted();
    }

    @Override
    protected void cancel(int number) {
        caller.cancel(number);
    }

    @Override
    protected void forget(PendingCall call) {
        pending.remove(call.number());
        Invocation current = Invocation.current();
        if (current != null) {
            current.child = null;
        }
    }

    @Override
    protected void hold(long id) {
        gcThread.objects().hold(caller, id);
    }

    @Override
    protected void release(long id, int times) {
        gcThread.objects().release(caller, id, times);
    }

    @Override
    protected void lease(long id) {
        gcThread.lease(id);
    }

    @Override
    protected ProcessPool startPool(PoolOptions options) {
        return pools.apply(options);
    }

    /** No call is answered any more. */
    void end() {
        over = true;
        List.copyOf(pending.values()).forEach(call -> {
            if (pending.remove(call.number(), call)) {
                call.fail(ended());
            }
        });
        caller.leave();
    }
}

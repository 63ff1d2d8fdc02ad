package dev.procession.internal.proxy;

import dev.procession.internal.codec.HeapSource;
import dev.procession.internal.codec.ObjectCodec;
import dev.procession.internal.dispatch.RpcChannel;
import dev.procession.internal.dispatch.ServerEndpoint;
import dev.procession.internal.message.RecordReceiver;
import dev.procession.internal.wait.WaitPoint;
import dev.procession.process.ProcessionException;
import dev.procession.process.SessionClosedException;
import dev.procession.shared.ManagerDiedException;
import dev.procession.shared.ManagerException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way to a manager in another process: a pair of rings, whatever the number of threads.
 *
 * <p>Who makes a call puts it into the ring of requests under a lock. Of those who wait for replies one leads: it
 * reads all that come, and wakes those whose they are; when it has its own, it wakes another to lead. So the reply
 * to a lone call comes straight to who waits for it. For calls that nobody waits for, a keeper leads while there
 * are any.
 *
 * <p>Source of the pattern: D. Schmidt et al., "Leader/Followers" (2000).
 *
 * <p>If the server dies, its ring is read to the end, and what has no reply then fails.
 *
 * <p>Thread safety: any thread.
 */
final class RingConnection extends ManagerConnection {
    private final ServerEndpoint serverEndpoint;
    private final int server;
    private final RpcChannel channel;
    private final RequestWriter writer;
    private final RecordReceiver replies;
    private final ReentrantLock leading = new ReentrantLock();
    private final ConcurrentHashMap<Integer, PendingCall> pending = new ConcurrentHashMap<>();
    /** Those that wait while another leads, in their order; guarded by itself. */
    private final Set<PendingCall> followers = new LinkedHashSet<>();

    private final AtomicInteger unawaited = new AtomicInteger();
    private volatile @Nullable Thread keeper;
    private volatile @Nullable RuntimeException end;
    private final AtomicBoolean removed = new AtomicBoolean();
    /** How the manager's process has ended, if this process knows. */
    private final Supplier<String> obituary;

    RingConnection(Key key, ObjectCodec codec, ServerEndpoint serverEndpoint, Supplier<String> obituary) {
        super(key, codec);
        this.obituary = obituary;
        this.serverEndpoint = serverEndpoint;
        serverEndpoint.awaitServer();
        server = serverEndpoint.server();
        if (server != 0) {
            setLease(Duration.ofMillis(serverEndpoint.leaseMillis()).toNanos());
        }
        channel = serverEndpoint.connect();
        writer = new RequestWriter(channel, this::checkServer);
        replies = channel.replyInbox();
    }

    @Override
    protected long number() {
        return serverEndpoint.number();
    }

    /** Whether its session is over. */
    boolean isOver() {
        return serverEndpoint.session().isClosed();
    }

    /** Nobody makes calls any more. */
    void close() {
        if (end == null) {
            end = closed();
        }
        removeChannel();
        LockSupport.unpark(keeper);
    }

    /** The server is gone, and will not remove the channel. */
    private void removeChannel() {
        if (!isOver() && isServerGone() && removed.compareAndSet(false, true)) {
            channel.remove();
        }
    }

    private void checkServer() {
        serverEndpoint.check();
        RuntimeException ended = end;
        if (ended != null) {
            throw again(ended);
        }
        if (isServerGone()) {
            removeChannel();
            throw ended();
        }
    }

    /** The same failure, for another thread. */
    private RuntimeException again(RuntimeException why) {
        String message = String.valueOf(why.getMessage());
        return switch (why) {
            case ManagerDiedException died -> new ManagerDiedException(message);
            case SessionClosedException closed -> new SessionClosedException(message, closed);
            default -> new ManagerException(message, why);
        };
    }

    private boolean isServerGone() {
        return server == 0 || serverEndpoint.isClosed() || serverEndpoint.isDead(server);
    }

    private ManagerException ended() {
        return serverEndpoint.isClosed()
                ? closed()
                : new ManagerDiedException("the manager's process has died, and its objects with it" + obituary.get());
    }

    private static ManagerException closed() {
        return new ManagerException("the manager is closed, and its objects are gone");
    }

    // Writing.

    @Override
    protected void cancel(int number) {
        writer.cancel(number);
    }

    @Override
    protected void hold(long id) {
        writer.hold(id);
    }

    @Override
    protected void release(long id, int times) {
        writer.release(id, times);
    }

    @Override
    protected void lease(long id) {
        writer.lease(id);
    }

    @Override
    protected void begin(PendingCall call) {
        call.request().setNumber(call.number());
        pending.put(call.number(), call);
        try {
            writer.write(Protocol.CALL, call.request());
        } catch (Throwable t) {
            pending.remove(call.number());
            throw t;
        }
    }

    @Override
    protected void forget(PendingCall call) {
        pending.remove(call.number());
        if (call.queued) {
            synchronized (followers) {
                followers.remove(call);
            }
        }
    }

    // Waiting.

    @Override
    protected boolean await(PendingCall call, long nanos) {
        if (!leading.tryLock()) {
            call.queued = true;
            synchronized (followers) {
                followers.add(call);
            }
            if (call.isDone()) {
                return true;
            }
            if (!leading.tryLock()) {
                if (nanos == FOREVER) {
                    LockSupport.park(this);
                } else {
                    LockSupport.parkNanos(this, nanos);
                }
                return !Thread.interrupted();
            }
        }
        try {
            channel.replyArrival().await(() -> readUntil(call), nanos, WaitPoint.NO_RECHECK);
            return true;
        } catch (InterruptedException e) {
            return false;
        } finally {
            leading.unlock();
            handOver();
        }
    }

    /** One of the others leads. */
    private void handOver() {
        synchronized (followers) {
            while (!followers.isEmpty()) {
                PendingCall next = followers.iterator().next();
                followers.remove(next);
                if (!next.isDone()) {
                    next.wake();
                    return;
                }
            }
        }
        if (unawaited.get() > 0) {
            LockSupport.unpark(keeper);
        }
    }

    private boolean readUntil(@Nullable PendingCall call) {
        boolean any = false;
        try {
            channel.check();
            boolean gone = isServerGone();
            while (replies.next()) {
                any = true;
                read();
            }
            if (gone) {
                fail(ended());
            }
            replies.release();
        } catch (ProcessionException e) {
            fail(e);
        } catch (IllegalStateException e) {
            fail(isOver() ? new SessionClosedException("the session is closed", e) : e);
        }
        return call == null ? any || unawaited.get() <= 0 : call.isDone();
    }

    private void read() {
        if (replies.kind() == Protocol.REFUSED) {
            throw new ManagerException(
                    "the manager refuses this process: " + replies.read().getString() + "; it reads no more of it");
        }
        byte[] bytes;
        try {
            bytes = replies.copy();
        } catch (OutOfMemoryError e) {
            skip(e);
            return;
        }
        HeapSource source = new HeapSource(bytes, 0, bytes.length);
        PendingCall call = pending.remove(source.getInt());
        Reply reply = new Reply(
                this,
                call == null
                        ? ClassLoader.getSystemClassLoader()
                        : call.request().loader(),
                source);
        if (call != null) {
            settled(call);
            call.complete(reply);
        }
    }

    /** There is no room for a reply here: that call fails, and not those who wait for others. */
    private void skip(OutOfMemoryError e) {
        long length = replies.length();
        PendingCall call = pending.remove(replies.firstInt());
        replies.skip();
        if (call != null) {
            settled(call);
            call.fail(new ManagerException("this process has no room for a reply of " + length + " bytes", e));
        }
    }

    private void settled(PendingCall call) {
        if (!call.isAwaited()) {
            unawaited.decrementAndGet();
        }
    }

    /** Nothing comes any more. */
    private void fail(RuntimeException why) {
        if (end == null) {
            end = why;
        }
        try {
            removeChannel();
            // Who waits for room waits in vain.
            channel.requestRoom().signalAll();
        } catch (IllegalStateException e) {
            // The memory of a closed session is gone, and nobody waits there any more.
            if (!isOver()) {
                throw e;
            }
        }
        List.copyOf(pending.values()).forEach(call -> {
            if (pending.remove(call.number(), call)) {
                settled(call);
                call.fail(again(why));
            }
        });
    }

    // Calls that nobody waits for.

    @Override
    protected void beginUnawaited(PendingCall call) {
        boolean first = unawaited.getAndIncrement() == 0;
        try {
            begin(call);
        } catch (Throwable t) {
            unawaited.decrementAndGet();
            throw t;
        }
        if (first || keeper == null) {
            wakeKeeper();
        }
    }

    private void wakeKeeper() {
        Thread known = keeper;
        if (known == null) {
            synchronized (followers) {
                known = keeper;
                if (known == null) {
                    known = Thread.ofVirtual().name("procession-manager-keeper").unstarted(this::keep);
                    keeper = known;
                    known.start();
                }
            }
        }
        LockSupport.unpark(known);
    }

    /** Leads while there are calls that nobody waits for, and nobody else leads. */
    private void keep() {
        while (end == null) {
            if (unawaited.get() <= 0 || !leading.tryLock()) {
                LockSupport.park(this);
                continue;
            }
            try {
                channel.replyArrival().awaitUninterruptibly(() -> readUntil(null), WaitPoint.NO_RECHECK);
            } catch (RuntimeException e) {
                fail(e);
            } catch (Error e) { // such as no memory: nobody else would tell
                fail(new ManagerException("replies cannot be read: " + e, e));
            } finally {
                leading.unlock();
                handOver();
            }
        }
    }
}

package dev.procession.internal.proxy;

import dev.procession.internal.codec.ObjectCodec;
import dev.procession.internal.handle.SegmentNames;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * This process's way to the objects of one manager.
 *
 * <p>Thread safety: any thread.
 */
public abstract class ManagerConnection {
    /** How a call takes an interrupt of its thread. */
    public enum Mode {
        /** It is over soon: the interrupt is kept for later. */
        QUICK,
        /** It waits: the wait is taken back, and {@link InterruptedException} thrown if that was in time. */
        WAITS,
        /** It runs the user's code, which is interrupted. */
        RUNS
    }

    /** No limit. */
    public static final long FOREVER = Long.MAX_VALUE;

    /** Messages within a part of the lease share one. */
    private static final int LEASE_PARTS = 4;

    /** Which manager, wherever in the session one asks. */
    public record Key(Path directory, String file) {

        /**
         * The one that a frame says.
         *
         * @throws dev.procession.codec.CodecException if the file is none of a session's
         */
        static Key received(String directory, String file) {
            return new Key(Path.of(directory), SegmentNames.received(file));
        }
    }

    private final Key key;
    private final ObjectCodec codec;
    private final RemoteRefTable refs;
    private final AtomicInteger numbers = new AtomicInteger();
    private volatile long leaseNanos = Duration.ofMinutes(1).toNanos();

    @SuppressWarnings("this-escape") // the remote references only remember it
    protected ManagerConnection(Key key, ObjectCodec codec) {
        this.key = key;
        this.codec = codec;
        refs = new RemoteRefTable(this);
    }

    /** Which manager it leads to. */
    public final Key key() {
        return key;
    }

    /** The manager's number in its session. */
    protected abstract long number();

    /** How values are encoded. */
    public final ObjectCodec codec() {
        return codec;
    }

    /** How long the server keeps what a message on its way refers to. */
    public final void setLease(long nanos) {
        leaseNanos = nanos;
    }

    /** The remote reference of an object that a handle names. */
    public final RemoteRef anchor(long id) {
        refs.expunge();
        return refs.of(id);
    }

    /** Gives back what is garbage here. */
    public final void expunge() {
        refs.expunge();
    }

    protected final RemoteRefTable anchors() {
        return refs;
    }

    /** Begins a call. */
    protected abstract void begin(PendingCall call);

    /** Begins a call that nobody waits for. */
    protected abstract void beginUnawaited(PendingCall call);

    /** Waits until the call is done, for so long at most; returns whether no interrupt came, which is cleared. */
    protected abstract boolean await(PendingCall call, long nanos);

    /** Asks the server to take a call back, or to interrupt it. */
    protected abstract void cancel(int number);

    /** Nobody waits for this call any more. */
    protected abstract void forget(PendingCall call);

    /**
     * Makes a call, and waits for its reply.
     *
     * @param timeoutNanos how long; when that is over, a call that waits is taken back
     * @return the reply; {@code null} if the time is over, and the call had no effect
     * @throws InterruptedException if the thread was interrupted, and the call had no effect; only if it
     *     {@linkplain Mode#WAITS waits}
     */
    final @Nullable Reply exchange(Request request, Mode mode, long timeoutNanos) throws InterruptedException {
        if (mode == Mode.WAITS && Thread.interrupted()) {
            throw new InterruptedException();
        }
        long start = System.nanoTime();
        PendingCall call = new PendingCall(numbers.incrementAndGet(), request);
        begin(call);
        boolean interrupted = false;
        boolean timedOut = false;
        boolean takenBack = false;
        try {
            while (!call.isDone()) {
                long left = timeoutNanos == FOREVER || takenBack ? FOREVER : timeoutNanos - (System.nanoTime() - start);
                if (left <= 0) {
                    timedOut = true;
                } else if (!await(call, left)) {
                    interrupted = true;
                }
                if (!call.isDone() && !takenBack && (timedOut || (interrupted && mode != Mode.QUICK))) {
                    takenBack = true;
                    cancel(call.number());
                }
            }
            Reply reply = call.reply();
            if (mode != Mode.WAITS || !takenBack || !reply.isCancelled()) {
                return reply;
            }
            if (timedOut) {
                return null;
            }
            interrupted = false;
            throw new InterruptedException();
        } finally {
            forget(call);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Makes a call without waiting. */
    private <T extends @Nullable Object> CallFuture<T> post(
            Request request, Function<? super Reply, ? extends T> reader, Consumer<? super T> unwanted) {
        int number = numbers.incrementAndGet();
        CallFuture<T> future = new CallFuture<>(() -> cancel(number), unwanted);
        beginUnawaited(new PendingCall(number, request, (reply, failure) -> future.settle(reply, failure, reader)));
        return future;
    }

    /** Holds an object. */
    protected abstract void hold(long id);

    /** Gives back holds. */
    protected abstract void release(long id, int times);

    /** Leases an object for a message. */
    protected abstract void lease(long id);

    /** Starts a pool of this process's; only where the manager lives. */
    protected ProcessPool startPool(PoolOptions options) {
        throw new IllegalStateException("a pool of the manager's is started where the manager lives");
    }

    final void lease(RemoteRef ref) {
        ref.lease(leaseNanos / LEASE_PARTS);
    }

    /** Makes a call that is over soon, and returns its result. */
    final Reply call(Request request) {
        return call(request, Mode.QUICK);
    }

    /** Makes a call that does not wait for others, and returns its result. */
    final Reply call(Request request, Mode mode) {
        refs.expunge();
        try {
            Reply reply = exchange(request, mode, FOREVER);
            if (reply == null) {
                throw new IllegalStateException("a call without a limit ran out of time");
            }
            return reply.orThrow();
        } catch (InterruptedException e) {
            throw new IllegalStateException("a call that does not wait was interrupted", e);
        }
    }

    /** Makes a call that may wait; {@code null} if the time is over. */
    final @Nullable Reply await(Request request, long timeoutNanos) throws InterruptedException {
        refs.expunge();
        Reply reply = exchange(request, Mode.WAITS, timeoutNanos);
        return reply == null ? null : reply.orThrow();
    }

    final <T extends @Nullable Object> CallFuture<T> send(
            Request request, Function<? super Reply, ? extends T> reader) {
        return send(request, reader, result -> {});
    }

    /**
     * As {@link #send(Request, Function)}; a result that comes after its future was cancelled goes to
     * {@code unwanted}.
     */
    final <T extends @Nullable Object> CallFuture<T> send(
            Request request, Function<? super Reply, ? extends T> reader, Consumer<? super T> unwanted) {
        refs.expunge();
        return post(request, reader, unwanted);
    }
}

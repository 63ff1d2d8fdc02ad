package dev.procession.internal.proxy;

import dev.procession.internal.codec.Rethrow;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A call that was made, and has no reply yet.
 *
 * <p>Thread safety: any thread; settled once.
 */
public final class PendingCall {
    private final int number;
    /** Kept with its object until the reply is there. */
    private final Request request;

    private final @Nullable Thread waiter;
    private final @Nullable Settler settler;
    private volatile @Nullable Reply reply;
    private volatile @Nullable RuntimeException failure;
    private volatile boolean done;
    /** Whether it ever stood among those one of whom is to lead next; of the thread that waits. */
    boolean queued;

    /** Settles a call for which nobody waits. */
    interface Settler {
        void settle(@Nullable Reply reply, @Nullable RuntimeException failure);
    }

    /** One that the calling thread waits for. */
    PendingCall(int number, Request request) {
        this.number = number;
        this.request = request;
        waiter = Thread.currentThread();
        settler = null;
    }

    /** One that nobody waits for. */
    PendingCall(int number, Request request, Settler settler) {
        this.number = number;
        this.request = request;
        waiter = null;
        this.settler = settler;
    }

    /** Its number. */
    public int number() {
        return number;
    }

    /** What was asked. */
    public Request request() {
        return request;
    }

    /** Whether the reply or a failure is there. */
    public boolean isDone() {
        return done;
    }

    boolean isAwaited() {
        return waiter != null;
    }

    void wake() {
        LockSupport.unpark(waiter);
    }

    /** The reply is there. */
    public void complete(Reply arrived) {
        reply = arrived;
        end();
    }

    /** No reply comes. */
    public void fail(RuntimeException why) {
        failure = why;
        end();
    }

    private void end() {
        done = true;
        if (settler != null) {
            settler.settle(reply, failure);
        } else if (waiter != Thread.currentThread()) {
            LockSupport.unpark(waiter);
        }
    }

    /** The reply, once it is {@linkplain #isDone() done}. */
    Reply reply() {
        RuntimeException why = failure;
        if (why != null) {
            throw Rethrow.asMadeHere(why);
        }
        Reply arrived = reply;
        if (arrived == null) {
            throw new IllegalStateException("call " + number + " is not done");
        }
        return arrived;
    }
}

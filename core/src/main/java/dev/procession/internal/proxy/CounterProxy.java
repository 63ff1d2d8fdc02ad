package dev.procession.internal.proxy;

import dev.procession.shared.AtomicCounter;
import java.io.Serializable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A number at the server. */
final class CounterProxy implements AtomicCounter, Anchored {
    private final Anchor anchor;

    CounterProxy(Anchor anchor) {
        this.anchor = anchor;
    }

    private Reply call(Request request) {
        return anchor.port().call(request);
    }

    @Override
    public long get() {
        return call(Request.to(anchor, Operation.GET)).getLong();
    }

    @Override
    public void set(long value) {
        call(Request.to(anchor, Operation.SET).putLong(value));
    }

    @Override
    public long getAndSet(long value) {
        return call(Request.to(anchor, Operation.GET_AND_SET).putLong(value)).getLong();
    }

    @Override
    public boolean compareAndSet(long expected, long value) {
        return call(Request.to(anchor, Operation.COMPARE_AND_SET)
                        .putLong(expected)
                        .putLong(value))
                .getFlag();
    }

    @Override
    public long getAndAdd(long delta) {
        return call(Request.to(anchor, Operation.GET_AND_ADD).putLong(delta)).getLong();
    }

    @Override
    public CompletableFuture<Long> addAndGetAsync(long delta) {
        return anchor.port()
                .send(Request.to(anchor, Operation.GET_AND_ADD).putLong(delta), reply -> reply.getLong() + delta);
    }

    @Override
    public Anchor anchor() {
        return anchor;
    }

    @Override
    public Serializable handle() {
        return Proxies.handle(anchor, Kind.COUNTER);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return Proxies.isSame(anchor, other);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(anchor.id());
    }

    @Override
    public String toString() {
        return Long.toString(get());
    }
}

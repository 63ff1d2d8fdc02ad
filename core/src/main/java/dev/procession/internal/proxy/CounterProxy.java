package dev.procession.internal.proxy;

import dev.procession.shared.SharedCounter;
import java.io.Serializable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A number at the server. */
final class CounterProxy implements SharedCounter, RemoteObject {
    private final RemoteRef ref;

    CounterProxy(RemoteRef ref) {
        this.ref = ref;
    }

    private Reply call(Request request) {
        return ref.port().call(request);
    }

    @Override
    public long get() {
        return call(Request.to(ref, Operation.GET)).getLong();
    }

    @Override
    public void set(long value) {
        call(Request.to(ref, Operation.SET).putLong(value));
    }

    @Override
    public long getAndSet(long value) {
        return call(Request.to(ref, Operation.GET_AND_SET).putLong(value)).getLong();
    }

    @Override
    public boolean compareAndSet(long expected, long value) {
        return call(Request.to(ref, Operation.COMPARE_AND_SET).putLong(expected).putLong(value))
                .getFlag();
    }

    @Override
    public long getAndAdd(long delta) {
        return call(Request.to(ref, Operation.GET_AND_ADD).putLong(delta)).getLong();
    }

    @Override
    public CompletableFuture<Long> addAndGetAsync(long delta) {
        return ref.port().send(Request.to(ref, Operation.GET_AND_ADD).putLong(delta), reply -> reply.getLong() + delta);
    }

    @Override
    public RemoteRef anchor() {
        return ref;
    }

    @Override
    public Serializable handle() {
        return ProxyFactory.handle(ref, ObjectKind.COUNTER);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return ProxyFactory.isSame(ref, other);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(ref.id());
    }

    @Override
    public String toString() {
        return Long.toString(get());
    }
}

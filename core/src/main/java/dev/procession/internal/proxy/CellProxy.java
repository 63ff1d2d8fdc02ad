package dev.procession.internal.proxy;

import dev.procession.function.Op;
import dev.procession.shared.SharedReference;
import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A value at the server. */
final class CellProxy<T extends @Nullable Object> implements SharedReference<T>, RemoteObject {
    private final RemoteRef ref;

    CellProxy(RemoteRef ref) {
        this.ref = ref;
    }

    private Reply call(Request request) {
        return ref.port().call(request);
    }

    @Override
    public T get() {
        return call(Request.to(ref, Operation.GET)).getAs();
    }

    @Override
    public void set(T value) {
        call(Request.to(ref, Operation.SET).putValue(value));
    }

    @Override
    public T getAndSet(T value) {
        return call(Request.to(ref, Operation.GET_AND_SET).putValue(value)).getAs();
    }

    @Override
    public boolean compareAndSet(T expected, T value) {
        return call(Request.to(ref, Operation.COMPARE_AND_SET)
                        .putValue(expected)
                        .putValue(value))
                .getFlag();
    }

    private T update(Op<T> function, boolean before) {
        Request request = Request.to(ref, Operation.UPDATE)
                .putFlag(before)
                .putObject(Objects.requireNonNull(function, "function"));
        return ref.port().call(request, ManagerConnection.Mode.RUNS).getAs();
    }

    @Override
    public T updateAndGet(Op<T> function) {
        return update(function, false);
    }

    @Override
    public T getAndUpdate(Op<T> function) {
        return update(function, true);
    }

    @Override
    public RemoteRef anchor() {
        return ref;
    }

    @Override
    public Serializable handle() {
        return ProxyFactory.handle(ref, ObjectKind.CELL);
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
        return String.valueOf(get());
    }
}

package dev.procession.internal.proxy;

import dev.procession.function.Op;
import dev.procession.shared.AtomicCell;
import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A value at the server. */
final class CellProxy<T extends @Nullable Object> implements AtomicCell<T>, Anchored {
    private final Anchor anchor;

    CellProxy(Anchor anchor) {
        this.anchor = anchor;
    }

    private Reply call(Request request) {
        return anchor.port().call(request);
    }

    @Override
    public T get() {
        return call(Request.to(anchor, Operation.GET)).getAs();
    }

    @Override
    public void set(T value) {
        call(Request.to(anchor, Operation.SET).putValue(value));
    }

    @Override
    public T getAndSet(T value) {
        return call(Request.to(anchor, Operation.GET_AND_SET).putValue(value)).getAs();
    }

    @Override
    public boolean compareAndSet(T expected, T value) {
        return call(Request.to(anchor, Operation.COMPARE_AND_SET)
                        .putValue(expected)
                        .putValue(value))
                .getFlag();
    }

    private T update(Op<T> function, boolean before) {
        Request request = Request.to(anchor, Operation.UPDATE)
                .putFlag(before)
                .putObject(Objects.requireNonNull(function, "function"));
        return anchor.port().call(request, Port.Mode.RUNS).getAs();
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
    public Anchor anchor() {
        return anchor;
    }

    @Override
    public Serializable handle() {
        return Proxies.handle(anchor, Kind.CELL);
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
        return String.valueOf(get());
    }
}

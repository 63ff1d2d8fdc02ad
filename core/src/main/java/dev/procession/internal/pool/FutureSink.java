package dev.procession.internal.pool;

import org.jspecify.annotations.Nullable;

/** The sink of a single task. */
record FutureSink<R extends @Nullable Object>(PoolFuture<R> future) implements ItemSink {
    @Override
    public void starved() {
        future.starve();
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // the caller's signature says what the function returns
    public void completed(Item item, int index, @Nullable Object value) {
        future.complete((R) value);
    }

    @Override
    public void failed(Item item, int index, Throwable failure) {
        if (failure instanceof CancelledItemException) {
            future.settleCancelled();
        } else {
            future.fail(failure);
        }
    }
}

package dev.procession.internal.pool;

import org.jspecify.annotations.Nullable;

/** The sink of a single task. */
record FutureSink<R extends @Nullable Object>(PoolFuture<R> future) implements Chunk.ResultHandler {
    @Override
    public void starved() {
        future.starve();
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // the caller's signature says what the function returns
    public void completed(Chunk chunk, int index, @Nullable Object value) {
        future.complete((R) value);
    }

    @Override
    public void failed(Chunk chunk, int index, Throwable failure) {
        if (failure instanceof CancelledChunkException) {
            future.settleCancelled();
        } else {
            future.fail(failure);
        }
    }
}

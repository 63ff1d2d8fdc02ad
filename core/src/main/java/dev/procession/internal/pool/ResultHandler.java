package dev.procession.internal.pool;

import org.jspecify.annotations.Nullable;

/**
 * Where the outcomes of chunks go. Exactly one method is called for each element, once; neither may block or throw.
 */
interface ResultHandler {

    /** An element has a result. */
    void completed(Chunk chunk, int index, @Nullable Object value);

    /** An element has none. */
    void failed(Chunk chunk, int index, Throwable failure);

    /**
     * There is no memory to go on, and a thread that waits for this may have it: it is told so, by
     * {@link PoolFuture#NO_MEMORY}. The outcomes come all the same, when there is memory. Takes none
     * itself.
     */
    void starved();
}

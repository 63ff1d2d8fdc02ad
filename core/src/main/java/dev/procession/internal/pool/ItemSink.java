package dev.procession.internal.pool;

import org.jspecify.annotations.Nullable;

/** Where the outcomes of items go. Exactly one method is called for each element, once; neither may block or throw. */
interface ItemSink {

    /** An element has a result. */
    void completed(Item item, int index, @Nullable Object value);

    /** An element has none. */
    void failed(Item item, int index, Throwable failure);
}

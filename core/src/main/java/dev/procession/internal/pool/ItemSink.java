package dev.procession.internal.pool;

import org.jspecify.annotations.Nullable;

/** Where the outcome of an item goes. Exactly one method is called, once; neither may block or throw. */
interface ItemSink {

    /** The item has a result. */
    void completed(Item item, @Nullable Object value);

    /** The item has none. */
    void failed(Item item, Throwable failure);
}

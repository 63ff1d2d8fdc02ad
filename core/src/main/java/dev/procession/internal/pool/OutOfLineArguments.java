package dev.procession.internal.pool;

import dev.procession.internal.task.LargeArgumentStore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Long arguments of one element, which lie aside until the element is settled.
 *
 * <p>Thread safety: any thread.
 */
final class OutOfLineArguments {
    private final LargeArgumentStore where;
    private final long place;
    private final AtomicBoolean deleted = new AtomicBoolean();

    OutOfLineArguments(LargeArgumentStore where, long place) {
        this.where = where;
        this.place = place;
    }

    /** Nobody needs them any more. */
    void delete() {
        if (deleted.compareAndSet(false, true)) {
            where.delete(place);
        }
    }
}

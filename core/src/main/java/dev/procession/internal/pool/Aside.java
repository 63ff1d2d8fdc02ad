package dev.procession.internal.pool;

import dev.procession.internal.dispatch.LongArguments;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Long arguments of one element, which lie aside until the element is settled.
 *
 * <p>Thread safety: any thread.
 */
final class Aside {
    private final LongArguments where;
    private final long place;
    private final AtomicBoolean deleted = new AtomicBoolean();

    Aside(LongArguments where, long place) {
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

package dev.procession.internal.pool;

import dev.procession.internal.dispatch.Arrivals;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Long arguments of one element, in a file of the pool's until the element is settled.
 *
 * <p>Thread safety: any thread.
 */
final class Aside {
    private final Arrivals arrivals;
    private final long file;
    private final AtomicBoolean deleted = new AtomicBoolean();

    Aside(Arrivals arrivals, long file) {
        this.arrivals = arrivals;
        this.file = file;
    }

    /** Nobody needs them any more. */
    void delete() {
        if (deleted.compareAndSet(false, true)) {
            arrivals.delete(file);
        }
    }
}

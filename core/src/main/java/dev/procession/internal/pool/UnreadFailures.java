package dev.procession.internal.pool;

import dev.procession.internal.service.Log;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The failures of one pool that no thread has read: futures that were dropped hide them. They are counted, and told
 * in one line when the pool ends.
 *
 * <p>Thread safety: any thread.
 */
final class UnreadFailures {
    /** Name of the logger, which has no other lines, so that it can be turned off. */
    static final String LOGGER = "dev.procession.pool.unread";

    /** Maximum number of failures of which the text is kept; the first that is unread at the end is told. */
    private static final int KEPT = 16;

    /** A failure that is kept. */
    interface Entry {
        /** What the task failed with. */
        Throwable failure();
    }

    private final String pool;
    private final AtomicLong unread = new AtomicLong();
    /** The first ones; guarded by itself. */
    private final Deque<Entry> first = new ArrayDeque<>();

    UnreadFailures(String pool) {
        this.pool = pool;
    }

    /** A future has failed, and no thread has read that yet. */
    void settled(Entry failure) {
        unread.incrementAndGet();
        synchronized (first) {
            if (first.size() < KEPT) {
                first.addLast(failure);
            }
        }
    }

    /** A thread has read it. */
    void read(Entry failure) {
        unread.decrementAndGet();
        synchronized (first) {
            first.remove(failure);
        }
    }

    /** The pool has ended: says what was not read. */
    void tell() {
        long count = unread.get();
        if (count <= 0) {
            return;
        }
        Entry one;
        synchronized (first) {
            one = first.peekFirst();
        }
        Log.warn(
                LOGGER,
                pool + " ended with failures that no thread had read: count=" + count + text(one)
                        + "; read the futures with get or join, or submit with an error callback");
    }

    private static String text(@Nullable Entry one) {
        return one == null ? "" : ", the first=" + one.failure();
    }
}

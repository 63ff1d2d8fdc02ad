package dev.procession.internal.wait;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The threads of this process that wait at one wait point, first come first served.
 *
 * <p>Thread safety: any thread. The queue changes under its monitor, and so do the two things that say whether it is
 * empty: the bit of this process in shared memory, and the wait point's registration at the doorbell.
 */
final class WaitQueue {
    private final ArrayDeque<Waiter> waiters = new ArrayDeque<>(2);

    /** Adds a waiter unless it stands here; returns whether it is the first. */
    boolean join(Waiter waiter) {
        boolean first = waiters.isEmpty();
        if (!waiters.contains(waiter)) {
            waiters.add(waiter);
        }
        return first;
    }

    /** Removes a waiter if it stands here; returns whether the line is empty now. */
    boolean leave(Waiter waiter) {
        waiters.remove(waiter);
        return waiters.isEmpty();
    }

    @Nullable
    Waiter poll() {
        return waiters.poll();
    }

    boolean isEmpty() {
        return waiters.isEmpty();
    }
}

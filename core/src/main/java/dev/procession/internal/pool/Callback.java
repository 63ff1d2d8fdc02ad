package dev.procession.internal.pool;

import org.jspecify.annotations.Nullable;

/**
 * What runs once a future is settled: made before, with its link to the next, because a heap that is full then has no
 * memory for either.
 */
final class Callback implements Runnable {
    private final Runnable action;
    /** The next that waits; guarded by the lock of {@link CallbackExecutor}. */
    @Nullable
    Callback next;

    Callback(Runnable action) {
        this.action = action;
    }

    @Override
    public void run() {
        action.run();
    }
}

package dev.procession.internal.pool;

import java.lang.ref.Cleaner;

/**
 * Hears that the program has forgotten a pool or a session, which it can do nothing with any more.
 *
 * <p>Thread safety: any thread.
 */
public final class Forgetting {
    private static final Cleaner CLEANER = Cleaner.create();

    private Forgetting() {}

    /**
     * Runs {@code action} once {@code facade} is unreachable, on a thread that must not be kept; {@code action}
     * must not lead to it. Its {@code clean()} runs the action at once, for what has ended: nothing of it is kept
     * then.
     */
    public static Cleaner.Cleanable watch(Object facade, Runnable action) {
        return CLEANER.register(facade, action);
    }
}

package dev.procession.internal.pool;

import dev.procession.internal.service.ServiceLoop;

/**
 * What no caller hears of, for threads that go on whatever happens: a logger that fails ends none of them.
 *
 * <p>Nothing is logged of a heap that is full. The work concerned fails with the {@link OutOfMemoryError}, or its threads meet their own; and a logging
 * system that is initialized without memory does not work for the rest of the JVM's life.
 *
 * <p>Thread safety: any thread.
 */
final class PoolLog {
    private PoolLog() {}

    /** Loads this class: when it is needed there may be no memory to. */
    static void prepare() {}

    /** Warns of a failure of {@code which}; not one string, because to join them takes memory. */
    static void warn(String which, String what, Throwable why) {
        if (ServiceLoop.isOutOfMemory(why)) {
            return;
        }
        try {
            System.getLogger("dev.procession.pool").log(System.Logger.Level.WARNING, which + " " + what, why);
        } catch (RuntimeException | Error e) { // the user's handlers, or no memory
            // There is nowhere else to say it.
        }
    }
}

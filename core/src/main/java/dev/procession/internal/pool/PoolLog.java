package dev.procession.internal.pool;

/**
 * What no caller hears of, for threads that go on whatever happens: a logger that fails ends none of them.
 *
 * <p>Nothing is logged of a heap that is full. The work concerned fails with the {@link OutOfMemoryError}, or its threads meet their own; and a logging
 * system that is initialized without memory does not work for the rest of the JVM's life.
 *
 * <p>Thread safety: any thread.
 */
final class PoolLog {
    private static final int DEEPEST = 16;

    private PoolLog() {}

    /** Loads this class: when it is needed there may be no memory to. */
    static void prepare() {}

    /** Warns of a failure of {@code which}; not one string, because to join them takes memory. */
    static void warn(String which, String what, Throwable why) {
        if (isOutOfMemory(why)) {
            return;
        }
        try {
            System.getLogger("dev.procession.pool").log(System.Logger.Level.WARNING, which + " " + what, why);
        } catch (RuntimeException | Error e) { // the user's handlers, or no memory
            // There is nowhere else to say it.
        }
    }

    /** Whether a failure comes from a heap that is full. */
    static boolean isOutOfMemory(Throwable failure) {
        Throwable at = failure;
        for (int depth = 0; at != null && depth < DEEPEST; depth++) {
            if (at instanceof OutOfMemoryError) {
                return true;
            }
            at = at.getCause();
        }
        return false;
    }
}

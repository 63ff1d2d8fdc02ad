package dev.procession.internal.service;

import org.jspecify.annotations.Nullable;

/**
 * The library's log, by {@link System.Logger}. A logger that fails ends no thread and changes no outcome: the handlers
 * are the user's, and there may be no memory.
 *
 * <p>A failure for lack of memory is not logged. The work concerned ends with the {@link OutOfMemoryError}, and a
 * logging system whose classes are initialized without memory does not work for the rest of the JVM's life.
 *
 * <p>Loggers are looked up at the first message, because loading the logging system would slow every start down.
 *
 * <p>Thread safety: any thread.
 */
public final class Log {
    private Log() {}

    /**
     * Initializes what is needed to tell a failure, here and in the JDK: without memory, the first use of a class
     * breaks that class for the rest of the JVM's life.
     */
    public static void prepare() {
        var _ = ServiceLoop.shortages();
        var _ = String.valueOf(new Trace());
    }

    /** Reads a stack trace with a frame of a named module, for which StackTraceElement initializes another class. */
    private static final class Trace {
        @Override
        public String toString() {
            return new Throwable().getStackTrace()[0].getMethodName();
        }
    }

    /** Says what a user may have to act on. */
    public static void warn(String logger, String text) {
        log(System.Logger.Level.WARNING, logger, text, null);
    }

    /** As {@link #warn(String, String)}, with the failure that is the reason. */
    public static void warn(String logger, String text, @Nullable Throwable failure) {
        log(System.Logger.Level.WARNING, logger, text, failure);
    }

    /**
     * As {@link #warn(String, String, Throwable)}: the text is {@code which} and {@code what}, which are joined here
     * because that takes memory.
     */
    public static void warn(String logger, String which, String what, Throwable failure) {
        if (ServiceLoop.isOutOfMemory(failure)) {
            ServiceLoop.noteShortage();
            return;
        }
        try {
            warn(logger, which + " " + what, failure);
        } catch (OutOfMemoryError e) { // As any that is not logged.
            ServiceLoop.noteShortage();
        }
    }

    /** Says what is of interest when something is looked into. */
    public static void debug(String logger, String text) {
        log(System.Logger.Level.DEBUG, logger, text, null);
    }

    /** As {@link #debug(String, String)}, with the failure that is the reason. */
    public static void debug(String logger, String text, @Nullable Throwable failure) {
        log(System.Logger.Level.DEBUG, logger, text, failure);
    }

    /** As the others, at any level. */
    public static void log(System.Logger.Level level, String logger, String text, @Nullable Throwable failure) {
        if (ServiceLoop.isOutOfMemory(failure)) {
            ServiceLoop.noteShortage();
            return;
        }
        if (level == System.Logger.Level.DEBUG && ServiceLoop.isMemoryShort()) {
            return;
        }
        try {
            System.getLogger(logger).log(level, text, failure);
        } catch (RuntimeException | Error e) { // The user's handlers, or no memory.
            // There is nowhere else to say it.
        }
    }
}

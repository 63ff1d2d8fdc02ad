package dev.procession.internal.local;

import dev.procession.internal.worker.ChildContext;
import dev.procession.process.WorkerContext;
import dev.procession.spi.Backend;
import org.jspecify.annotations.Nullable;

/**
 * Opens sessions, and knows those that must not be: a class whose static initializer opens one is initialized in
 * the workers too, when they run a lambda of that class, and each would start workers that do the same.
 * {@linkplain InertSession What is opened there} starts nothing.
 *
 * <p>Thread safety: any thread.
 */
public final class StaticSessions {
    private StaticSessions() {}

    /** Opens a session; an inert one in a child process in which the calling thread runs a static initializer. */
    public static Backend open(SessionOptions options) {
        if (Generations.own() == 0) {
            // No child: nothing more is looked at, or loaded, on the way to the first result.
            return new LocalBackend(options);
        }
        WorkerContext child = ChildContext.current();
        String initialized = child == null ? null : initializedClass();
        if (child != null && initialized != null) {
            return InertSession.open(initialized, child.name());
        }
        return new LocalBackend(options);
    }

    /** The class that the calling thread initializes, the innermost of several; {@code null} if it does not. */
    private static @Nullable String initializedClass() {
        for (StackTraceElement frame : new Throwable().getStackTrace()) {
            if (frame.getMethodName().equals("<clinit>")) {
                return frame.getClassName();
            }
        }
        return null;
    }
}

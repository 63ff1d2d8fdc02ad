package dev.procession.fuzz;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What was found where an exception would be caught, or in another thread. Thread-safe. */
public final class Findings {
    private static final AtomicReference<@Nullable AssertionError> FIRST = new AtomicReference<>();

    private Findings() {}

    /** Something that must not be. */
    public static void add(String what) {
        FIRST.compareAndSet(null, new AssertionError(what));
    }

    /** Throws what was added since the last time, if anything. */
    static void check() {
        AssertionError found = FIRST.getAndSet(null);
        if (found != null) {
            throw found;
        }
    }
}

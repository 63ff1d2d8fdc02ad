package dev.procession.internal.worker;

import dev.procession.process.WorkerContext;
import org.jspecify.annotations.Nullable;

/**
 * What this process is, if it is a child. It lives in the system class loader's copy of this class, as a child's runtime does.
 *
 * @param name its name
 * @param id its number in the session
 * @param parentPid its parent's process id
 */
public record ChildContext(String name, int id, long parentPid, TaskGate gate) implements WorkerContext {
    private static volatile @Nullable ChildContext current;

    /** The context of this process; {@code null} in a process that is no child. */
    public static @Nullable WorkerContext current() {
        return current;
    }

    static void set(ChildContext context) {
        current = context;
    }

    @Override
    public boolean isCancelled() {
        return gate.isCancelled();
    }
}

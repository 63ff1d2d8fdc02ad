package dev.procession.internal.task;

import org.jspecify.annotations.Nullable;

/**
 * The thread of this process that runs a pool's tasks, one after another, if the process is a worker. Thread safety:
 * any thread.
 */
public final class TaskThread {
    private static volatile @Nullable Thread runner;

    private TaskThread() {}

    /** The calling thread runs tasks from now on. */
    public static void begin() {
        runner = Thread.currentThread();
    }

    /** Whether the calling thread runs a task: while it waits, its worker runs none. */
    public static boolean isCurrent() {
        return Thread.currentThread() == runner;
    }
}

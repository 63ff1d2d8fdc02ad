package dev.procession.process;

/**
 * What code that runs in a child process can know of itself; {@code Procession.currentWorker()} returns it.
 *
 * <p>Thread safety: every method may be called from any thread of the child.
 */
public interface WorkerContext {

    /** The name of this child process, such as {@code pool-1-worker-2}. */
    String name();

    /** The number of this child process, unique in its session, from 1. A replaced worker has a number of its own. */
    int id();

    /** The process id of the process that started this one. */
    long parentPid();

    /**
     * Whether the task that is running was cancelled or has exceeded its timeout. The thread that runs the task is
     * interrupted as well; a task that heeds neither is killed with its process when the grace is over.
     */
    boolean isCancelled();
}

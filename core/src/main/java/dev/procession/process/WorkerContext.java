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

    /**
     * Tells the {@link dev.procession.pool.Progress} listener of the task that runs in this worker, if it has one,
     * how far it is, or anything else. Does not wait for the listener. A report that comes when its task is over is
     * dropped.
     *
     * @param report any value that can be sent
     * @throws dev.procession.codec.CodecException if it cannot be
     */
    void report(Object report);

    /**
     * Logs in the process that started this one, by its {@link System.Logger} {@code dev.procession.worker}, with the
     * name of this process before it.
     */
    void log(System.Logger.Level level, String message);
}

package dev.procession.spi;

import dev.procession.function.VoidTask;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.process.ChildProcess;
import java.util.List;

/**
 * Where the processes of one session run. The facade forwards to it; contracts are those of the types it returns.
 *
 * <p>Thread safety: every method may be called from any thread.
 */
public interface Backend extends AutoCloseable {

    /** Collects what a child process is started with. */
    ChildProcess.Builder process(VoidTask body);

    /** The child processes started by {@link #process} that have not ended, oldest first. */
    List<ChildProcess> activeChildren();

    /** Starts a pool. */
    ProcessPool pool(PoolOptions options);

    /** Ends every process of the session and frees what it holds; bounded in time and idempotent. */
    @Override
    void close();
}

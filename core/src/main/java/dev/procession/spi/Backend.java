package dev.procession.spi;

import dev.procession.channel.JoinableQueue;
import dev.procession.channel.Pipe;
import dev.procession.channel.ProcessQueue;
import dev.procession.channel.QueueOptions;
import dev.procession.function.VoidTask;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.process.ChildProcess;
import dev.procession.shared.Manager;
import dev.procession.shared.ManagerOptions;
import dev.procession.shared.SharedArray;
import dev.procession.shared.SharedLong;
import dev.procession.shared.SharedMemory;
import dev.procession.sync.OwnerDeathPolicy;
import dev.procession.sync.ProcessBarrier;
import dev.procession.sync.ProcessEvent;
import dev.procession.sync.ProcessLatch;
import dev.procession.sync.ProcessLock;
import dev.procession.sync.ProcessSemaphore;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

    /** A queue; one with a name is found if it is there, else made. */
    <E> ProcessQueue<E> queue(QueueOptions options);

    /** A joinable queue; one with a name is found if it is there, else made. */
    <E> JoinableQueue<E> joinableQueue(QueueOptions options);

    /** A new pipe; one that is not duplex receives at the left and sends at the right. */
    <T> Pipe<T> pipe(boolean duplex);

    /** A lock; one with a name is found if it is there, else made; so with all that follow. */
    ProcessLock lock(@Nullable String name, OwnerDeathPolicy policy);

    /** A semaphore. */
    ProcessSemaphore semaphore(@Nullable String name, int permits);

    /** A latch. */
    ProcessLatch latch(@Nullable String name, int count);

    /** A barrier. */
    ProcessBarrier barrier(@Nullable String name, int parties);

    /** An event. */
    ProcessEvent event(@Nullable String name);

    /** A number. */
    SharedLong sharedLong(@Nullable String name, long initial);

    /** An array of {@code long}. */
    SharedArray.OfLong sharedLongs(@Nullable String name, long length);

    /** An array of {@code int}. */
    SharedArray.OfInt sharedInts(@Nullable String name, long length);

    /** An array of {@code double}. */
    SharedArray.OfDouble sharedDoubles(@Nullable String name, long length);

    /** An array of {@code byte}. */
    SharedArray.OfByte sharedBytes(@Nullable String name, long length);

    /** A block of memory. */
    SharedMemory sharedMemory(@Nullable String name, long bytes);

    /** A manager of shared objects; one with a name is found if it is there, else made. */
    Manager manager(ManagerOptions options);

    /** Ends every process of the session and frees what it holds; bounded in time and idempotent. */
    @Override
    void close();
}

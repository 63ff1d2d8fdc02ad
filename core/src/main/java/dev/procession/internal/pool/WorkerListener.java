package dev.procession.internal.pool;

import dev.procession.internal.codec.HeapSource;
import java.util.List;

/**
 * What happens to what a worker was given, as its {@link WorkerQueue} tells it.
 *
 * <p>Thread safety: any thread calls it; {@link #expect} and {@link #workerIdle} under the lock of the worker queue,
 * the rest under no lock of it.
 */
interface WorkerListener {
    /** The worker has so many elements more. */
    void expect(int more);

    /** Outcomes have come. */
    void settle(List<TaskResult> results);

    /** The worker has died while it ran an element. */
    void settle(TaskCrash crash);

    /** Chunks were taken back from the worker; no result of these is wanted, the others wait again. */
    void reclaimed(List<Chunk> unwanted);

    /** Chunks were not begun, or are to run again. */
    void requeue(List<Chunk> chunks);

    /** The worker has nothing to do. */
    void workerIdle(long now);

    /** A task of this job has reported. */
    void reported(Job job, String worker, HeapSource report);
}

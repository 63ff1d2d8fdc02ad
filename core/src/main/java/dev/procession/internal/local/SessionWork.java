package dev.procession.internal.local;

import dev.procession.internal.liveness.RunningClock;
import dev.procession.internal.pool.PoolControl;
import dev.procession.process.ChildProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The pools and children of a session, as far as they have not ended.
 *
 * <p>Thread safety: any thread.
 */
final class SessionWork {
    private final Set<PoolControl> pools = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<LocalChildProcess> children = new ConcurrentLinkedQueue<>();

    void add(PoolControl pool) {
        pools.add(pool);
    }

    void remove(PoolControl pool) {
        pools.remove(pool);
    }

    void add(LocalChildProcess child) {
        children.add(child);
    }

    void remove(LocalChildProcess child) {
        children.remove(child);
    }

    /** The children that live, oldest first. */
    List<ChildProcess> activeChildren() {
        List<ChildProcess> active = new ArrayList<>();
        for (LocalChildProcess child : children) {
            if (child.isAlive()) {
                active.add(child);
            }
        }
        return active;
    }

    /** Whether there are none, whatever they do. */
    boolean isEmpty() {
        return pools.isEmpty() && children.isEmpty();
    }

    /**
     * Whether nothing is left to do that the JVM waits for when it shuts down; {@code exiting} are threads that will
     * not come back.
     */
    boolean isQuiet(Set<Thread> exiting) {
        for (PoolControl pool : pools) {
            if (!pool.isDaemon() && !pool.isQuiet(exiting)) {
                return false;
            }
        }
        for (LocalChildProcess child : children) {
            if (!child.isDaemon() && child.isAlive()) {
                return false;
            }
        }
        return true;
    }

    /** Whether the calling thread runs a callback of a pool. */
    boolean isCallingBack() {
        for (PoolControl pool : pools) {
            if (pool.isCallingBack()) {
                return true;
            }
        }
        return false;
    }

    /** Takes no more tasks, and asks daemon children to end. */
    void shutdown() {
        for (PoolControl pool : pools) {
            pool.shutdown();
        }
        for (LocalChildProcess child : children) {
            if (child.isDaemon()) {
                child.terminate();
            }
        }
    }

    /** Waits until all has ended, or until the deadline, which is a time of the {@link RunningClock}. */
    void awaitEnd(long deadline) throws InterruptedException {
        RunningClock clock = RunningClock.system();
        for (PoolControl pool : pools) {
            clock.await(deadline - clock.nanoTime(), pool::awaitTermination);
        }
        for (LocalChildProcess child : children) {
            clock.await(deadline - clock.nanoTime(), child::join);
        }
    }

    /** Ends what has not ended; returns when it has. */
    void terminate() {
        for (PoolControl pool : pools) {
            pool.terminate();
        }
        for (LocalChildProcess child : children) {
            child.close();
        }
    }

    /**
     * Has pools give up everything, because of {@code why}; they would start new workers for those that are killed.
     */
    void terminatePools(String why) {
        for (PoolControl pool : pools) {
            pool.terminate(why);
        }
    }

    /** Waits until all workers have ended, or {@code nanos} have passed. */
    void awaitWorkers(long nanos) {
        long deadline = System.nanoTime() + nanos;
        for (PoolControl pool : pools) {
            pool.awaitWorkers(deadline - System.nanoTime());
        }
    }
}

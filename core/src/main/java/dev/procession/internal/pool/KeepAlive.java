package dev.procession.internal.pool;

import dev.procession.internal.service.Log;
import dev.procession.internal.service.ServiceLoop;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the JVM alive while a pool has work that was submitted and that no thread need be waiting for, as the
 * threads of an executor of the JDK do: by a thread that is no daemon, and exists only meanwhile. All other threads
 * of a pool are daemons.
 *
 * <pre>
 *              work is submitted                    work has ended
 *   ABSENT ─────────────────────────► WAITING ─────────────────────► LINGERING
 *      ▲                                 ▲                            │      │
 *      │                                 └────── there is more ───────┘      │
 *      └──────────────────── still none after LINGER_NANOS ──────────────────┘
 * </pre>
 *
 * <p>A submitter counts its work first, and reads the state then; the thread changes the state first, and looks for
 * work then: so no work goes without it (Dekker). The same holds for the end of work. A submitter pays one volatile
 * read while the thread exists, and work that comes in short steps starts it at
 * most once in each {@link #LINGER_NANOS}.
 *
 * <p>Thread safety: any thread.
 */
final class KeepAlive {
    private static final int ABSENT = 0;
    private static final int WAITING = 1;
    private static final int LINGERING = 2;

    /** How long the thread stays without work. */
    private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /**
     * How long after the start of the thread it is first looked whether only this pool keeps the JVM alive; each time
     * after twice as long.
     */
    private static final long FIRST_LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long MAX_LOOK_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** What a pool says of its work. */
    interface Work {
        /** Whether nothing that was submitted is left to do, callbacks and dependents included. */
        boolean isQuiet();

        /** Whether the pool takes tasks. */
        boolean isOpen();
    }

    private final String pool;
    private final Origin origin;
    private final Work work;
    private final boolean isOn;
    private final AtomicInteger state = new AtomicInteger(ABSENT);
    private volatile @Nullable Thread thread;
    private volatile boolean ended;
    private boolean warned;

    /**
     * For the pool of this name, made there; if it is not {@code on}, it keeps nothing alive.
     */
    KeepAlive(String pool, Origin origin, Work work, boolean on) {
        this.pool = pool;
        this.origin = origin;
        this.work = work;
        isOn = on;
    }

    /** Work was counted that the submitting thread may not wait for. */
    void workSubmitted() {
        if (isOn && state.get() == ABSENT && state.compareAndSet(ABSENT, WAITING)) {
            start();
        }
    }

    private void start() {
        try {
            Thread.ofPlatform()
                    .daemon(false)
                    .name("procession-" + pool + "-alive")
                    .start(ServiceLoop.of(this::run, this::warn));
        } catch (Throwable t) {
            state.set(ABSENT);
            throw t;
        }
    }

    /** There may be no work left. */
    void workEnded() {
        if (state.get() == WAITING && work.isQuiet() && state.compareAndSet(WAITING, LINGERING)) {
            LockSupport.unpark(thread);
        }
    }

    /** The pool has ended, and nobody waits for this. */
    void end() {
        ended = true;
        LockSupport.unpark(thread);
    }

    private void warn(Throwable failure) {
        Log.warn("dev.procession.pool", pool, "failed to wait for the end of its tasks", failure);
    }

    private void run() {
        thread = Thread.currentThread();
        while (true) {
            awaitWork();
            state.set(LINGERING);
            linger();
            if (!work.isQuiet()) {
                state.set(WAITING);
                continue;
            }
            warnIfLast();
            state.set(ABSENT);
            if (work.isQuiet() || !state.compareAndSet(ABSENT, WAITING)) {
                return;
            }
        }
    }

    /** Returns when there is no work. */
    private void awaitWork() {
        long pause = FIRST_LOOK_NANOS;
        state.set(WAITING);
        while (!work.isQuiet()) {
            long start = System.nanoTime();
            LockSupport.parkNanos(this, pause);
            state.set(WAITING);
            if (System.nanoTime() - start >= pause) {
                warnIfLast();
                pause = Math.min(2 * pause, MAX_LOOK_NANOS);
            }
        }
    }

    private void linger() {
        long start = System.nanoTime();
        for (long left = LINGER_NANOS; left > 0 && !ended; left = LINGER_NANOS - (System.nanoTime() - start)) {
            LockSupport.parkNanos(this, left);
        }
    }

    /**
     * The program has come to its end without closing the pool, and would have ended: once it is said what keeps it.
     */
    private void warnIfLast() {
        if (!warned && !ended && work.isOpen() && JvmThreads.areOnlyOurs()) {
            warned = true;
            Log.warn(
                    "dev.procession.pool",
                    pool
                            + " keeps the JVM alive until its tasks have ended, because main has returned and"
                            + " the pool was not closed: made at=" + origin
                            + "; close it, best by try-with-resources, or make it with"
                            + " PoolOptions.withDaemon(true) if its tasks may be cut off");
        }
    }
}

package dev.procession.internal.local;

import dev.procession.internal.liveness.RunningClock;
import dev.procession.internal.pool.Origin;
import dev.procession.internal.service.Log;
import dev.procession.internal.supervise.ChildEnvironment;
import dev.procession.internal.supervise.RunningChild;
import dev.procession.process.SessionClosedException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How a session ends: it is closed, or forgotten, or its JVM shuts down and its time is over.
 *
 * <pre>
 *   OPEN ──close──────────────► CLOSING ──work has ended, or was killed──► CLOSED
 *     │                            │                                         ▲
 *     └──the JVM's time is over────┴──(killed)───────────────────────────────┘
 * </pre>
 *
 * <p>Thread safety: every method may be called from any thread. What must not begin once the session is closing is
 * begun under the lock of this.
 */
final class SessionEnd implements ShutdownHook.Ending {
    private static final long KILL_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final String CLOSED = "the session is closed; open another";

    private final SessionWork work;
    private final ChildEnvironment runtime;
    private final ManagerHost managers;
    private final SessionFiles files;
    private final long closeTimeoutNanos;
    private final Origin origin = new Origin();
    private final Thread sweeper;
    private final CountDownLatch released = new CountDownLatch(1);
    /** {@code null} if there is none; guarded by this, as is the next. */
    private @Nullable ShutdownHook hook;
    /** Why nothing more is begun; {@code null} while the session is open. */
    private @Nullable String closed;
    /** The thread that closes it. */
    private volatile @Nullable Thread closer;

    SessionEnd(
            SessionWork work,
            ChildEnvironment runtime,
            ManagerHost managers,
            SessionFiles files,
            long closeTimeoutNanos,
            Thread sweeper) {
        this.work = work;
        this.runtime = runtime;
        this.managers = managers;
        this.files = files;
        this.closeTimeoutNanos = closeTimeoutNanos;
        this.sweeper = sweeper;
    }

    /** Registers the hook for the end of the JVM. */
    void watchJvm() {
        ShutdownHook watching = new ShutdownHook(this, work, runtime, files, closeTimeoutNanos);
        synchronized (this) {
            hook = watching;
        }
        watching.register();
    }

    /**
     * Returns if the session is open; under the lock of this, so that it stays so meanwhile.
     *
     * @throws SessionClosedException if it is not
     */
    synchronized void checkOpen() {
        if (closed != null) {
            throw new SessionClosedException(closed);
        }
    }

    /** Whether it has been asked to end. */
    @Override
    public synchronized boolean isClosing() {
        return closed != null;
    }

    @Override
    public boolean isReleased() {
        return released.getCount() == 0;
    }

    private synchronized boolean begin(String why) {
        if (closed != null) {
            return false;
        }
        closed = why;
        return true;
    }

    /** As {@link dev.procession.Procession#close()}. */
    void close() {
        if (!begin(CLOSED)) {
            awaitOther();
            return;
        }
        closeAfterBegin();
    }

    private void closeAfterBegin() {
        closer = Thread.currentThread();
        long deadline = RunningClock.system().nanoTime() + closeTimeoutNanos;
        work.shutdown();
        boolean interrupted = false;
        try {
            work.awaitEnd(deadline);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        release(interrupted);
    }

    /**
     * Another thread closes it: waits until it has. Not if that thread may wait for this one, because a callback
     * asks, or one that runs while closing. An interrupt ends the other's waiting as it would end this one's.
     */
    private void awaitOther() {
        if (closer == Thread.currentThread() || work.isCallingBack()) {
            return;
        }
        boolean interrupted = false;
        while (true) {
            try {
                released.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
                work.terminate();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void release(boolean interrupted) {
        work.terminate();
        managers.close();
        killAll();
        files.close();
        boolean again = interrupted;
        while (sweeper.isAlive()) {
            try {
                sweeper.join();
            } catch (InterruptedException e) {
                again = true;
            }
        }
        unwatchJvm();
        released.countDown();
        if (again) {
            Thread.currentThread().interrupt();
        }
    }

    private void unwatchJvm() {
        ShutdownHook watching;
        synchronized (this) {
            watching = hook;
            hook = null;
        }
        if (watching != null) {
            watching.unregister();
        }
    }

    @Override
    public void endNow(String why) {
        begin(why);
        work.terminatePools(why);
        killAll();
        work.awaitWorkers(KILL_NANOS);
        managers.close();
        files.close();
        released.countDown();
    }

    private void killAll() {
        runtime.close();
        for (RunningChild child : runtime.children()) {
            child.kill();
        }
        for (RunningChild child : runtime.children()) {
            child.awaitExit(KILL_NANOS);
        }
    }

    /**
     * The program has forgotten the session; it ends if nothing of it can be in use, which is never asked again by
     * anything but this.
     */
    void forgotten() {
        if (begin(CLOSED)) {
            Thread.ofPlatform().daemon().name("procession-forgotten").start(() -> {
                Log.warn(
                        "dev.procession",
                        "a session was not closed, and nothing refers to it any more: made at=" + origin
                                + "; it is closed now; close it, best by try-with-resources");
                closeAfterBegin();
            });
        }
    }
}

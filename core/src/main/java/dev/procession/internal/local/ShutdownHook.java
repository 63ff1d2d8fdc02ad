package dev.procession.internal.local;

import dev.procession.internal.liveness.RunningClock;
import dev.procession.internal.supervise.ChildEnvironment;
import dev.procession.internal.supervise.RunningChild;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends an open session when its JVM shuts down.
 *
 * <p>The program's own hooks run beside this one, in no order, and nothing tells when they have ended; until then
 * they may use the session. So this one waits for submitted work, and kills nothing before the close timeout is over.
 * Processes that are left when the JVM halts end with their links; files are removed by the JDK's deletion on exit,
 * which comes after all hooks. A daemon thread, which runs until the halt, kills when the timeout is over and a hook
 * still runs.
 *
 * <p>After Ctrl-C, which a person presses to be rid of the program, it waits for nothing.
 */
final class ShutdownHook extends Thread {
    /** The end of a session. */
    interface Ending {
        /** Whether the session is being closed, by whichever thread. */
        boolean isClosing();

        /** Whether nothing of the session is left. */
        boolean isReleased();

        /** Kills what runs, and closes the session; {@code why} is said to what waits for it. */
        void endNow(String why);
    }

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long WATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /**
     * Minimum time for other hooks after Ctrl-C, in nanoseconds, so that a thread that waits for a future does not
     * print a stack trace while the JVM halts.
     */
    private static final long MIN_AFTER_INTERRUPT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Ending end;
    private final SessionWork work;
    private final ChildEnvironment runtime;
    private final SessionFiles files;
    private final long closeTimeoutNanos;
    private final RunningClock clock = RunningClock.system();

    ShutdownHook(Ending end, SessionWork work, ChildEnvironment runtime, SessionFiles files, long closeTimeoutNanos) {
        super("procession-shutdown");
        this.end = end;
        this.work = work;
        this.runtime = runtime;
        this.files = files;
        this.closeTimeoutNanos = closeTimeoutNanos;
    }

    /**
     * Has the JVM run it when it shuts down; if the JVM shuts down already, because the session was opened by a hook,
     * the rest is done at once.
     */
    void register() {
        try {
            Runtime.getRuntime().addShutdownHook(this);
        } catch (IllegalStateException e) {
            watch(clock.nanoTime() + closeTimeoutNanos);
        }
    }

    /** The session has ended. */
    void unregister() {
        try {
            Runtime.getRuntime().removeShutdownHook(this);
        } catch (IllegalStateException e) {
            // The JVM is shutting down, and the hook finds nothing left.
        }
    }

    @Override
    public void run() {
        long start = clock.nanoTime();
        files.endBackground();
        JvmExit exit = JvmExit.look();
        if (exit.isInterrupt()) {
            watch(start + Math.max(closeTimeoutNanos, MIN_AFTER_INTERRUPT_NANOS));
            return;
        }
        long deadline = start + closeTimeoutNanos;
        if (awaitRest(deadline, exit.threads())) {
            watch(deadline);
        } else {
            end.endNow(why());
        }
    }

    /**
     * Waits until the session has ended, or nothing is left to do and nothing closes it; returns {@code false} if the
     * deadline comes before.
     */
    private boolean awaitRest(long deadline, Set<Thread> exiting) {
        if (closeTimeoutNanos == 0) {
            return end.isReleased();
        }
        while (!end.isReleased() && (end.isClosing() || !work.isQuiet(exiting))) {
            long left = deadline - clock.nanoTime();
            if (left <= 0) {
                return false;
            }
            pause(Math.min(left, POLL_NANOS));
        }
        return true;
    }

    /** Nothing is waited for; what the program's hooks still do with the session has until the deadline. */
    private void watch(long deadline) {
        if (end.isReleased()) {
            return;
        }
        leave();
        Thread.ofPlatform().daemon().name("procession-deadline").start(() -> {
            while (!end.isReleased()) {
                long left = deadline - clock.nanoTime();
                if (left <= 0) {
                    end.endNow(why());
                    return;
                }
                pause(Math.min(left, WATCH_NANOS));
                leave();
            }
        });
    }

    private void pause(long nanos) {
        clock.beginSleep(nanos);
        try {
            LockSupport.parkNanos(this, nanos);
        } finally {
            clock.endSleep();
        }
    }

    /** The session may end with the JVM from now on. */
    private void leave() {
        for (RunningChild child : runtime.children()) {
            child.parentLeaves();
        }
        files.leaveToExit();
    }

    private String why() {
        return "the JVM is shutting down, and the session's time for that is over: closeTimeout="
                + Duration.ofNanos(closeTimeoutNanos)
                + "; likely cause: a task, a child or a shutdown hook that takes longer;"
                + " give it more by Procession.builder().closeTimeout(…)";
    }
}

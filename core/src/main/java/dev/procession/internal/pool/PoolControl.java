package dev.procession.internal.pool;

import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What a session has of a pool: how to end it. It does not lead to the pool's facade, which the program may forget.
 *
 * <p>Thread safety: any thread.
 */
public final class PoolControl {
    private static final long NO_TIME = 0;

    private final PoolCore core;

    PoolControl(PoolCore core) {
        this.core = core;
    }

    /** Whether the JVM does not wait for the pool's work. */
    public boolean isDaemon() {
        return core.options().isDaemon();
    }

    /**
     * Whether nothing that was submitted is left to do, callbacks and dependents included; callbacks are not
     * counted if one of {@code exiting} runs them, which does not come back.
     */
    public boolean isQuiet(Set<Thread> exiting) {
        return core.isQuiet(exiting);
    }

    /** Whether the calling thread runs a callback of the pool, which a thread that closes waits for. */
    public boolean isCallingBack() {
        return core.callbacks().isRunner(Thread.currentThread());
    }

    /** Takes no more tasks. */
    public void shutdown() {
        core.shutdown();
    }

    /** Gives up everything: futures are cancelled. Waits until the workers have ended. */
    public void terminate() {
        core.terminate();
        core.end().awaitUninterruptibly(TimeUnit.DAYS.toNanos(1));
    }

    /**
     * Gives up everything: futures fail with a {@link dev.procession.process.SessionClosedException} that says
     * {@code why}. Waits for nothing.
     */
    public void terminate(String why) {
        core.terminate(why);
    }

    /** Waits until all has ended, callbacks included, or {@code nanos} have passed; returns whether it has. */
    public boolean awaitTermination(long nanos) throws InterruptedException {
        return core.end().await(Math.max(NO_TIME, nanos));
    }

    /** Waits until the workers have ended, or {@code nanos} have passed, whatever interrupts. */
    public void awaitWorkers(long nanos) {
        core.end().awaitUninterruptibly(nanos);
    }
}

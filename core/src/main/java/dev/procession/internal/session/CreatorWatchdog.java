package dev.procession.internal.session;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Asks, four times a second, whether the creator of a session lives: in a process that joined from outside, which
 * nobody tells, and whose threads may never wait for anything.
 */
final class CreatorWatchdog implements Runnable {
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final BooleanSupplier look;
    private final Thread thread =
            Thread.ofPlatform().daemon().name("procession-maker-watch").unstarted(this);
    private volatile boolean closed;

    private CreatorWatchdog(BooleanSupplier look) {
        this.look = look;
    }

    /** Runs {@code look} until it says that it has seen enough, or until {@link #close}. */
    static CreatorWatchdog start(BooleanSupplier look) {
        CreatorWatchdog watch = new CreatorWatchdog(look);
        watch.thread.start();
        return watch;
    }

    @Override
    public void run() {
        while (!closed && !look.getAsBoolean()) {
            LockSupport.parkNanos(this, PERIOD_NANOS);
        }
    }

    void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}

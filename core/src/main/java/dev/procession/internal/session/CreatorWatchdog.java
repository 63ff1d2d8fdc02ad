package dev.procession.internal.session;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Polls every 250 ms whether the session's creator lives. Needed only in processes that joined by name: they are not
 * notified, and their threads may never block on a wait point.
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

    /** Runs {@code look} until it returns {@code true}, or until {@link #close}. */
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

package dev.procession.internal.session;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Asks, four times a second, whether the maker of a session lives: in a process that joined from outside, which nobody tells, and whose threads may
 * never wait for anything.
 */
final class MakerWatch implements Runnable {
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final BooleanSupplier look;
    private final Thread thread =
            Thread.ofPlatform().daemon().name("procession-maker-watch").unstarted(this);
    private volatile boolean closed;

    private MakerWatch(BooleanSupplier look) {
        this.look = look;
    }

    /** Runs {@code look} until it says that it has seen enough, or until {@link #close}. */
    static MakerWatch start(BooleanSupplier look) {
        MakerWatch watch = new MakerWatch(look);
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

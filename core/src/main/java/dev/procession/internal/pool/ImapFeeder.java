package dev.procession.internal.pool;

import java.lang.ref.WeakReference;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The thread that reads the source of one {@code imap}. While it waits for room it refers to the run weakly: a run
 * that its consumer has abandoned, and all that it has read, is garbage at once and not when the thread has ended.
 *
 * <p>Thread safety: {@link #wake} for any thread.
 */
final class ImapFeeder implements Runnable {
    /** How long a feeder waits for room before its thread ends; the next consumption starts another. */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final PoolCore pool;
    private final WeakReference<ImapOperation<?, ?>> run;
    /** The run, until the thread has it. */
    private @Nullable ImapOperation<?, ?> first;

    private final Semaphore news = new Semaphore(0);

    ImapFeeder(PoolCore pool, ImapOperation<?, ?> run) {
        this.pool = pool;
        this.run = new WeakReference<>(run);
        first = run;
    }

    /** There may be room, or an end. */
    void wake() {
        news.release();
    }

    @Override
    public void run() {
        try {
            ImapOperation<?, ?> feeding = first;
            first = null;
            while (feeding != null && feeding.feed()) {
                feeding = null;
                boolean woken = await();
                feeding = run.get();
                if (!woken && feeding != null && feeding.rest()) {
                    return;
                }
            }
        } finally {
            pool.forget(this);
        }
    }

    private boolean await() {
        try {
            boolean woken = news.tryAcquire(LINGER_NANOS, TimeUnit.NANOSECONDS);
            news.drainPermits();
            return woken;
        } catch (InterruptedException e) {
            // An interrupt meant for the source, which came late.
            return true;
        }
    }
}

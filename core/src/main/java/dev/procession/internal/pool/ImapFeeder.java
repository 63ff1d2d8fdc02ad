package dev.procession.internal.pool;

import java.lang.ref.WeakReference;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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

    /** What is fed. */
    interface Run {
        /** Reads as long as there is room; returns whether it is to go on when there is some. */
        boolean feed();

        /** Lets go of a feeder that has waited for long; returns whether it is to end, because there is no room still. */
        boolean rest();
    }

    private final Consumer<? super ImapFeeder> onEnd;
    private final WeakReference<Run> run;
    /** The run, until the thread has it. */
    private @Nullable Run first;

    private final Semaphore news = new Semaphore(0);

    ImapFeeder(Consumer<? super ImapFeeder> onEnd, Run run) {
        this.onEnd = onEnd;
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
            Run feeding = first;
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
            onEnd.accept(this);
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

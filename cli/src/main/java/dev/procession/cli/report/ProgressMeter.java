package dev.procession.cli.report;

import dev.procession.pool.WorkerInfo;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows how far a run is, on standard error: on a terminal as a line that is redrawn ten times a second, elsewhere
 * as a plain line every ten seconds. Counting costs a store or two per item; all else happens in one daemon thread.
 */
public final class ProgressMeter implements AutoCloseable {
    private static final long REDRAW_MILLIS = 100;
    private static final long PLAIN_MILLIS = 10_000;

    private final PrintStream err;
    private final @Nullable ErrorStream terminal;
    private final int width;
    private final LongSupplier nanoClock;
    private final long startNanos;
    /** What was written down. */
    private final AtomicLong done = new AtomicLong();

    private final AtomicLong failed = new AtomicLong();
    /** What has ended, written or not. */
    private volatile long ended;

    private volatile long endedFailed;
    private volatile LongSupplier skipped = () -> 0;
    private volatile LongSupplier total = () -> -1;
    private volatile Supplier<List<WorkerInfo>> workers = List::of;
    private boolean closed;

    /**
     * A meter that shows nothing until {@link #start}.
     *
     * @param err where plain lines go
     * @param terminal where the status line goes; {@code null} when there is no terminal
     * @param width how many columns the terminal has
     */
    public ProgressMeter(PrintStream err, @Nullable ErrorStream terminal, int width, LongSupplier nanoClock) {
        this.err = err;
        this.terminal = terminal;
        this.width = width;
        this.nanoClock = nanoClock;
        this.startNanos = nanoClock.getAsLong();
    }

    /** Starts to show. */
    public void start(LongSupplier total, LongSupplier skipped, Supplier<List<WorkerInfo>> workers) {
        this.total = total;
        this.skipped = skipped;
        this.workers = workers;
        Thread thread = new Thread(this::redraw, "procession-progress");
        thread.setDaemon(true);
        thread.start();
    }

    /** So many items have ended: what the status line shows. */
    public void advanced(long endedItems, long failedItems) {
        endedFailed = failedItems;
        ended = endedItems;
    }

    /** Counts an item that was written down: what the summary tells. */
    public void count(boolean succeeded) {
        done.lazySet(done.getPlain() + 1); // Only the thread of the run counts.
        if (!succeeded) {
            failed.lazySet(failed.getPlain() + 1);
        }
    }

    /** Shows the summary and nothing after it. */
    @Override
    public void close() {
        wipe();
        err.println(progress(done.get(), failed.get(), List.of()).summary());
    }

    /** Wipes the status line and shows no other, as when the process is about to end. */
    public void wipe() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        if (terminal != null) {
            try {
                terminal.finish();
            } catch (IOException e) {
                // The terminal is gone.
            }
        }
    }

    private Progress progress(long doneNow, long failedNow, List<WorkerInfo> workersNow) {
        Duration elapsed = Duration.ofNanos(nanoClock.getAsLong() - startNanos);
        return new Progress(doneNow, failedNow, skipped.getAsLong(), total.getAsLong(), elapsed, workersNow);
    }

    private void redraw() {
        try {
            while (pause()) {
                Progress progress = progress(ended, endedFailed, workers.get());
                if (terminal != null) {
                    terminal.show(progress.line(width - 1)); // A full last column would wrap on some terminals.
                } else {
                    err.println("procession: " + progress.text());
                }
            }
        } catch (IOException e) {
            // The terminal is gone; the run goes on.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether to draw again. */
    private synchronized boolean pause() throws InterruptedException {
        long until = nanoClock.getAsLong() + (terminal == null ? PLAIN_MILLIS : REDRAW_MILLIS) * 1_000_000;
        long left = until - nanoClock.getAsLong();
        while (left > 0 && !closed) {
            wait(left / 1_000_000 + 1);
            left = until - nanoClock.getAsLong();
        }
        return !closed;
    }
}

package dev.procession.internal.pool;

import dev.procession.pool.Progress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Counts what ends of a run, and tells a listener by way of the callbacks' thread: one call is on its way at most,
 * and it tells the latest numbers.
 *
 * <p>Thread safety: any thread.
 */
final class ProgressReporter {
    private final @Nullable Progress listener;
    private final CallbackExecutor callbacks;
    private final long total;
    private final long startedNanos = System.nanoTime();
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicBoolean onItsWay = new AtomicBoolean();

    ProgressReporter(@Nullable Progress listener, CallbackExecutor callbacks, long total) {
        this.listener = listener;
        this.callbacks = callbacks;
        this.total = total;
    }

    /** An element has ended. */
    void ended(boolean succeeded) {
        if (listener == null) {
            return;
        }
        if (!succeeded) {
            failed.incrementAndGet();
        }
        done.incrementAndGet();
        if (onItsWay.compareAndSet(false, true)) {
            try {
                callbacks.run(() -> tell(listener));
            } catch (OutOfMemoryError e) { // this call is left out; the next tells what it would have
                onItsWay.set(false);
            }
        }
    }

    private void tell(Progress to) {
        // First: what ends from now on has another call.
        onItsWay.set(false);
        to.advanced(done.get(), failed.get(), total, Duration.ofNanos(System.nanoTime() - startedNanos));
    }
}

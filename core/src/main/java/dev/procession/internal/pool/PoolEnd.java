package dev.procession.internal.pool;

import dev.procession.internal.service.Log;
import dev.procession.internal.service.ServiceLoop;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The end of a pool: once nothing runs and nothing will, its parts end, one after the other and once.
 *
 * <p>Thread safety: any thread.
 */
final class PoolEnd {
    /** Maximum number of tries of a step for which there is no memory. */
    private static final int MAX_TRIES = 20;

    private final String pool;
    private final PoolLifecycle lifecycle;
    private final CallbackExecutor callbacks;
    private final List<Runnable> steps;
    private final Runnable afterwards;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);

    /**
     * The end of the pool of this name.
     *
     * @param callbacks is waited for as well by those who wait for the end
     * @param steps what ends the parts, in this order
     * @param afterwards is run when all steps are done, and those who wait for the end go on
     */
    PoolEnd(
            String pool,
            PoolLifecycle lifecycle,
            CallbackExecutor callbacks,
            List<Runnable> steps,
            Runnable afterwards) {
        this.pool = pool;
        this.lifecycle = lifecycle;
        this.callbacks = callbacks;
        this.steps = steps;
        this.afterwards = afterwards;
    }

    /** Ends the pool, if nothing runs and nothing will; after whatever may have been last. */
    void check() {
        if (lifecycle.isEnded() && begun.compareAndSet(false, true)) {
            for (int i = 0; i < steps.size(); i++) {
                end(steps.get(i));
            }
            ended.countDown();
            afterwards.run();
        }
    }

    /** One step; the next ones are done whatever becomes of it, because threads wait for the last. */
    private void end(Runnable step) {
        for (int tries = 1; tries <= MAX_TRIES; tries++) {
            try {
                step.run();
                return;
            } catch (OutOfMemoryError e) { // Tried again: there may be memory by then.
                ServiceLoop.afterShortage();
            } catch (RuntimeException | Error e) {
                Log.warn("dev.procession.pool", pool, "failed to end", e);
                return;
            }
        }
    }

    /** Whether nothing of the pool is left. */
    boolean isEnded() {
        return ended.getCount() == 0;
    }

    /** Waits until all has ended, callbacks included, or {@code nanos} have passed; returns whether it has. */
    boolean await(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        return awaitParts(deadline) && callbacks.await(deadline - System.nanoTime());
    }

    private boolean awaitParts(long deadline) throws InterruptedException {
        if (!lifecycle.awaitEnd(deadline - System.nanoTime())) {
            return false;
        }
        check();
        return ended.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    /** As {@link #await(long)} without the callbacks; an interrupt is kept, and waited through. */
    boolean awaitUninterruptibly(long nanos) {
        long deadline = System.nanoTime() + nanos;
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return awaitParts(deadline);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

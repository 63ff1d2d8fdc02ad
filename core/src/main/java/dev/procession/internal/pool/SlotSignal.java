package dev.procession.internal.pool;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * What wakes the thread of a {@link WorkerSlot}: there may be an end, or its worker may be at rest, or gone. To wake
 * it takes no memory.
 *
 * <p>Thread safety: {@link #wake} for any thread, the rest for the slot's own.
 */
final class SlotSignal {
    private final Semaphore news = new Semaphore(0);

    /** Has the thread look again. */
    void wake() {
        news.release();
    }

    /** Waits until there is something to look at. */
    void await() {
        news.acquireUninterruptibly();
        news.drainPermits();
    }

    /** Waits for so long, unless {@code goesOn} is false, which is asked again when the thread is woken. */
    void pause(long millis, BooleanSupplier goesOn) {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        long left = deadline - System.nanoTime();
        while (left > 0 && goesOn.getAsBoolean()) {
            try {
                if (news.tryAcquire(left, TimeUnit.NANOSECONDS)) {
                    news.drainPermits();
                }
            } catch (InterruptedException e) {
                // This thread is the pool's own: an interrupt is a mistake.
            }
            left = deadline - System.nanoTime();
        }
    }
}

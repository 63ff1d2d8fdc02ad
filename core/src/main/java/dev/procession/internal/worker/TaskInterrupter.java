package dev.procession.internal.worker;

import dev.procession.internal.task.Claims;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts the thread that runs tasks, so that a cancellation meets its element and no other: the thread is
 * interrupted only between {@link #begin} and {@link #end} of the element that was named, and leaves without its
 * interrupt.
 *
 * <pre>
 *   NONE ──begin──► RUNNING e ──end──► NONE
 *                     │    ▲
 *              cancel ▼    │ interrupted         end waits for that
 *                   INTERRUPTING e
 * </pre>
 *
 * <p>A cancellation may come before its element begins here, because the sender knows of the begin from shared memory,
 * and the link is another channel; it is remembered.
 *
 * <p>Thread safety: the thread that runs tasks begins and ends; the thread that reads the link cancels.
 */
final class TaskInterrupter {
    private static final long NONE = -1;
    private static final long INTERRUPTING = 1L << 32;

    private final AtomicLong state = new AtomicLong(NONE);
    private volatile long cancelled = NONE;
    /** The element that began last; not guarded, because the link's thread needs it only to tell old from new. */
    private volatile long last = NONE;

    private volatile @Nullable Thread runner;

    /** An element is about to run on this thread; returns {@code false} if it was cancelled before. */
    boolean begin(int element) {
        if (runner == null) {
            runner = Thread.currentThread();
        }
        state.set(element);
        // After the state: an element that is the last, and not in the state, has ended.
        last = element;
        // A canceller sets this first, and then reads the state.
        if (cancelled == element) {
            end();
            return false;
        }
        return true;
    }

    /** The element has ended. */
    void end() {
        long running = state.get();
        while (running >= INTERRUPTING || !state.compareAndSet(running, NONE)) {
            Thread.onSpinWait();
            running = state.get();
        }
        if (cancelled == running) {
            // Numbers come again.
            cancelled = NONE;
        }
        Thread.interrupted();
    }

    /** Gives up an element: interrupts it if it runs, keeps it from running if it has not begun. */
    void cancel(int element) {
        if (last != NONE && Claims.distance((int) last, element) < 0) {
            return;
        }
        cancelled = element;
        Thread thread = runner;
        if (thread != null && state.compareAndSet(element, element | INTERRUPTING)) {
            thread.interrupt();
            state.set(element);
        } else if (last == element && element() != element) {
            // It has ended, and its number comes again.
            cancelled = NONE;
        }
    }

    /** The number of the element that runs now; negative if none does. */
    long element() {
        long running = state.get();
        return running == NONE ? NONE : running & ~INTERRUPTING;
    }

    /** Whether the element that runs now was cancelled. */
    boolean isCancelled() {
        long running = element();
        return running != NONE && running == cancelled;
    }
}

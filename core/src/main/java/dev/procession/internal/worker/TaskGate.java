package dev.procession.internal.worker;

import dev.procession.internal.control.Outcome;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which call runs now, so that a cancellation meets that call and no other: the thread is interrupted only between
 * {@link #begin} and {@link #end} of the call that was named, and leaves without its interrupt.
 *
 * <p>Thread safety: the thread that runs tasks begins and ends; the thread that reads the link cancels.
 */
final class TaskGate {
    /** One call of one batch. */
    private record Call(long batchId, int index) {}

    private final Set<Call> cancelledEarly = new HashSet<>();
    private @Nullable Call running;
    private @Nullable Thread runner;
    private long batch;
    private int lastIndex = -1;
    private volatile boolean cancelled;

    /** A batch has been received; its calls may be cancelled from now on. */
    synchronized void beginBatch(long batchId) {
        batch = batchId;
        lastIndex = -1;
        cancelledEarly.clear();
    }

    /** A call is about to run on this thread; returns {@code false} if it was cancelled before. */
    synchronized boolean begin(long batchId, int index) {
        Call call = new Call(batchId, index);
        if (cancelledEarly.contains(new Call(batchId, Outcome.ALL_LATER)) || cancelledEarly.remove(call)) {
            return false;
        }
        running = call;
        lastIndex = index;
        runner = Thread.currentThread();
        cancelled = false;
        return true;
    }

    /** The call has ended. */
    synchronized void end() {
        running = null;
        runner = null;
        cancelled = false;
        Thread.interrupted();
    }

    /** Gives up a call: interrupts it if it runs, keeps it from running if it has not begun. */
    synchronized void cancel(long batchId, int index) {
        Call call = new Call(batchId, index);
        if (call.equals(running) && runner != null) {
            cancelled = true;
            runner.interrupt();
        } else if (batch == batchId && (index > lastIndex || index == Outcome.ALL_LATER)) {
            cancelledEarly.add(call);
        }
    }

    /** Whether the call that runs now was cancelled. */
    boolean isCancelled() {
        return cancelled;
    }
}

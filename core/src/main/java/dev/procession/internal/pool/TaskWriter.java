package dev.procession.internal.pool;

import dev.procession.internal.message.RecordSender;
import dev.procession.internal.task.TaskRecord;

/**
 * Writes chunks into a worker's ring of tasks; the function of a job of many, or one that many jobs share, once, as
 * long as the worker keeps it.
 *
 * <p>The worker is told to forget a function of {@value #LARGE_BYTES} bytes or more as soon as its job is over, and
 * a smaller one at the next {@link #forgetAll}, about a second later: to wake a worker that has nothing to do costs
 * more than a short {@code map} does.
 *
 * <p>Guarded by the lock of its worker queue.
 */
final class TaskWriter {
    /** Encoded bytes from which on a function is forgotten at once. */
    static final int LARGE_BYTES = 64 << 10;

    /** Time that a small function may stay after its job, in nanoseconds. */
    private static final long FORGET_NANOS = 1_000_000_000;

    private final RecordSender tasks;
    private final FunctionPlaces functions;
    /**
     * When the worker is to be told which functions it need not keep; {@link DeadlineTimer#NEVER} while there are
     * none. Read by any thread.
     */
    private volatile long forgetAt = DeadlineTimer.NEVER;
    /** Whether there may be functions that the worker is still to be told to forget. */
    private boolean forgets;

    /** Whether there may be large ones. */
    private boolean forgetsLarge;

    TaskWriter(RecordSender tasks, FunctionPlaces functions) {
        this.tasks = tasks;
        this.functions = functions;
    }

    /** Puts a chunk whose first element has this number; returns whether there was room. */
    boolean tryPut(int number, Chunk chunk) {
        forgetLarge();
        Job job = chunk.job();
        EncodedFunction encoded = job.call();
        EncodedArguments arguments = chunk.arguments();
        if (!job.isMany() && !encoded.shared()) {
            return tasks.tryPut(
                    TaskRecord.CALLS,
                    TaskRecord.calls(
                            number,
                            chunk.count(),
                            encoded.kind(),
                            encoded.volatileLoader(),
                            encoded.loaderId(),
                            encoded.function(),
                            arguments.bytes(),
                            arguments.offset(),
                            arguments.length()));
        }
        int at = place(encoded);
        if (at == FunctionPlaces.NONE) {
            return false;
        }
        boolean put = tasks.tryPut(
                TaskRecord.CALLS,
                TaskRecord.calls(number, chunk.count(), at, arguments.bytes(), arguments.offset(), arguments.length()));
        if (job.isEnded()) {
            // It is here late, and its end has passed by.
            forget(encoded);
        }
        return put;
    }

    /** Where the worker has the function; {@link FunctionPlaces#NONE} if there was no room to send it. */
    private int place(EncodedFunction encoded) {
        int known = functions.use(encoded);
        if (known != FunctionPlaces.NONE) {
            return known;
        }
        int at = functions.next();
        int victim = functions.victim(encoded.function().length, at);
        while (victim != FunctionPlaces.NONE) {
            if (!tryForget(victim)) {
                return FunctionPlaces.NONE;
            }
            victim = functions.victim(encoded.function().length, at);
        }
        if (!tasks.tryPut(
                TaskRecord.FUNCTION,
                TaskRecord.function(
                        at, encoded.kind(), encoded.volatileLoader(), encoded.loaderId(), encoded.function()))) {
            return FunctionPlaces.NONE;
        }
        functions.put(at, encoded);
        return at;
    }

    private boolean tryForget(int at) {
        if (!tasks.tryPut(TaskRecord.FORGET, TaskRecord.forget(at))) {
            return false;
        }
        functions.forgotten(at);
        return true;
    }

    /** The job of a function is over; one that captures nothing stays all the same. */
    void forget(EncodedFunction encoded) {
        if (!encoded.shared()) {
            functions.end(encoded);
            forgets = true;
            forgetsLarge |= encoded.function().length >= LARGE_BYTES;
            forgetLarge();
        }
    }

    /**
     * As {@link #forget}; a small function is forgotten when {@link #forgetAt} says.
     *
     * @return whether that has changed
     */
    boolean forgetSoon(EncodedFunction encoded) {
        forget(encoded);
        if (forgetAt != DeadlineTimer.NEVER) {
            return false;
        }
        forgetAt = System.nanoTime() + FORGET_NANOS;
        return true;
    }

    /** When to call {@link #forgetDue} again; {@link DeadlineTimer#NEVER} if there is no need. */
    long forgetAt() {
        return forgetAt;
    }

    /** Tells the worker of all functions whose jobs are over, as far as there is room. */
    void forgetDue(long now) {
        forgetAt = forgetAll() ? DeadlineTimer.NEVER : now + FORGET_NANOS;
    }

    /** Nothing is to be told to the worker any more. */
    void forgetNever() {
        forgetAt = DeadlineTimer.NEVER;
    }

    /** Tells the worker of large functions whose jobs are over, as far as there is room. */
    void forgetLarge() {
        forgetsLarge = forgetsLarge && !forgetEnded(LARGE_BYTES);
    }

    /**
     * Tells the worker of all functions whose jobs are over, as far as there is room; returns whether it has been
     * told of all.
     */
    boolean forgetAll() {
        forgets = forgets && !forgetEnded(1);
        return !forgets;
    }

    private boolean forgetEnded(int leastBytes) {
        int at = functions.ended(leastBytes);
        while (at != FunctionPlaces.NONE && tryForget(at)) {
            at = functions.ended(leastBytes);
        }
        return at == FunctionPlaces.NONE;
    }

    /** The worker is dead, and keeps nothing. */
    void clear() {
        functions.clear();
    }

    /** Says that no more will come; returns whether there was room. */
    boolean tryEnd() {
        return tasks.tryPut(TaskRecord.END, TaskRecord.end());
    }
}

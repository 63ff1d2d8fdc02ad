package dev.procession.internal.pool;

import dev.procession.pool.TaskOutcome;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An element of an {@code imap} and, in time, its outcome.
 *
 * <p>Thread safety: the outcome is written by the one thread that brings it, before the run is told, and read after;
 * whether it has ended or was dropped, and its place in a {@link Queue}, are guarded by the lock of the run.
 *
 * @param <A> the type of the elements
 * @param <R> the type of the results
 */
final class ImapElement<A extends @Nullable Object, R extends @Nullable Object> implements Chunk.ResultHandler {
    private final Run<A, R> run;
    private final A input;
    private @Nullable ImapElement<A, R> next;
    private boolean ended;
    /** Whether the pool has not taken it, and the consumer does not wait for it. */
    private boolean dropped;

    private long position;
    private @Nullable Object value;
    private @Nullable Throwable failure;
    private int attempts;
    private long nanos;
    private String worker = "";

    /**
     * What an element tells its run.
     *
     * @param <A> the type of the elements
     * @param <R> the type of the results
     */
    interface Run<A extends @Nullable Object, R extends @Nullable Object> {
        /** An element has its outcome. */
        void arrived(ImapElement<A, R> element);

        /** There is no memory to go on. */
        void starve();
    }

    ImapElement(Run<A, R> run, A input) {
        this.run = run;
        this.input = input;
    }

    @Override
    public void completed(Chunk chunk, int index, @Nullable Object result) {
        settle(chunk, result, null);
    }

    @Override
    public void starved() {
        run.starve();
    }

    @Override
    public void failed(Chunk chunk, int index, Throwable why) {
        settle(chunk, null, why);
    }

    private void settle(Chunk chunk, @Nullable Object result, @Nullable Throwable why) {
        position = chunk.position(0);
        value = result;
        failure = why;
        attempts = chunk.attempts();
        nanos = chunk.nanos();
        worker = chunk.worker();
        run.arrived(this);
    }

    /** It fails before the pool has it. */
    void fail(long index, Throwable why) {
        position = index;
        failure = why;
        run.arrived(this);
    }

    /** Whether the outcome is a failure. */
    boolean hasFailed() {
        return failure != null;
    }

    /** Whether it has its outcome. */
    boolean isEnded() {
        return ended;
    }

    /** It has its outcome now; returns whether that is the first, and is waited for. */
    boolean end() {
        if (dropped || ended) {
            return false;
        }
        ended = true;
        return true;
    }

    /** The pool has not taken it; returns whether it has no outcome all the same. */
    boolean drop() {
        dropped |= !ended;
        return dropped;
    }

    @SuppressWarnings("unchecked") // the function's type says what it returns
    TaskOutcome<A, R> outcome() {
        return new TaskOutcome<>(position, input, (R) value, failure, attempts, Duration.ofNanos(nanos), worker);
    }

    /**
     * Elements in the order in which they are to be consumed, linked with each other: to add one takes no memory.
     *
     * @param <A> the type of the elements
     * @param <R> the type of the results
     */
    static final class Queue<A extends @Nullable Object, R extends @Nullable Object> {
        private @Nullable ImapElement<A, R> first;
        private @Nullable ImapElement<A, R> last;

        @Nullable
        ImapElement<A, R> first() {
            return first;
        }

        void add(ImapElement<A, R> element) {
            if (last == null) {
                first = element;
            } else {
                last.next = element;
            }
            last = element;
        }

        /** Removes the first, if there is one. */
        void removeFirst() {
            ImapElement<A, R> removed = first;
            if (removed != null) {
                first = removed.next;
                removed.next = null;
                if (first == null) {
                    last = null;
                }
            }
        }

        /** Takes back the last, which has just been added. */
        void removeLast(ImapElement<A, R> element) {
            ImapElement<A, R> before = null;
            for (ImapElement<A, R> at = first; at != element && at != null; at = at.next) {
                before = at;
            }
            last = before;
            if (before == null) {
                first = null;
            } else {
                before.next = null;
            }
        }
    }
}

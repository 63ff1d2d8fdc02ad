package dev.procession.internal.pool;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Where the {@link Dispatcher} has a worker queue: among those that have come, and in one list of those that have
 * room. To move it takes no memory.
 *
 * <p>Thread safety: {@link #enlist} and {@link #delist} for any thread, the rest is guarded by the dispatcher's
 * lock, except for {@link #next}, which belongs to the thread that has enlisted it.
 */
final class DeskPlace {
    private final WorkerQueue workerQueue;
    private final AtomicBoolean enlisted = new AtomicBoolean();
    /** The one that came before it. */
    @Nullable
    DeskPlace next;

    private @Nullable Row row;
    private @Nullable DeskPlace before;
    private @Nullable DeskPlace after;

    DeskPlace(WorkerQueue workerQueue) {
        this.workerQueue = workerQueue;
    }

    WorkerQueue desk() {
        return workerQueue;
    }

    /** Says that it is among those that have come; returns whether it was not. */
    boolean enlist() {
        return !enlisted.get() && enlisted.compareAndSet(false, true);
    }

    void delist() {
        enlisted.set(false);
    }

    /** Takes it out of the row in which it is, if it is in one. */
    void leave() {
        Row left = row;
        if (left != null) {
            left.remove(this);
        }
    }

    /** Some worker queues, in order. */
    static final class Row {
        private @Nullable DeskPlace first;
        private @Nullable DeskPlace last;

        boolean isEmpty() {
            return first == null;
        }

        void addFirst(DeskPlace place) {
            place.row = this;
            place.before = null;
            place.after = first;
            if (first == null) {
                last = place;
            } else {
                first.before = place;
            }
            first = place;
        }

        void addLast(DeskPlace place) {
            place.row = this;
            place.before = last;
            place.after = null;
            if (last == null) {
                first = place;
            } else {
                last.after = place;
            }
            last = place;
        }

        private void remove(DeskPlace place) {
            if (place.before == null) {
                first = place.after;
            } else {
                place.before.after = place.after;
            }
            if (place.after == null) {
                last = place.before;
            } else {
                place.after.before = place.before;
            }
            place.row = null;
            place.before = null;
            place.after = null;
        }

        @Nullable
        DeskPlace pollFirst() {
            DeskPlace polled = first;
            if (polled != null) {
                remove(polled);
            }
            return polled;
        }

        @Nullable
        DeskPlace pollLast() {
            DeskPlace polled = last;
            if (polled != null) {
                remove(polled);
            }
            return polled;
        }
    }
}

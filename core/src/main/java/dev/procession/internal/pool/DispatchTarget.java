package dev.procession.internal.pool;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Dispatcher} gives chunks to, and its place there: among those that have come, and in one list of those
 * that have room. To move it takes no memory.
 *
 * <p>Thread safety: {@link #enlist} and {@link #delist} for any thread, the place is otherwise guarded by the
 * dispatcher's lock, except for {@link #next}, which belongs to the thread that has enlisted it.
 */
abstract class DispatchTarget {
    private final AtomicBoolean enlisted = new AtomicBoolean();
    /** The one that came before it. */
    @Nullable
    DispatchTarget next;

    private @Nullable Row row;
    private @Nullable DispatchTarget before;
    private @Nullable DispatchTarget after;

    /** What became of a chunk that was offered. */
    enum Offer {
        TAKEN,
        /** Not now, for it is full, or used by another thread: it comes back by itself. */
        REFUSED
    }

    /** Takes a chunk, if it can. */
    abstract Offer offer(Chunk chunk);

    /** Whether another chunk may be offered: there is none, or what is there will be over soon. */
    abstract boolean hasRoom();

    /** Whether it has nothing. */
    abstract boolean isIdle();

    /** Whether it has not begun what it was given last: others are preferred. */
    abstract boolean isUnresponsive();

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

    /** Some targets, in order. */
    static final class Row {
        private @Nullable DispatchTarget first;
        private @Nullable DispatchTarget last;

        boolean isEmpty() {
            return first == null;
        }

        void addFirst(DispatchTarget place) {
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

        void addLast(DispatchTarget place) {
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

        private void remove(DispatchTarget place) {
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
        DispatchTarget pollFirst() {
            DispatchTarget polled = first;
            if (polled != null) {
                remove(polled);
            }
            return polled;
        }

        @Nullable
        DispatchTarget pollLast() {
            DispatchTarget polled = last;
            if (polled != null) {
                remove(polled);
            }
            return polled;
        }
    }
}

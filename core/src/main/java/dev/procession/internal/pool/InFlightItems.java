package dev.procession.internal.pool;

import dev.procession.internal.task.Claims;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The chunks that a worker holds, in the order in which it was given them, and how far it is.
 *
 * <p>Guarded by the lock of its worker queue; the three counts may be read by anybody.
 */
final class InFlightItems {
    /**
     * A chunk; the outcomes of its elements before {@code next} have arrived, those from {@code count} on were taken
     * back.
     */
    static final class InFlightItem {
        private final Chunk chunk;
        private final int first;
        private final int attempt;
        private final long expectedNanos;
        private int count;
        private int next;
        private @Nullable InFlightItem before;
        private @Nullable InFlightItem after;

        private InFlightItem(Chunk chunk, int first, long expectedNanos) {
            this.chunk = chunk;
            this.first = first;
            this.attempt = chunk.attempts() + 1;
            this.expectedNanos = expectedNanos;
            count = chunk.count();
        }

        Chunk item() {
            return chunk;
        }

        Job job() {
            return chunk.job();
        }

        /** Which attempt this is. */
        int attempt() {
            return attempt;
        }

        /** The index of the first element without an outcome. */
        int index() {
            return next;
        }

        /** The number of that element on the channel. */
        int number() {
            return Claims.after(first, next);
        }

        private Chunk rest(int from) {
            if (from > 0 || count < chunk.count()) {
                return chunk.slice(from, count, attempt - 1);
            }
            chunk.countReturn();
            return chunk;
        }
    }

    /** Maximum number of completed elements remembered: a progress report may arrive after the result. */
    private static final int MAX_PASSED = 1024;

    /**
     * Linked with each other: what a worker has been given must be found here, also where there is no memory for a
     * longer array.
     */
    private @Nullable InFlightItem first;

    private @Nullable InFlightItem last;

    /** The last that have passed, of those whose reports somebody hears. */
    private final Deque<Passed> passed = new ArrayDeque<>();

    private record Passed(int number, Job job) {}

    /** The number of the next element to be given. */
    private int given;

    private volatile int elements;
    private volatile int items;
    private volatile long nanos;

    /** How many elements. */
    int elements() {
        return elements;
    }

    /** In how many chunks. */
    int items() {
        return items;
    }

    /** How long all of it may take. */
    long nanos() {
        return nanos;
    }

    /** The number of the next element to be given. */
    int given() {
        return given;
    }

    /** The chunk of the element that runs or is about to; {@code null} if there is none. */
    @Nullable
    InFlightItem first() {
        return first;
    }

    /** Whether there is anything of this job. */
    boolean holds(Job job) {
        for (InFlightItem one = first; one != null; one = one.after) {
            if (one.job() == job) {
                return true;
            }
        }
        return false;
    }

    /** Those who wait for what is here are told that there is no memory to go on. Takes none. */
    void starve() {
        for (InFlightItem one = first; one != null; one = one.after) {
            one.chunk.starve();
        }
    }

    /**
     * The job of the element with this number, which is here, or was lately and is of a job whose reports somebody
     * hears; {@code null} if there is none.
     */
    @Nullable
    Job jobOf(int number) {
        for (InFlightItem one = first; one != null; one = one.after) {
            int index = Claims.distance(one.first, number);
            if (index >= one.next && index < one.count) {
                return one.job();
            }
        }
        for (Passed one : passed) {
            if (one.number() == number) {
                return one.job();
            }
        }
        return null;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock; others only read
    private void count(int moreElements, int moreItems, long moreNanos) {
        elements += moreElements;
        items += moreItems;
        nanos += moreNanos;
    }

    private void remove(InFlightItem held) {
        if (held.before == null) {
            first = held.after;
        } else {
            held.before.after = held.after;
        }
        if (held.after == null) {
            last = held.before;
        } else {
            held.after.before = held.before;
        }
    }

    /** The worker is given a chunk. */
    void add(Chunk chunk, long expectedNanos) {
        InFlightItem added = new InFlightItem(chunk, given, expectedNanos);
        added.before = last;
        if (last == null) {
            first = added;
        } else {
            last.after = added;
        }
        last = added;
        given = Claims.after(given, chunk.count());
        count(chunk.count(), 1, expectedNanos);
    }

    /** The outcome of the first element has arrived, or never will. */
    void pass() {
        InFlightItem passing = Objects.requireNonNull(first);
        if (passing.job().options().progress().isPresent()) {
            remember(passing);
        }
        passing.next++;
        if (passing.next == passing.count) {
            remove(passing);
            count(-1, -1, -passing.expectedNanos);
        } else {
            count(-1, 0, 0);
        }
    }

    private void remember(InFlightItem held) {
        try {
            passed.addLast(new Passed(held.number(), held.job().remembered()));
            if (passed.size() > MAX_PASSED) {
                passed.removeFirst();
            }
        } catch (OutOfMemoryError e) { // a late report is lost, and not the outcome
            passed.clear();
        }
    }

    /**
     * The elements from this number on are taken back, which is not below one that was taken back before; returns
     * them.
     */
    List<Chunk> takeBack(int from) {
        return takeBackLast(Math.max(0, Claims.distance(from, given)));
    }

    private List<Chunk> takeBackLast(int count) {
        List<Chunk> back = rests(count);
        int left = count;
        while (left > 0) {
            InFlightItem held = Objects.requireNonNull(last);
            int unbegun = Math.min(left, held.count - held.next);
            left -= unbegun;
            held.count -= unbegun;
            if (held.next == held.count) {
                remove(held);
                count(-unbegun, -1, -held.expectedNanos);
            } else {
                count(-unbegun, 0, 0);
            }
        }
        return back;
    }

    /**
     * What to give elsewhere of the last so many elements. All that takes memory, before anything changes: without
     * memory everything stays here.
     */
    private List<Chunk> rests(int count) {
        Deque<Chunk> back = new ArrayDeque<>();
        int left = count;
        for (InFlightItem held = last; left > 0 && held != null; held = held.before) {
            int unbegun = Math.min(left, held.count - held.next);
            left -= unbegun;
            back.addFirst(held.rest(held.count - unbegun));
        }
        return new ArrayList<>(back);
    }

    /** Everything is taken back; returns it. */
    List<Chunk> clear() {
        // Not from a number: there are gaps where some were taken back before.
        return takeBackLast(elements);
    }
}

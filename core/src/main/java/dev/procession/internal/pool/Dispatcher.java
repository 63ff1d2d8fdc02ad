package dev.procession.internal.pool;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings chunks that wait and worker queues that have room together.
 *
 * <p>Chunks and worker queues arrive in two lock-free queues. Every producer tries to drain the queues; if another
 * thread is draining already, that thread re-checks before it leaves. So submitters never block, and no chunk is
 * stranded (flat combining). An idle worker queue is preferred, the one that became idle last before the others,
 * for its worker is still awake; worker queues that have room for more take turns.
 *
 * <p>Thread safety: every method may be called from any thread. The fields without a word of their own are guarded
 * by the lock, under which no the user's code runs.
 */
final class Dispatcher {
    /** So many arrivals are looked at before what is there is dispatched. */
    private static final int MAX_ADMITTED = 4096;

    private final Consumer<Unplaced> unplaced;
    private final Consumer<Chunk> late;
    private final Runnable onNoMemory;
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Chunk> arrivals = new ConcurrentLinkedQueue<>();
    /** Targets that have come, the last one first. */
    private final AtomicReference<@Nullable DispatchTarget> returned = new AtomicReference<>();

    private final FairQueue waiting = new FairQueue();
    /** A chunk that is in no sub-queue, and held by no worker queue: there was no memory for it. */
    private @Nullable Chunk inHand;
    /** Chunks that wait in no sub-queue, because there was no memory for one; linked. */
    private @Nullable Chunk stranded;

    private final DispatchTarget.Row idle = new DispatchTarget.Row();
    private final DispatchTarget.Row roomy = new DispatchTarget.Row();
    private volatile boolean areItems;
    private volatile boolean areTargets;

    /** A chunk that will not run, and why; {@code null} if nobody wants it. */
    record Unplaced(Chunk chunk, @Nullable Throwable why) {}

    /**
     * A dispatcher that tells, outside its lock, of what is to be done about chunks.
     *
     * @param unplaced is told of chunks it has given up
     * @param late is told of chunks that nobody wanted any more by the time a worker queue had them: who gave them
     *     up did not find them there
     * @param onNoMemory is told that there was no memory to dispatch; it calls {@link #dispatch} later
     */
    Dispatcher(Consumer<Unplaced> unplaced, Consumer<Chunk> late, Runnable onNoMemory) {
        this.unplaced = unplaced;
        this.late = late;
        this.onNoMemory = onNoMemory;
    }

    /** A chunk comes. */
    void add(Chunk chunk) {
        arrivals.add(chunk);
        dispatch();
    }

    /**
     * Chunks come back, to run before the others of their sub-queues. The caller dispatches when it has released the
     * locks that it has.
     */
    void putFirst(List<Chunk> items) {
        for (int i = items.size() - 1; i >= 0; i--) {
            putFirst(items.get(i));
        }
    }

    /** As {@link #putFirst(List)}. Takes no memory that it cannot do without. */
    void putFirst(Chunk chunk) {
        lock.lock();
        try {
            putFirst(chunk, false);
        } finally {
            unlock();
        }
    }

    private void putFirst(Chunk chunk, boolean isToThrow) {
        try {
            waiting.addFirst(chunk);
        } catch (OutOfMemoryError e) { // its sub-queue is gone, and there is no memory for another
            strand(chunk);
            if (isToThrow) {
                throw e;
            }
        }
    }

    /** A target may have room, after it was made, or used by others than the dispatcher. */
    void add(DispatchTarget target) {
        if (target.enlist()) {
            DispatchTarget before;
            do {
                before = returned.get();
                target.next = before;
            } while (!returned.compareAndSet(before, target));
        }
        dispatch();
    }

    /** Whether no chunk waits. */
    boolean isEmpty() {
        return !areItems && arrivals.isEmpty();
    }

    private boolean isMatch() {
        return (areItems || !arrivals.isEmpty()) && (areTargets || returned.get() != null);
    }

    /** Gives chunks to worker queues while there are both. */
    void dispatch() {
        try {
            // A producer checks the opposite queue after it has added; the draining thread checks both after it has
            // unlocked. Hence no lost dispatch.
            while (isMatch() && dispatchOnce()) {
                // Until there is no match.
            }
        } catch (OutOfMemoryError e) { // what came is kept here, and dispatched when there is memory
            onNoMemory.run();
        }
    }

    /** Returns whether no other thread is at it. */
    private boolean dispatchOnce() {
        // Before the lock is taken: where there is no memory for them, it would stay taken.
        List<Unplaced> given = new ArrayList<>(0);
        List<Chunk> placedLate = new ArrayList<>(0);
        if (!lock.tryLock()) {
            return false;
        }
        try {
            admit();
            match(given, placedLate);
        } finally {
            unlock();
            given.forEach(unplaced);
            placedLate.forEach(late);
        }
        return true;
    }

    /** Says first, to those who do not have the lock, what there is. */
    private void unlock() {
        areItems = inHand != null || stranded != null || !waiting.isEmpty();
        areTargets = !idle.isEmpty() || !roomy.isEmpty();
        lock.unlock();
    }

    private void admit() {
        Chunk held = inHand;
        if (held != null) {
            inHand = null;
            held.release();
            strand(held);
        }
        while (stranded != null) {
            Chunk chunk = stranded;
            stranded = chunk.next();
            putFirst(chunk, true);
        }
        DispatchTarget came = inOrder(returned.getAndSet(null));
        while (came != null) {
            DispatchTarget target = came;
            came = target.next;
            target.next = null;
            // From here on it may come again.
            target.delist();
            target.leave();
            if (target.hasRoom()) {
                place(target);
            }
        }
        for (int i = 0; i < MAX_ADMITTED; i++) {
            Chunk chunk = arrivals.poll();
            if (chunk == null) {
                return;
            }
            try {
                waiting.add(chunk);
            } catch (OutOfMemoryError e) {
                strand(chunk);
                throw e;
            }
        }
    }

    private void strand(Chunk chunk) {
        chunk.setNext(stranded);
        stranded = chunk;
    }

    /** The first that came first. */
    private static @Nullable DispatchTarget inOrder(@Nullable DispatchTarget lastCame) {
        DispatchTarget first = null;
        DispatchTarget at = lastCame;
        while (at != null) {
            DispatchTarget before = at.next;
            at.next = first;
            first = at;
            at = before;
        }
        return first;
    }

    private void place(DispatchTarget target) {
        DispatchTarget.Row row = target.isIdle() ? idle : roomy;
        if (target.isUnresponsive()) {
            row.addFirst(target);
        } else {
            row.addLast(target);
        }
    }

    private @Nullable DispatchTarget pollTarget() {
        DispatchTarget target;
        while ((target = idle.isEmpty() ? roomy.pollFirst() : idle.pollLast()) != null) {
            // What it runs may have turned out to take long; then it comes back when that is over.
            if (target.hasRoom()) {
                return target;
            }
        }
        return null;
    }

    private void match(List<Unplaced> given, List<Chunk> placedLate) {
        for (DispatchTarget target = pollTarget(); target != null; target = pollTarget()) {
            Chunk chunk = null;
            try {
                chunk = pollItem(given);
            } finally {
                if (chunk == null) {
                    place(target);
                }
            }
            if (chunk == null) {
                return;
            }
            // Until it has a place again: where there is no memory for that, it is found here.
            inHand = chunk;
            DispatchTarget.Offer offer;
            try {
                offer = target.offer(chunk);
            } catch (RuntimeException | Error e) { // no room on the machine for a long argument, or no memory here
                given.add(new Unplaced(chunk, e));
                offer = DispatchTarget.Offer.TAKEN;
            }
            if (offer == DispatchTarget.Offer.REFUSED) {
                // Its worker queue comes back as soon as something changes there.
                inHand = null;
                chunk.release();
                putFirst(chunk, true);
            } else {
                inHand = null;
                if (chunk.isUnwanted()) {
                    placedLate.add(chunk);
                }
                if (target.hasRoom()) {
                    place(target);
                }
            }
        }
    }

    private @Nullable Chunk pollItem(List<Unplaced> given) {
        while (true) {
            Chunk chunk = waiting.poll();
            if (chunk == null) {
                chunk = arrivals.poll();
            }
            if (chunk == null) {
                return null;
            }
            if (!chunk.isUnwanted()) {
                // First: what is held is found there, whatever fails.
                inHand = chunk;
                if (chunk.hold()) {
                    return chunk;
                }
                inHand = null;
            } else {
                giveUp(chunk, given);
            }
        }
    }

    /** A chunk that is in no sub-queue any more, unless there is no memory to note it. */
    private void giveUp(Chunk chunk, List<Unplaced> given) {
        try {
            given.add(new Unplaced(chunk, null));
        } catch (OutOfMemoryError e) {
            strand(chunk);
            throw e;
        }
        if (!chunk.giveUp()) {
            given.removeLast();
        }
    }

    /** A job was dropped: its chunks that wait are given up. */
    void sweep(Job job) {
        try {
            List<Unplaced> given = new ArrayList<>();
            Chunk rest = null;
            lock.lock();
            try {
                admit();
                for (Chunk chunk = waiting.remove(job); chunk != null; chunk = rest) {
                    rest = chunk.next();
                    giveUp(chunk, given);
                }
            } finally {
                // Those for which there was no memory are given up when their turn comes.
                while (rest != null) {
                    Chunk chunk = rest;
                    rest = chunk.next();
                    strand(chunk);
                }
                unlock();
                given.forEach(unplaced);
            }
        } catch (OutOfMemoryError e) { // as above
            onNoMemory.run();
        }
        dispatch();
    }

    /** Takes all chunks that wait; those for which there is no memory are told as given up. */
    List<Chunk> giveUpAll() {
        List<Chunk> all = new ArrayList<>();
        for (Chunk chunk = giveUpNext(); chunk != null; chunk = giveUpNext()) {
            try {
                all.add(chunk);
            } catch (OutOfMemoryError e) { // the list is as it was
                unplaced.accept(new Unplaced(chunk, e));
            }
        }
        return all;
    }

    /**
     * Takes the next chunk that waits, and that no thread else gives up; {@code null} if there is none. Takes no
     * memory: it is for the end of the pool, which comes in a heap that is full as in any other.
     */
    @Nullable
    Chunk giveUpNext() {
        lock.lock();
        try {
            while (true) {
                Chunk chunk = pollForGood();
                if (chunk == null || chunk.giveUp()) {
                    return chunk;
                }
            }
        } finally {
            unlock();
        }
    }

    private @Nullable Chunk pollForGood() {
        Chunk chunk = inHand;
        if (chunk != null) {
            inHand = null;
            chunk.release();
            return chunk;
        }
        chunk = stranded;
        if (chunk != null) {
            stranded = chunk.next();
            return chunk;
        }
        chunk = waiting.poll();
        return chunk == null ? arrivals.poll() : chunk;
    }
}

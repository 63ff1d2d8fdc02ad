package dev.procession.internal.lock;

import dev.procession.internal.liveness.LivenessFile;
import dev.procession.internal.liveness.Peers;
import dev.procession.internal.memory.CheckedWord;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.wait.SegmentContext;
import dev.procession.internal.wait.WaitPoint;
import dev.procession.internal.wait.WaitPointLayout;
import java.util.ArrayDeque;

/**
 * A condition of a lock: for each process, the number of its threads that wait, and of those that may go on.
 *
 * <pre>
 *   byte   0  wait point
 *        256  hint: where the next signal begins to scan
 *        264  a word for each of 1,024 slots
 *
 *   bit  51           32 31        16 15         0
 *       +---------------+------------+------------+
 *       | generation    | waiting    | granted    |      checked; granted ≤ waiting
 *       +---------------+------------+------------+
 * </pre>
 *
 * <p>A signal grants one to a process that waits; no other process can take the grant, and within the process no thread
 * that came later. A thread that finds a grant takes it, and decreases the waiting count, by one CAS, on behalf of the
 * thread of its process that has waited longest.
 *
 * <p>If a process dies, its grants are lost with it; therefore every death in the session wakes all waiters,
 * spuriously, which {@link java.util.concurrent.locks.Condition} allows. A word that a former incarnation in a slot
 * left counts as absent.
 */
public final class ConditionState {
    private static final int HINT = WaitPointLayout.BYTES;
    private static final int SLOTS = HINT + 8;
    /** The length. */
    static final int BYTES = (SLOTS + LivenessFile.SLOTS * 8 + 127) & ~127;

    private static final int COUNT_BITS = 16;
    private static final long COUNT = (1L << COUNT_BITS) - 1;
    private static final long ONE_WAITING = 1L << COUNT_BITS;
    private static final int GENERATION_SHIFT = 2 * COUNT_BITS;

    private final SegmentContext context;
    private final SharedWords words;
    private final long at;
    private final WaitPoint point;
    private final int slot;
    private final long life;
    /** The threads of this process that wait and have no grant, in the order they came; guarded by this. */
    private final ArrayDeque<Ticket> line = new ArrayDeque<>();

    ConditionState(SegmentContext context, long at, int number) {
        this.context = context;
        words = context.words();
        this.at = at;
        point = context.waitPoint(at, number);
        slot = Peers.slot(context.peers().self());
        life = (long) Peers.generation(context.peers().self()) << GENERATION_SHIFT;
    }

    private long wordAt(int index) {
        return at + SLOTS + index * 8L;
    }

    /** The word of a slot; 0 if no thread has waited there so far. */
    private long read(int index) {
        long word = words.getVolatile(wordAt(index));
        if (word == 0) {
            return 0;
        }
        if (!CheckedWord.isValid(word) || (word & COUNT) > (word >>> COUNT_BITS & COUNT)) {
            throw context.corrupted("condition word of slot " + index + " is " + Long.toHexString(word));
        }
        return CheckedWord.value(word);
    }

    /** The word of this process: a new one if there is none, or one of a former incarnation. */
    private long own() {
        while (true) {
            long word = words.getVolatile(wordAt(slot));
            long value = read(slot);
            if (value != 0 && value >>> GENERATION_SHIFT == life >>> GENERATION_SHIFT) {
                return value;
            }
            if (words.compareAndSet(wordAt(slot), word, CheckedWord.seal(life))) {
                return life;
            }
        }
    }

    private boolean replace(int index, long old, long value) {
        return words.compareAndSet(wordAt(index), CheckedWord.seal(old), CheckedWord.seal(value));
    }

    /**
     * A thread's place among the waiting threads of this process. Grants go to them in the order of their arrival; the
     * first thread that finds a grant hands it out.
     */
    public static final class Ticket {
        /** Guarded by the condition. */
        private boolean granted;

        private Ticket() {}
    }

    /** A thread is about to wait; under the lock. */
    public synchronized Ticket enter() {
        while (true) {
            long old = own();
            if ((old >>> COUNT_BITS & COUNT) == COUNT) {
                throw new IllegalStateException(
                        "condition: waiting threads of this process=" + COUNT + ", limit=" + COUNT);
            }
            if (replace(slot, old, old + ONE_WAITING)) {
                Ticket place = new Ticket();
                line.add(place);
                return place;
            }
        }
    }

    /** Hands out what this process was granted; returns whether the place has got a grant. */
    private synchronized boolean isGranted(Ticket place) {
        for (long old = own(); (old & COUNT) != 0 && !line.isEmpty(); old = own()) {
            if (replace(slot, old, old - ONE_WAITING - 1)) {
                line.remove().granted = true;
            }
        }
        return place.granted;
    }

    /** A thread stops waiting; returns whether it was granted at the last moment. */
    private synchronized boolean leave(Ticket place) {
        try {
            // A grant is for the threads that wait when it is given: none leaves before it is handed out.
            while (!isGranted(place)) {
                long old = own();
                if ((old >>> COUNT_BITS & COUNT) == 0
                        || ((old & COUNT) == 0 && replace(slot, old, old - ONE_WAITING))) {
                    line.remove(place);
                    return false;
                }
            }
            return true;
        } catch (IllegalStateException e) {
            context.check(); // the session was closed, and its memory is gone: then this says so
            throw e;
        }
    }

    /** One thread's wait. */
    private final class Waiting implements WaitPoint.Attempt {
        private final Ticket place;
        private final long deaths = context.deaths();

        Waiting(Ticket place) {
            this.place = place;
        }

        @Override
        public boolean succeeds() {
            context.check();
            return isGranted(place) || context.deaths() != deaths;
        }
    }

    /**
     * Waits for a grant, after {@link #enter}, without the lock.
     *
     * @return whether it was woken; {@code false} when the time is over
     * @throws InterruptedException if interrupted, unless it was signalled as well
     */
    public boolean await(Ticket place, long timeoutNanos) throws InterruptedException {
        boolean woken = false;
        boolean interrupted = false;
        boolean granted = false;
        try {
            woken = point.await(new Waiting(place), timeoutNanos, WaitPoint.NO_RECHECK);
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            granted = leave(place);
        }
        if (interrupted) {
            if (!granted) {
                throw new InterruptedException();
            }
            Thread.currentThread().interrupt();
        }
        return woken || granted;
    }

    /** As {@link #await}, without a limit, whatever interrupts. */
    public void awaitUninterruptibly(Ticket place) {
        try {
            point.awaitUninterruptibly(new Waiting(place), WaitPoint.NO_RECHECK);
        } finally {
            leave(place);
        }
    }

    /** Lets one waiter go on, if there is one; under the lock. */
    public void signal() {
        int start = (int) words.getPlain(at + HINT) & (LivenessFile.SLOTS - 1);
        for (int i = 0; i < LivenessFile.SLOTS; i++) {
            int index = (start + i) & (LivenessFile.SLOTS - 1);
            if (grant(index, false)) {
                words.setPlain(at + HINT, index + 1L);
                return;
            }
        }
    }

    /** Lets all waiters go on; under the lock. */
    public void signalAll() {
        for (int index = 0; index < LivenessFile.SLOTS; index++) {
            grant(index, true);
        }
    }

    /** Grants one, or all, to the process in a slot; returns whether one of its threads waits. */
    private boolean grant(int index, boolean all) {
        while (true) {
            long old = read(index);
            long waiting = old >>> COUNT_BITS & COUNT;
            if (old == 0 || (old & COUNT) >= waiting) {
                return false;
            }
            if (context.peers().isDead(Peers.owner(index, (int) (old >>> GENERATION_SHIFT)))) {
                return false;
            }
            if (replace(index, old, all ? (old & ~COUNT) | waiting : old + 1)) {
                // Which of its threads may take it, only that process knows.
                point.signalProcess(index);
                return true;
            }
        }
    }
}

package dev.procession.internal.lock;

import dev.procession.internal.liveness.LivenessFile;
import dev.procession.internal.liveness.Peers;
import dev.procession.internal.lock.RobustLock.Outcome;
import dev.procession.internal.memory.CheckedWord;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.wait.SegmentContext;
import dev.procession.internal.wait.WaitPoint;
import dev.procession.internal.wait.WaitPointLayout;
import java.util.concurrent.TimeUnit;

/**
 * Permits, and the number that each process holds.
 *
 * <pre>
 *   byte    0  robust lock
 *         384  base · available · next base · next fold · many wanted
 *         512  wait point
 *         768  held, a word for each of 1,024 slots: checked(generation · held)
 * </pre>
 *
 * <p>Base and held are signed, stored with 2^31 added. Available = base − the sum of held. To acquire or release is one
 * store to the own held word, which commits; available is derived from it. The permits that a dead process holds are
 * available again; those it released beyond its own (a negative hold) are folded into the base:
 *
 * <pre>
 *   next fold = 0 · next base · next fold = slot · HELD = 0 · base          if held is 0 and next fold says so, base is next base
 * </pre>
 */
public final class SemaphoreState {
    static final int BASE = RobustLock.BYTES;
    static final int AVAILABLE = BASE + 8;
    static final int NEXT_BASE = BASE + 16;
    static final int NEXT_FOLD = BASE + 24;
    static final int MANY_WANTED = BASE + 32;
    static final int POINT = 512;
    static final int HELD = POINT + WaitPointLayout.BYTES;
    /** The length. */
    public static final int BYTES = HELD + LivenessFile.SLOTS * 8;

    private static final long OFFSET = 1L << 31;
    private static final long DEATHS_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final SegmentContext context;
    private final SharedWords words;
    private final long at;
    private final RobustLock lock;
    private final WaitPoint point;
    private final int slot;
    private final int generation;
    private volatile long deathsSeen = -1;

    /** The semaphore at {@code at}. */
    public SemaphoreState(SegmentContext context, long at) {
        this.context = context;
        words = context.words();
        this.at = at;
        lock = new RobustLock(context, at, 0);
        point = context.waitPoint(at + POINT, 1);
        slot = Peers.slot(context.peers().self());
        generation = Peers.generation(context.peers().self());
    }

    /** Lays out a semaphore. */
    public static void layOut(SharedWords words, long at, int permits) {
        words.setPlain(at + BASE, CheckedWord.seal(permits + OFFSET));
        words.setPlain(at + AVAILABLE, CheckedWord.seal(permits + OFFSET));
        words.setPlain(at + NEXT_BASE, CheckedWord.seal(permits + OFFSET));
    }

    private long read(int offset) {
        long word = words.getAcquire(at + offset);
        if (!CheckedWord.isValid(word)) {
            throw context.corrupted("semaphore word at +" + offset + " is " + Long.toHexString(word));
        }
        return CheckedWord.value(word) - OFFSET;
    }

    private void write(int offset, long value) {
        words.setRelease(at + offset, CheckedWord.seal(value + OFFSET));
    }

    private long heldWord(int index) {
        long word = words.getAcquire(at + HELD + index * 8L);
        if (word != 0 && !CheckedWord.isValid(word)) {
            throw context.corrupted("semaphore: what slot " + index + " holds is " + Long.toHexString(word));
        }
        return CheckedWord.value(word);
    }

    private static long held(long value) {
        return (value & 0xFFFF_FFFFL) - OFFSET;
    }

    /** Checks that this process may hold so many; permits that it has released beyond its own count as negative. */
    private static void checkHeld(long held) {
        if (held < -OFFSET || held >= OFFSET) {
            throw new IllegalArgumentException("semaphore: permits that this process would hold=" + held + ", limits="
                    + -OFFSET + " to " + (OFFSET - 1));
        }
    }

    private void setHeld(long held) {
        words.setRelease(at + HELD + slot * 8L, CheckedWord.seal((long) generation << 32 | (held + OFFSET)));
    }

    /** The number that this process holds; the permits of a former incarnation in its slot are reclaimed first. */
    private long mine() {
        long value = heldWord(slot);
        if (value == 0) {
            return 0;
        }
        if (value >>> 32 != generation) {
            reclaimPermits(slot, value);
            return 0;
        }
        return held(value);
    }

    private void locked() {
        if (lock.acquire() == Outcome.OWNER_DIED) {
            repair();
        }
    }

    /** Computes again what a dead owner of the lock may have left behind. */
    private void repair() {
        long fold = words.getAcquire(at + NEXT_FOLD);
        if (fold != 0) {
            if (!CheckedWord.isValid(fold)
                    || CheckedWord.value(fold) < 1
                    || CheckedWord.value(fold) > LivenessFile.SLOTS) {
                throw context.corrupted("semaphore: next fold is " + Long.toHexString(fold));
            }
            if (heldWord((int) CheckedWord.value(fold) - 1) == 0) {
                write(BASE, read(NEXT_BASE));
            }
            words.setRelease(at + NEXT_FOLD, 0);
        }
        long sum = 0;
        for (int index = 0; index < LivenessFile.SLOTS; index++) {
            long value = heldWord(index);
            sum += value == 0 ? 0 : held(value);
        }
        write(AVAILABLE, read(BASE) - sum);
    }

    /** A dead process held this. */
    private void reclaimPermits(int index, long value) {
        long held = held(value);
        if (held < 0) {
            words.setRelease(at + NEXT_FOLD, 0);
            write(NEXT_BASE, read(BASE) - held);
            words.setRelease(at + NEXT_FOLD, CheckedWord.seal(index + 1L));
        }
        words.setRelease(at + HELD + index * 8L, 0);
        if (held < 0) {
            write(BASE, read(NEXT_BASE));
            words.setRelease(at + NEXT_FOLD, 0);
        } else {
            write(AVAILABLE, read(AVAILABLE) + held);
        }
    }

    /** Under the lock: returns what the dead held; returns whether anything came back. */
    private boolean settleDead(boolean probe) {
        deathsSeen = context.deaths();
        boolean any = false;
        for (int index = 0; index < LivenessFile.SLOTS; index++) {
            long value = heldWord(index);
            if (value == 0 || (index == slot && value >>> 32 == generation)) {
                continue;
            }
            int owner = Peers.owner(index, (int) (value >>> 32));
            if (probe ? context.peers().probe(owner) : context.peers().isDead(owner)) {
                any |= held(value) > 0;
                reclaimPermits(index, value);
            }
        }
        return any;
    }

    /** Acquires so many if there are. */
    public boolean tryAcquire(int permits) {
        return tryAcquire(permits, false);
    }

    private boolean tryAcquire(int permits, boolean probe) {
        context.check();
        boolean got;
        boolean more;
        boolean clean = false;
        locked();
        try {
            // The permits of a former incarnation in this slot are reclaimed before anything is decided.
            long mine = mine();
            got = read(AVAILABLE) >= permits;
            if (!got && (probe || deathsSeen != context.deaths()) && settleDead(probe)) {
                got = read(AVAILABLE) >= permits;
            }
            if (got) {
                checkHeld(mine + permits);
                setHeld(mine + permits);
                write(AVAILABLE, read(AVAILABLE) - permits);
            }
            more = got && read(AVAILABLE) > 0;
            clean = true;
        } finally {
            unlock(clean);
        }
        if (more) {
            signal();
        }
        return got;
    }

    private void unlock(boolean clean) {
        try {
            if (!clean) {
                repair();
            }
        } finally {
            lock.release();
        }
    }

    private void signal() {
        if (words.getPlain(at + MANY_WANTED) != 0) {
            words.setVolatile(at + MANY_WANTED, 0);
            point.signalAll();
        } else {
            point.signal();
        }
    }

    /** Waits for so many; returns whether they were acquired in time. */
    public boolean acquire(int permits, long timeoutNanos) throws InterruptedException {
        return tryAcquire(permits) || point.await(waiting(permits), timeoutNanos, DEATHS_NANOS);
    }

    /** As {@link #acquire}, without a limit, whatever interrupts. */
    public void acquireUninterruptibly(int permits) {
        if (!tryAcquire(permits)) {
            point.awaitUninterruptibly(waiting(permits), DEATHS_NANOS);
        }
    }

    private WaitPoint.Attempt waiting(int permits) {
        long[] probeAt = {System.nanoTime() + DEATHS_NANOS / 2};
        return () -> {
            context.check();
            if (permits > 1) {
                // Any of several waiters may want few enough permits: all must check after a release.
                words.setPlain(at + MANY_WANTED, 1);
            }
            boolean probe = System.nanoTime() - probeAt[0] >= 0;
            if (probe) {
                probeAt[0] = System.nanoTime() + DEATHS_NANOS / 2;
            }
            boolean worth = read(AVAILABLE) >= permits || probe || deathsSeen != context.deaths() || lock.isOwnerDead();
            return worth && tryAcquire(permits, probe);
        };
    }

    /**
     * Releases so many.
     *
     * @throws IllegalArgumentException if there would be more than an {@code int} holds
     */
    public void release(int permits) {
        context.check();
        boolean clean = false;
        locked();
        try {
            long mine = mine();
            long available = read(AVAILABLE) + permits;
            if (available > Integer.MAX_VALUE) {
                clean = true;
                throw new IllegalArgumentException(
                        "semaphore: permits=" + available + " after the release, limit=" + Integer.MAX_VALUE);
            }
            checkHeld(mine - permits);
            setHeld(mine - permits);
            write(AVAILABLE, available);
            clean = true;
        } finally {
            unlock(clean);
        }
        signal();
    }

    /** The number of available permits. */
    public int available() {
        context.check();
        boolean clean = false;
        locked();
        try {
            settleDead(true);
            int available = (int) read(AVAILABLE);
            clean = true;
            return available;
        } finally {
            unlock(clean);
        }
    }

    /** Acquires all there are; returns how many. */
    public int drain() {
        context.check();
        boolean clean = false;
        locked();
        try {
            long mine = mine();
            settleDead(true);
            int available = (int) Math.max(0, read(AVAILABLE));
            checkHeld(mine + available);
            setHeld(mine + available);
            write(AVAILABLE, read(AVAILABLE) - available);
            clean = true;
            return available;
        } finally {
            unlock(clean);
        }
    }
}

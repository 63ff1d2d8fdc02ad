package dev.procession.internal.lock;

import dev.procession.internal.liveness.Peers;
import dev.procession.internal.memory.CheckedWord;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.wait.SegmentContext;
import dev.procession.internal.wait.WaitPoint;
import dev.procession.internal.wait.WaitPointLayout;
import java.util.concurrent.TimeUnit;

/**
 * A lock between processes: one word that is 0, or names its owner.
 *
 * <pre>
 *   byte  0                128                      384
 *        +----------------+------------------------+
 *        | owner, checked | wait point             |
 *        +----------------+------------------------+
 * </pre>
 *
 * <table>
 * <caption>If the process dies after …</caption>
 * <tr><td>CAS 0 → me</td><td>a waiter finds the owner dead, and takes the lock by CAS owner → itself: it has
 * <i>taken it over</i>, and repairs what the lock guards</td></tr>
 * <tr><td>swap → 0</td><td>the lock is free; its waiters, which were not woken, are woken by the notification of
 * the death</td></tr>
 * </table>
 *
 * <p>The claim and the owner's name are one store, so that no owner is ever unknown. The lock of a live owner is never
 * taken over, however long it is held: the kernel decides what is dead. A waiter is notified of deaths, and probes the
 * owner every 50 ms as well. Progress: lock-free while owners run; a waiter behind a dead owner goes on within that
 * time.
 *
 * <p>The owner is the process. Threads of one process exclude each other as those of several do: to each of them the
 * owner, even if it is their own process, is alive. Not reentrant, not fair; for short sections without user code.
 */
public final class RobustLock {
    /** The length. */
    public static final int BYTES = 128 + WaitPointLayout.BYTES;

    /** How an attempt to acquire ended. */
    public enum Outcome {
        /** Another process has the lock. */
        BUSY,
        /** The lock was free, and is this process's. */
        ACQUIRED,
        /** The lock's owner was dead; the lock is this process's, and what it guards may need repair. */
        OWNER_DIED
    }

    private static final int WAITERS = 128;
    /** Interval at which a waiter probes the owner, in nanoseconds; usually it is notified of the death before. */
    private static final long PROBE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final SegmentContext context;
    private final SharedWords words;
    private final long at;
    private final long me;
    private final WaitPoint waiters;

    /** The lock at {@code at}, all zeros when it was made; {@code number} is its wait point's. */
    public RobustLock(SegmentContext context, long at, int number) {
        this.context = context;
        this.words = context.words();
        this.at = at;
        me = CheckedWord.seal(context.peers().self());
        waiters = context.waitPoint(at + WAITERS, number);
    }

    /** Takes the lock if it is free, or its owner is known to be dead. */
    public Outcome tryAcquire() {
        // SYNC lock: what the last owner stored is visible to the next
        if (words.compareAndSet(at, CheckedWord.FREE, me)) {
            return Outcome.ACQUIRED;
        }
        return tryTakeOver(false);
    }

    private Outcome tryTakeOver(boolean probe) {
        long word = words.getAcquire(at);
        if (word == CheckedWord.FREE) {
            return words.compareAndSet(at, CheckedWord.FREE, me) ? Outcome.ACQUIRED : Outcome.BUSY;
        }
        int owner = ownerIn(word);
        Peers peers = context.peers();
        boolean dead = probe ? peers.probe(owner) : peers.isDead(owner);
        return dead && words.compareAndSet(at, word, me) ? Outcome.OWNER_DIED : Outcome.BUSY;
    }

    private int ownerIn(long word) {
        if (!CheckedWord.isValid(word) || CheckedWord.value(word) > Integer.MAX_VALUE) {
            throw context.corrupted(
                    "lock word at " + at + " is " + Long.toHexString(word) + ", must be 0 or the sealed owner");
        }
        return (int) CheckedWord.value(word);
    }

    /** Takes the lock, waiting for it whatever interrupts; never {@link Outcome#BUSY}. */
    public Outcome acquire() {
        Outcome outcome = tryAcquire();
        if (outcome != Outcome.BUSY) {
            return outcome;
        }
        Waiting waiting = new Waiting();
        waiters.awaitUninterruptibly(waiting, PROBE_NANOS);
        return waiting.outcome;
    }

    /**
     * Takes the lock, waiting for so long at most.
     *
     * @return {@link Outcome#BUSY} if the time is over
     * @throws InterruptedException if interrupted while it waits
     */
    public Outcome acquire(long timeoutNanos) throws InterruptedException {
        Outcome outcome = tryAcquire();
        if (outcome != Outcome.BUSY || timeoutNanos <= 0) {
            return outcome;
        }
        Waiting waiting = new Waiting();
        waiters.await(waiting, timeoutNanos, PROBE_NANOS);
        return waiting.outcome;
    }

    /** Gives the lock back; it must be this process's. */
    public void release() {
        // SYNC lock
        long word = words.getAndSet(at, CheckedWord.FREE);
        if (word != me) {
            throw context.corrupted("lock word at " + at + " is " + Long.toHexString(word) + " at release, must be "
                    + Long.toHexString(me));
        }
        waiters.signalAfterFence();
    }

    /** Whether the lock's owner is known to be dead; no system call. */
    public boolean isOwnerDead() {
        long word = words.getAcquire(at);
        return word != CheckedWord.FREE && context.peers().isDead(ownerIn(word));
    }

    /** Whether the lock's owner is dead; asks the kernel if the lock is held. */
    public boolean isAbandonedNow() {
        long word = words.getAcquire(at);
        return word != CheckedWord.FREE && word != me && context.peers().probe(ownerIn(word));
    }

    /** The living process that has the lock; 0 if none has. */
    public int owner() {
        long word = words.getAcquire(at);
        if (word == CheckedWord.FREE) {
            return 0;
        }
        if (word == me) {
            return context.peers().self();
        }
        int owner = ownerIn(word);
        return context.peers().probe(owner) ? 0 : owner;
    }

    /** One wait for the lock. Asks the kernel only now and then, because a spin calls it often. */
    private final class Waiting implements WaitPoint.Attempt {
        private long probeAt = System.nanoTime() + PROBE_NANOS / 2;
        private Outcome outcome = Outcome.BUSY;

        @Override
        public boolean succeeds() {
            context.check();
            if (words.getPlain(at) == CheckedWord.FREE) {
                outcome = tryAcquire();
            } else {
                boolean probe = System.nanoTime() - probeAt >= 0;
                if (probe) {
                    probeAt = System.nanoTime() + PROBE_NANOS / 2;
                }
                outcome = tryTakeOver(probe);
            }
            return outcome != Outcome.BUSY;
        }
    }
}

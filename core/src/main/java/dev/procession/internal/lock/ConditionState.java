package dev.procession.internal.lock;

import dev.procession.internal.memory.Sealed;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.wait.Site;
import dev.procession.internal.wait.WaitPoint;

/**
 * A condition of a lock: how many threads wait, and how many of them may go on, in one sealed word.
 *
 * <pre>
 *   bit  51        26 25         0
 *       +------------+------------+
 *       | waiting    | granted    |      granted ≤ waiting
 *       +------------+------------+
 * </pre>
 *
 * <p>To signal is to grant one; a waiter that finds a grant takes it, and itself from the waiting, by one CAS.
 *
 * <p>If a process dies that waits, its waiting stays counted, so that a later signal without a waiter may be kept for the next: a spurious wake-up. If it dies with
 * a grant, that is lost; therefore every death in the session wakes all who wait, spuriously, which {@link java.util.concurrent.locks.Condition} allows.
 */
public final class ConditionState {
    static final int POINT = 128;

    private static final int GRANT_BITS = 26;
    private static final long GRANTS = (1L << GRANT_BITS) - 1;
    private static final long ONE_WAITING = 1L << GRANT_BITS;

    private final Site site;
    private final SharedWords words;
    private final long at;
    private final WaitPoint point;

    ConditionState(Site site, long at, int number) {
        this.site = site;
        words = site.words();
        this.at = at;
        point = site.waitPoint(at + POINT, number);
    }

    private long read() {
        long word = words.getVolatile(at);
        if (!Sealed.isSound(word) || (word & GRANTS) > Sealed.value(word) >>> GRANT_BITS) {
            throw site.corrupted("condition at " + at + " is " + Long.toHexString(word));
        }
        return Sealed.value(word);
    }

    private boolean replace(long old, long value) {
        return words.compareAndSet(at, Sealed.seal(old), Sealed.seal(value));
    }

    /** A thread is about to wait; under the lock. */
    public void enter() {
        long old;
        do {
            old = read();
        } while (!replace(old, old + ONE_WAITING));
    }

    private boolean takeGrant() {
        while (true) {
            long old = read();
            if ((old & GRANTS) == 0) {
                return false;
            }
            if (replace(old, old - ONE_WAITING - 1)) {
                return true;
            }
        }
    }

    /** A thread gives up waiting, or is woken without a grant; a grant that only it could take goes with it. */
    private void leave() {
        while (true) {
            long old = read();
            long waiting = (old >>> GRANT_BITS) - 1;
            if (waiting < 0 || replace(old, waiting << GRANT_BITS | Math.min(old & GRANTS, waiting))) {
                return;
            }
        }
    }

    /**
     * Waits for a grant, after {@link #enter}, without the lock.
     *
     * @return whether it was woken; {@code false} when the time is over
     */
    public boolean await(long timeoutNanos) throws InterruptedException {
        long deaths = site.deaths();
        boolean[] granted = {false};
        boolean woken = false;
        try {
            woken = point.await(
                    () -> {
                        site.check();
                        granted[0] = takeGrant();
                        return granted[0] || site.deaths() != deaths;
                    },
                    timeoutNanos,
                    WaitPoint.NO_RECHECK);
            return woken;
        } finally {
            if (!granted[0]) {
                leave();
            } else if ((read() & GRANTS) != 0) {
                point.signal();
            }
        }
    }

    /** As {@link #await}, without a limit, whatever interrupts. */
    public void awaitUninterruptibly() {
        long deaths = site.deaths();
        boolean[] granted = {false};
        try {
            point.awaitUninterruptibly(
                    () -> {
                        site.check();
                        granted[0] = takeGrant();
                        return granted[0] || site.deaths() != deaths;
                    },
                    WaitPoint.NO_RECHECK);
        } finally {
            if (!granted[0]) {
                leave();
            } else if ((read() & GRANTS) != 0) {
                point.signal();
            }
        }
    }

    /** Lets one waiter go on, if there is one; under the lock. */
    public void signal() {
        while (true) {
            long old = read();
            if ((old & GRANTS) >= old >>> GRANT_BITS) {
                return;
            }
            if (replace(old, old + 1)) {
                point.signalAfterFence();
                return;
            }
        }
    }

    /** Lets all waiters go on; under the lock. */
    public void signalAll() {
        while (true) {
            long old = read();
            long waiting = old >>> GRANT_BITS;
            if (replace(old, waiting << GRANT_BITS | waiting)) {
                point.signalAll();
                return;
            }
        }
    }
}

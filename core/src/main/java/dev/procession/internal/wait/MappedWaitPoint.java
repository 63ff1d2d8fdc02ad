package dev.procession.internal.wait;

import dev.procession.internal.memory.SharedWords;
import dev.procession.process.SessionClosedException;
import java.lang.invoke.VarHandle;
import java.util.List;

/**
 * A wait point in a mapped segment.
 *
 * <pre>
 *  waiter                                           committer
 *    stand in the local line                          the committing store
 *    set my slot's bit, then waiters? = 1             fullFence     // SYNC waiters-flag
 *    fullFence                // SYNC waiters-flag    waiters? == 0: done
 *    check again                                      choose a bit and clear it
 *    park                                             no other set: waiters? = 0; set after all: waiters? = 1
 *    leave the line; last: clear my bit               ring that process, or wake the local line
 * </pre>
 *
 * <p>The last thread to leave the wait queue finds its process's bit cleared if a committer has chosen it; that wake-up
 * will find no waiter, and so the leaving thread passes the signal on. A wake-up that finds no waiter can therefore be
 * dropped.
 *
 * <p>There is one such object for a wait point in a process.
 */
final class MappedWaitPoint extends WaitPoint implements Doorbell.Waiting {
    /** Kept by the threads that stand in line, and so is all that it refers to. */
    @SuppressWarnings("unused")
    private final SegmentContext site;

    private final SharedWords words;
    private final long at;
    private final long key;
    private final Doorbell doorbell;
    private final int slot;
    private final AdaptiveSpin adaptiveSpin = new AdaptiveSpin();
    /** Its monitor guards it, and the order of its changes to shared memory. */
    private final WaitQueue queue = new WaitQueue();

    MappedWaitPoint(SegmentContext site, long at, long key, Doorbell doorbell) {
        this.site = site;
        words = site.words();
        this.at = at;
        this.key = key;
        this.doorbell = doorbell;
        slot = doorbell.slot();
    }

    Doorbell bell() {
        return doorbell;
    }

    @Override
    public long key() {
        return key;
    }

    @Override
    public void signal() {
        VarHandle.fullFence();
        signalAfterFence();
    }

    @Override
    public void signalAfterFence() {
        // SYNC waiters-flag: a waiter sees the commit, or is seen here
        if (words.getPlain(at + WaitPointLayout.WAITERS) != 0) {
            signalOne();
        }
    }

    @Override
    public boolean isAwaited() {
        return words.getPlain(at + WaitPointLayout.WAITERS) != 0; // SYNC waiters-flag
    }

    @Override
    public void signalAll() {
        VarHandle.fullFence(); // SYNC waiters-flag
        if (words.getPlain(at + WaitPointLayout.WAITERS) == 0) {
            return;
        }
        for (int index = 0; index < WaitPointLayout.BIT_WORDS; index++) {
            long word = at + WaitPointLayout.BITS + index * 8L;
            if (words.getVolatile(word) == 0) {
                continue;
            }
            long bits = words.getAndSet(word, 0);
            while (bits != 0) {
                int bit = Long.numberOfTrailingZeros(bits);
                bits &= bits - 1;
                wakeSlot(index * Long.SIZE + bit, true);
            }
        }
        lowerFlag();
    }

    @Override
    public void signalProcess(int target) {
        VarHandle.fullFence(); // SYNC waiters-flag
        long word = at + WaitPointLayout.BITS + (target / Long.SIZE) * 8L;
        long bit = 1L << target;
        if ((words.getVolatile(word) & bit) != 0 && (words.getAndBitwiseAnd(word, ~bit) & bit) != 0) {
            lowerFlag();
            wakeSlot(target, true);
        }
    }

    private void signalOne() {
        while (true) {
            int chosen = pickSlot();
            lowerFlag();
            if (chosen < 0 || wakeSlot(chosen, false)) {
                return;
            }
        }
    }

    /**
     * Lowers the flag if no bit is set. A thread that sets a bit meanwhile raises the flag after it, or its bit is seen
     * by the second check.
     */
    private void lowerFlag() {
        if (!anyBit()) {
            words.setVolatile(at + WaitPointLayout.WAITERS, 0);
            if (anyBit()) {
                words.setVolatile(at + WaitPointLayout.WAITERS, 1);
            }
        }
    }

    /** Clears a set bit and returns its slot; -1 if none is set. */
    private int pickSlot() {
        int hint = (int) words.getPlain(at + WaitPointLayout.HINT) & (WaitPointLayout.SLOTS - 1);
        // The hint's word is looked at twice: from the hint on at first, and its beginning at last.
        for (int step = 0; step <= WaitPointLayout.BIT_WORDS; step++) {
            int index = (hint / Long.SIZE + step) % WaitPointLayout.BIT_WORDS;
            long word = at + WaitPointLayout.BITS + index * 8L;
            long wanted = step == 0 ? -1L << hint : -1L;
            long bits = words.getVolatile(word) & wanted;
            while (bits != 0) {
                long bit = bits & -bits;
                if ((words.getAndBitwiseAnd(word, ~bit) & bit) != 0) {
                    int chosen = index * Long.SIZE + Long.numberOfTrailingZeros(bit);
                    words.setPlain(at + WaitPointLayout.HINT, chosen + 1);
                    return chosen;
                }
                bits &= ~bit;
            }
        }
        return -1;
    }

    private boolean anyBit() {
        for (int index = 0; index < WaitPointLayout.BIT_WORDS; index++) {
            if (words.getVolatile(at + WaitPointLayout.BITS + index * 8L) != 0) {
                return true;
            }
        }
        return false;
    }

    /** Wakes a process; returns whether it could be reached. */
    private boolean wakeSlot(int target, boolean all) {
        if (target == slot) {
            wake(all);
            return true;
        }
        return doorbell.ring(target, all ? key | Doorbell.ALL : key);
    }

    @Override
    public void wake(boolean all) {
        while (true) {
            Waiter waiter;
            boolean more;
            synchronized (queue) {
                waiter = queue.poll();
                if (waiter == null) {
                    return;
                }
                more = !queue.isEmpty();
                if (!more) {
                    doorbell.removeWaitQueue(this);
                }
                publishWaiters(more, all);
            }
            waiter.signal(this);
            if (!all || !more) {
                return;
            }
        }
    }

    /** Publishes in shared memory whether threads still wait here after one was polled. */
    private void publishWaiters(boolean more, boolean all) {
        try {
            if (!more) {
                clearWaiterBit();
            } else if (!all) {
                // Before the first is woken: what is committed after this store rings here again.
                setWaiterBit();
            }
        } catch (IllegalStateException e) {
            // The memory of a closed session is gone; the polled thread must be woken all the same.
            if (!doorbell.isClosed()) {
                throw e;
            }
        }
    }

    private void setWaiterBit() {
        long word = at + WaitPointLayout.BITS + (slot / Long.SIZE) * 8L;
        long bit = 1L << slot;
        if ((words.getVolatile(word) & bit) == 0) {
            words.getAndBitwiseOr(word, bit);
        }
        words.setVolatile(at + WaitPointLayout.WAITERS, 1);
    }

    /** Clears this process's bit; returns whether it was set. */
    private boolean clearWaiterBit() {
        long word = at + WaitPointLayout.BITS + (slot / Long.SIZE) * 8L;
        long bit = 1L << slot;
        return (words.getAndBitwiseAnd(word, ~bit) & bit) != 0;
    }

    void enter(Waiter waiter) {
        doorbell.open();
        synchronized (queue) {
            if (queue.join(waiter)) {
                doorbell.addWaitQueue(this);
            }
            setWaiterBit();
        }
        VarHandle.fullFence(); // SYNC waiters-flag: the second check sees the commit, or the committer the flag
    }

    void leave(Waiter waiter) {
        boolean chosen = false;
        synchronized (queue) {
            boolean wasEmpty = queue.isEmpty();
            if (queue.leave(waiter) && !wasEmpty) {
                doorbell.removeWaitQueue(this);
                chosen = !clearWaiterBit();
            }
        }
        if (chosen) {
            signal();
        }
    }

    @Override
    public boolean await(Attempt attempt, long timeoutNanos, long recheckNanos) throws InterruptedException {
        return attempt.succeeds()
                || (timeoutNanos > 0 && waitAt(List.of(this), attempt, timeoutNanos, recheckNanos, true));
    }

    @Override
    public void awaitUninterruptibly(Attempt attempt, long recheckNanos) {
        try {
            if (!attempt.succeeds()) {
                waitAt(List.of(this), attempt, FOREVER, recheckNanos, false);
            }
        } catch (InterruptedException e) {
            throw new AssertionError("an uninterruptible wait was interrupted", e);
        }
    }

    @Override
    public boolean awaitAny(List<? extends WaitPoint> points, Attempt attempt, long timeoutNanos, long recheckNanos)
            throws InterruptedException {
        if (attempt.succeeds()) {
            return true;
        }
        List<MappedWaitPoint> mapped =
                points.stream().map(MappedWaitPoint.class::cast).toList();
        return timeoutNanos > 0 && waitAt(mapped, attempt, timeoutNanos, recheckNanos, true);
    }

    private boolean waitAt(
            List<MappedWaitPoint> points, Attempt attempt, long timeoutNanos, long recheckNanos, boolean interruptible)
            throws InterruptedException {
        long start = System.nanoTime();
        try {
            if (adaptiveSpin.spin(attempt, start, timeoutNanos)) {
                return true;
            }
            try {
                return BlockingWait.park(points, attempt, start, timeoutNanos, recheckNanos, interruptible);
            } finally {
                adaptiveSpin.parked(start);
            }
        } catch (IllegalStateException e) {
            if (BlockingWait.isMemoryGone(points, e)) {
                throw new SessionClosedException("the session is closed", e);
            }
            throw e;
        }
    }
}

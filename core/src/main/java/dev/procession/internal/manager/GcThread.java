package dev.procession.internal.manager;

import dev.procession.internal.service.Log;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Ends leases when their time is over, and sweeps when something may have become garbage: soon, but for a small
 * part of the time only.
 *
 * <p>Thread safety: any thread.
 */
final class GcThread implements Runnable {
    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    /** A sweep is followed by a rest of so many times its length. */
    private static final int RESTS = 20;
    /**
     * Delay of a lease's expiry from which on the process was probably suspended, and the reader of renewals with it.
     */
    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    /** For so long such a lease goes on, so that a hold that was sent in time is read first. */
    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final ObjectTable objects;
    private final HeapReserve reserve;
    private final VirtualStarts starts;
    /** Gives back what this process let go of. */
    private final Runnable expunge;

    private final long leaseNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wanted = lock.newCondition();
    private volatile boolean sweepWanted;
    private volatile long nextLeaseEnd = Long.MAX_VALUE;
    /** Whether the leases that end next have had their grace; of the janitor's thread. */
    private boolean graced;

    /**
     * Not started.
     *
     * @param onEnd gets objects that are garbage
     * @param expunge gives back what this process let go of
     * @param leaseNanos for how long an object is kept that a message on its way refers to
     */
    GcThread(
            Consumer<? super ManagedObject> onEnd,
            HeapReserve reserve,
            VirtualStarts starts,
            Runnable expunge,
            long leaseNanos) {
        objects = new ObjectTable(this::sweepWanted, onEnd);
        this.reserve = reserve;
        this.starts = starts;
        this.expunge = expunge;
        this.leaseNanos = leaseNanos;
    }

    /** The objects that it collects. */
    ObjectTable objects() {
        return objects;
    }

    long leaseNanos() {
        return leaseNanos;
    }

    /** Something may have become garbage. */
    void sweepWanted() {
        if (!sweepWanted) {
            sweepWanted = true;
            wake();
        }
    }

    /** A message is on its way with this object. */
    void lease(long id) {
        long end = System.nanoTime() + leaseNanos;
        objects.lease(id, end);
        // Those taken later end later.
        if (nextLeaseEnd == Long.MAX_VALUE) {
            nextLeaseEnd = end;
            wake();
        }
    }

    private void wake() {
        lock.lock();
        try {
            wanted.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void run() {
        // What is initialized without memory is broken for good; here it delays no caller.
        Log.prepare();
        starts.start("procession-manager-first", () -> {});
        boolean isOver = false;
        while (!isOver) {
            try {
                work();
                isOver = true;
            } catch (OutOfMemoryError e) { // what was to be freed is still to be
                sweepWanted = true;
                reserve.releaseAndPause();
            }
        }
    }

    private void work() {
        try {
            while (true) {
                awaitWork();
                long now = System.nanoTime();
                endLeases();
                if (sweepWanted) {
                    expunge.run();
                    // Before the sweep: what becomes garbage meanwhile is the next one's.
                    sweepWanted = false;
                    MarkSweep.run(objects, this::endLeases);
                    TimeUnit.NANOSECONDS.sleep(REST_NANOS + RESTS * (System.nanoTime() - now));
                }
            }
        } catch (InterruptedException e) {
            // The server ends.
        }
    }

    private void endLeases() {
        long now = System.nanoTime();
        if (nextLeaseEnd == Long.MAX_VALUE || nextLeaseEnd - now > 0) {
            return;
        }
        if (!graced && now - nextLeaseEnd > LATE_NANOS) {
            graced = true;
            nextLeaseEnd = now + GRACE_NANOS;
            return;
        }
        graced = false;
        nextLeaseEnd = Long.MAX_VALUE;
        long next = objects.endLeases(now);
        if (next != Long.MAX_VALUE) {
            nextLeaseEnd = now + next;
        }
    }

    private void awaitWork() throws InterruptedException {
        lock.lock();
        try {
            while (!sweepWanted) {
                long end = nextLeaseEnd;
                if (end == Long.MAX_VALUE) {
                    wanted.await();
                } else if (end - System.nanoTime() <= 0 || wanted.awaitNanos(end - System.nanoTime()) <= 0) {
                    return;
                }
            }
        } finally {
            lock.unlock();
        }
    }
}

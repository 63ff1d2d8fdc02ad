package dev.procession.internal.manager;

import dev.procession.internal.service.Log;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

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

    private final ManagerServer server;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wanted = lock.newCondition();
    private volatile boolean sweepWanted;
    private volatile long nextLeaseEnd = Long.MAX_VALUE;
    /** Whether the leases that end next have had their grace; of the janitor's thread. */
    private boolean graced;

    GcThread(ManagerServer server) {
        this.server = server;
    }

    /** Something may have become garbage. */
    void sweepWanted() {
        if (!sweepWanted) {
            sweepWanted = true;
            wake();
        }
    }

    /** A lease was taken that ends in so long. */
    void leased(long nanos) {
        // Those taken later end later.
        if (nextLeaseEnd == Long.MAX_VALUE) {
            nextLeaseEnd = System.nanoTime() + nanos;
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
        server.starts().start("procession-manager-first", () -> {});
        boolean isOver = false;
        while (!isOver) {
            try {
                work();
                isOver = true;
            } catch (OutOfMemoryError e) { // what was to be freed is still to be
                sweepWanted = true;
                server.reserve().releaseAndPause();
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
                    server.expunge();
                    // Before the sweep: what becomes garbage meanwhile is the next one's.
                    sweepWanted = false;
                    MarkSweep.run(server.registry(), this::endLeases);
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
        long next = server.registry().endLeases(now);
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

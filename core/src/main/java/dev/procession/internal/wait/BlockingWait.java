package dev.procession.internal.wait;

import java.util.List;
import java.util.concurrent.TimeUnit;

/** The part of a wait in which the thread does not run. */
final class BlockingWait {
    /** Shortest and longest time that a thread is parked before it re-checks by itself, in nanoseconds. */
    private static final long FIRST_NET_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long LAST_NET_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final List<MappedWaitPoint> points;
    private final WaitPoint.Attempt attempt;
    private final long start;
    private final long timeoutNanos;
    private final long recheckNanos;
    private final boolean interruptible;
    private final Doorbell home;
    private final Waiter waiter;
    private boolean interrupted;
    /** Signals that ended the wait, where it only checked several wait points. */
    private List<WaitPoint> used = List.of();

    private BlockingWait(
            List<MappedWaitPoint> points,
            WaitPoint.Attempt attempt,
            long start,
            long timeoutNanos,
            long recheckNanos,
            boolean interruptible) {
        this.points = points;
        this.attempt = attempt;
        this.start = start;
        this.timeoutNanos = timeoutNanos;
        this.recheckNanos = recheckNanos;
        this.interruptible = interruptible;
        home = points.get(0).bell();
        waiter = new Waiter(home);
    }

    /**
     * Parks until the attempt succeeds; parameters as in {@link WaitPoint#await}, {@code start} being the time it
     * began.
     */
    static boolean park(
            List<MappedWaitPoint> points,
            WaitPoint.Attempt attempt,
            long start,
            long timeoutNanos,
            long recheckNanos,
            boolean interruptible)
            throws InterruptedException {
        BlockingWait wait = new BlockingWait(points, attempt, start, timeoutNanos, recheckNanos, interruptible);
        try {
            return wait.run();
        } finally {
            wait.end();
        }
    }

    private boolean run() throws InterruptedException {
        long net = recheckNanos > 0 ? recheckNanos : FIRST_NET_NANOS;
        while (true) {
            for (int i = 0; i < points.size(); i++) {
                points.get(i).enter(waiter);
            }
            if (attempt.succeeds()) {
                return true;
            }
            sleep(timeoutNanos == WaitPoint.FOREVER ? net : Math.min(net, left()));
            if (waiter.isSignalled()) {
                List<WaitPoint> signals = waiter.takeSignals();
                if (attempt.succeeds()) {
                    if (points.size() > 1) {
                        used = signals;
                    }
                    return true;
                }
            } else if (timeoutNanos != WaitPoint.FOREVER && left() <= 0) {
                return attempt.succeeds();
            } else if (recheckNanos <= 0) {
                net = Math.min(LAST_NET_NANOS, 2 * net);
            }
        }
    }

    private long left() {
        return timeoutNanos - (System.nanoTime() - start);
    }

    /** Parks until signalled, for so long at most. */
    private void sleep(long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        for (int i = 1; i < points.size(); i++) {
            if (points.get(i).bell() != home) {
                points.get(i).bell().ensureLeader();
            }
        }
        while (!waiter.isSignalled()) {
            if (Thread.interrupted()) {
                if (interruptible) {
                    throw new InterruptedException();
                }
                interrupted = true;
            }
            long left = end - System.nanoTime();
            if (left <= 0) {
                return;
            }
            home.park(waiter, left);
        }
    }

    private void end() {
        try {
            for (int i = 0; i < points.size(); i++) {
                points.get(i).leave(waiter);
            }
            // Signals that came since the last check began had no effect here: they are the next waiter's. So are all
            // of them, if the check took nothing.
            waiter.takeSignals().forEach(WaitPoint::signal);
            used.forEach(WaitPoint::signal);
            home.ensureLeader();
        } catch (IllegalStateException e) {
            if (!isMemoryGone(points, e)) {
                throw e;
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Whether this is what memory throws that a closed session has unmapped. */
    static boolean isMemoryGone(List<MappedWaitPoint> points, IllegalStateException e) {
        return e.getClass() == IllegalStateException.class
                && points.stream().anyMatch(point -> point.bell().isClosed());
    }
}

package dev.procession.internal.ring;

import dev.procession.internal.ring.RecordRing.Reader;
import dev.procession.internal.service.Log;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The leases of consumers: their end, the return of a record when its consumer dies, and its becoming a dead letter
 * when that has happened too often.
 *
 * <p>Thread safety: any thread.
 */
final class RingLeases {
    /** Interval at which a thread that waits for leases checks whether their holders live, in nanoseconds. */
    static final long RECHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final RingState ring;
    private final OverflowStore space;
    private final RingWaitPoints signals;
    private final RecordCursor cursor;
    private final LeaseProtocol protocol;
    private final RingLock lock;
    private final DeadLetterListeners listeners;
    /** When leases were last looked through. */
    private volatile long lastSeen = System.nanoTime() - RECHECK_NANOS;

    private volatile long deathsSeen;

    RingLeases(
            RingState ring,
            OverflowStore space,
            RingWaitPoints signals,
            RecordCursor cursor,
            LeaseProtocol protocol,
            RingLock lock) {
        this.ring = ring;
        this.space = space;
        this.signals = signals;
        this.cursor = cursor;
        this.protocol = protocol;
        this.lock = lock;
        listeners = new DeadLetterListeners(ring);
    }

    void listen(boolean listening) {
        listeners.set(listening);
    }

    /**
     * Whether to scan the leases: a process has died, or a death may have gone unnoticed since the last scan.
     */
    boolean areDue() {
        return deathsSeen != ring.context.deaths() || System.nanoTime() - lastSeen >= RECHECK_NANOS / 2;
    }

    void end(long position) {
        ring.context.check();
        OverflowReference side = null;
        lock.lock();
        boolean clean = false;
        try {
            if (!protocol.toLeased(cursor, position)) {
                throw ring.context.corrupted("record at position " + position + " is not on loan to this process");
            }
            // Read first: once head is past the record, a producer may write there.
            side = cursor.isSide() ? cursor.side() : null;
            protocol.end(cursor);
            clean = true;
        } finally {
            lock.unlock(clean);
        }
        if (side != null) {
            space.delete(side.id());
        }
        signals.signalNotFull();
        signals.finished();
    }

    void giveBack(long position) {
        lock.under(() -> {
            boolean leased = protocol.toLeased(cursor, position);
            if (leased) {
                protocol.giveBack(cursor);
            }
            return leased;
        });
        signals.notEmpty.signal();
    }

    /** Under the take lock: makes what the dead had on lease available; returns whether anything changed. */
    boolean redeliver() {
        deathsSeen = ring.context.deaths();
        lastSeen = System.nanoTime();
        boolean changed = protocol.redeliver(cursor);
        if (ring.readPlain(MpmcRingLayout.DEAD_COUNT) > 0) {
            if (listeners.any()) {
                signals.deadLetters.signal();
            } else {
                dropDeadLetters();
            }
        }
        return changed;
    }

    private void dropDeadLetters() {
        int dropped = protocol.dropDeadLetters(cursor, space::delete);
        if (dropped > 0) {
            Log.warn(
                    "dev.procession.queue",
                    dropped + " elements were dropped: each was taken " + ring.deliveryLimit
                            + " times by processes that died before taskDone(), and no process listens for dead letters");
        }
        signals.finished.signalAll();
    }

    boolean awaitFinished(long timeoutNanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return signals.finished.await(
                () -> {
                    ring.context.check();
                    if (ring.isEmpty()) {
                        return true;
                    }
                    lookIfDue();
                    return false;
                },
                timeoutNanos,
                RECHECK_NANOS);
    }

    private void lookIfDue() {
        // A process that died in a take may have left a lease that is not counted.
        if ((ring.readAcquire(MpmcRingLayout.TAKEN) != 0 && areDue()) || lock.isAbandoned()) {
            lookAfterLoans();
        }
    }

    private void lookAfterLoans() {
        if (lock.under(this::redeliver)) {
            signals.notEmpty.signalAll();
        }
    }

    @Nullable
    Object takeDeadLetter(Reader reader, long timeoutNanos) throws InterruptedException {
        @Nullable Object[] taken = new @Nullable Object[1];
        signals.deadLetters.await(
                () -> {
                    ring.context.check();
                    lookIfDue(); // because no other process may scan
                    taken[0] = ring.readAcquire(MpmcRingLayout.DEAD_COUNT) == 0 ? null : tryTakeDeadLetter(reader);
                    return taken[0] != null;
                },
                timeoutNanos,
                RECHECK_NANOS);
        return taken[0];
    }

    private @Nullable Object tryTakeDeadLetter(Reader reader) {
        boolean more;
        Object letter;
        lock.lock();
        boolean clean = false;
        try {
            letter = protocol.leaseDeadLetter(cursor) ? cursor.read(reader) : null;
            more = ring.readPlain(MpmcRingLayout.DEAD_COUNT) > 0;
            clean = true;
        } finally {
            lock.unlock(clean);
        }
        if (more) {
            signals.deadLetters.signal();
        }
        return letter;
    }
}

package dev.procession.internal.ring;

import dev.procession.channel.QueueClosedException;
import dev.procession.internal.ring.RecordRing.Reader;
import dev.procession.internal.wait.WaitPoint;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The consumer side of a ring: locks, waits for records, and reads records that lie in overflow segments;
 * {@link TakeProtocol} makes the stores.
 *
 * <p>Thread safety: any thread.
 */
final class RingConsumers {
    private final RingState ring;
    private final OverflowStore space;
    private final RingWaitPoints signals;
    private final RecordCursor cursor;
    private final TakeProtocol takes;
    private final LeaseProtocol leaseProtocol;
    private final RingLock lock;
    private final RingLeases leases;

    RingConsumers(
            RingState ring,
            OverflowStore space,
            RingWaitPoints signals,
            RecordCursor cursor,
            TakeProtocol takes,
            LeaseProtocol leaseProtocol,
            RingLock lock,
            RingLeases leases) {
        this.ring = ring;
        this.space = space;
        this.signals = signals;
        this.cursor = cursor;
        this.takes = takes;
        this.leaseProtocol = leaseProtocol;
        this.lock = lock;
        this.leases = leases;
    }

    @Nullable
    Object poll(Reader reader) {
        return tryTake(reader, false);
    }

    @Nullable
    Object take(Reader reader, long timeoutNanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Object first = tryTake(reader, true);
        if (first != null || timeoutNanos <= 0) {
            return first;
        }
        @Nullable Object[] taken = new @Nullable Object[1];
        signals.notEmpty.await(
                () -> {
                    taken[0] = mayTake() ? tryTake(reader, true) : null;
                    return taken[0] != null;
                },
                timeoutNanos,
                ring.leasing ? RingLeases.RECHECK_NANOS : WaitPoint.NO_RECHECK);
        return taken[0];
    }

    /** Racy check, without the lock, whether there is a record; for threads that spin. */
    private boolean mayTake() {
        ring.context.check();
        return isMore()
                || ring.isClosed()
                || (ring.readAcquire(MpmcRingLayout.TAKEN) != 0 && leases.areDue())
                || lock.isAbandoned();
    }

    /**
     * Takes a record if there is one.
     *
     * @param ends whether a closed and drained ring throws
     */
    private @Nullable Object tryTake(Reader reader, boolean ends) {
        ring.context.check();
        boolean found;
        long position;
        Object result = null;
        OverflowReference side = null;
        boolean over = false;
        lock.lock();
        boolean clean = false;
        try {
            found = cursor.toNextReady();
            if ((!found || leaseProtocol.areLeases()) && leases.areDue()) {
                leases.redeliver();
                // Search again unconditionally: the scan over leased records moved the cursor.
                found = cursor.toNextReady();
            }
            position = cursor.position();
            if (!found) {
                over = ends && isOver();
            } else if (cursor.isSide()) {
                side = cursor.side();
                leaseProtocol.lease(cursor);
            } else {
                result = cursor.read(reader);
                if (ring.leasing) {
                    leaseProtocol.lease(cursor);
                } else {
                    takes.take(cursor);
                }
            }
            clean = true;
        } finally {
            lock.unlock(clean);
        }
        afterTake(found);
        if (over) {
            space.ended();
            throw new QueueClosedException("the queue is closed and drained");
        }
        return side == null ? result : readSide(reader, side, position);
    }

    /** Whether there seems to be a record to take; without the lock. */
    private boolean isMore() {
        long start = ring.readAcquire(MpmcRingLayout.TAKEN) == 0
                ? ring.readAcquire(MpmcRingLayout.HEAD)
                : ring.readAcquire(MpmcRingLayout.NEXT);
        return start < ring.readAcquire(MpmcRingLayout.TAIL); // SYNC tail-commit
    }

    /** Whether nothing will ever be taken any more: closed, drained, and nothing on lease that could come back. */
    private boolean isOver() {
        // Closed first: what was put before it was closed is before the tail read after.
        return ring.isClosed() && !cursor.toNextReady() && !leaseProtocol.othersHaveLeases(cursor);
    }

    /** Right after the lock was released, which is a full fence. */
    private void afterTake(boolean taken) {
        if (!taken) {
            return;
        }
        signals.signalNotFull();
        // isMore() reads the producers' words, another cache line, and so runs only if a thread waits.
        if (signals.notEmpty.isAwaited() && isMore()) {
            signals.notEmpty.signalAfterFence();
        }
    }

    private Object readSide(Reader reader, OverflowReference side, long position) {
        Object result;
        try {
            result = reader.received(side.readPayload(ring.context, space, reader, position));
        } catch (Throwable e) {
            leases.giveBack(position);
            throw e;
        }
        if (!ring.leasing) {
            leases.end(position);
        }
        return result;
    }

    int drain(Reader reader, int max, List<Object> taken) {
        int count = 0;
        while (count < max) {
            int more = ring.leasing ? 0 : takeMany(reader, max - count, taken);
            if (more == 0) {
                Object one = tryTake(reader, false);
                if (one == null) {
                    break;
                }
                taken.add(one);
                more = 1;
            }
            count += more;
        }
        return count;
    }

    private int takeMany(Reader reader, int max, List<Object> taken) {
        ring.context.check();
        int count = lock.under(() -> takes.takeMany(cursor, reader, max, taken));
        if (count > 1) {
            signals.notFull.signalAll();
        }
        afterTake(count > 0);
        return count;
    }

    @Nullable
    Object peek(Reader reader) {
        ring.context.check();
        return lock.<@Nullable Object>under(() -> cursor.toFirst(RecordHeader.READY) ? cursor.read(reader) : null);
    }

    List<Object> snapshot(Reader reader) {
        ring.context.check();
        return lock.under(() -> {
            List<Object> all = new ArrayList<>();
            for (boolean is = cursor.toFirst(RecordHeader.READY); is; is = cursor.toFollowing(RecordHeader.READY)) {
                all.add(cursor.read(reader));
            }
            return all;
        });
    }

    boolean remove(long position) {
        ring.context.check();
        boolean removed;
        OverflowReference side = null;
        lock.lock();
        boolean clean = false;
        try {
            removed = cursor.to(position) && cursor.state() == RecordHeader.READY;
            if (removed) {
                // Read first: once head is past the record, a producer may write there.
                side = cursor.isSide() ? cursor.side() : null;
                takes.remove(cursor);
            }
            clean = true;
        } finally {
            lock.unlock(clean);
        }
        if (side != null) {
            space.delete(side.id());
        }
        if (removed) {
            signals.signalNotFull();
            signals.finished();
        }
        return removed;
    }

    /** Ids of all overflow segments that records of this ring refer to. */
    Set<Long> sides() {
        return lock.under(() -> {
            Set<Long> all = new HashSet<>();
            takes.forEachSide(cursor, all::add);
            return all;
        });
    }
}

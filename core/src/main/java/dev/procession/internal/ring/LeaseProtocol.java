package dev.procession.internal.ring;

import java.util.function.LongConsumer;

/**
 * The stores under the take lock for records on lease and for dead letters.
 *
 * <table>
 * <caption>Operations, their stores in order, the commit in capitals</caption>
 * <tr><td>lease</td><td>STATE LEASED · taken · next</td></tr>
 * <tr><td>end a lease</td><td>STATE DONE · done, then head as in {@link TakeProtocol}</td></tr>
 * <tr><td>give back, redeliver</td><td>STATE READY · next · taken</td></tr>
 * <tr><td>make a dead letter</td><td>STATE DEAD · dead count</td></tr>
 * <tr><td>lease a dead letter</td><td>STATE LEASED · dead count</td></tr>
 * <tr><td>drop a dead letter</td><td>STATE DONE · dead count · done, then head as in {@link TakeProtocol}</td></tr>
 * </table>
 *
 * <p>A death in between: as in {@link TakeProtocol}, which repairs this too.
 *
 * <p>Thread safety: the owner of the take lock alone.
 */
final class LeaseProtocol {
    private static final int MAX_DELIVERIES = 15;

    private final RingState ring;
    private final TakeProtocol takes;
    private final int self;

    LeaseProtocol(RingState ring, TakeProtocol takes) {
        this.ring = ring;
        this.takes = takes;
        self = ring.context.peers().self();
    }

    /** Leases the record to this process. */
    void lease(RecordCursor record) {
        int deliveries = Math.min(record.deliveries() + 1, MAX_DELIVERIES);
        ring.setState(record.position(), RecordHeader.LEASED, deliveries, self);
        ring.writeRelease(MpmcRingLayout.TAKEN, ring.readPlain(MpmcRingLayout.TAKEN) + 1);
        ring.writeRelease(MpmcRingLayout.NEXT, record.end());
    }

    /** Moves to a dead letter and leases it; returns whether there is one. */
    boolean leaseDeadLetter(RecordCursor cursor) {
        if (ring.readPlain(MpmcRingLayout.DEAD_COUNT) == 0 || !cursor.toFirst(RecordHeader.DEAD)) {
            return false;
        }
        ring.setState(cursor.position(), RecordHeader.LEASED, cursor.deliveries(), self);
        ring.writeRelease(MpmcRingLayout.DEAD_COUNT, ring.readPlain(MpmcRingLayout.DEAD_COUNT) - 1);
        return true;
    }

    /** Moves to the record at {@code position} if that is on lease to this process; returns whether it is. */
    boolean toLeased(RecordCursor cursor, long position) {
        return cursor.to(position) && cursor.state() == RecordHeader.LEASED && cursor.owner() == self;
    }

    /** Ends the lease of the record. */
    void end(RecordCursor record) {
        ring.setState(record.position(), RecordHeader.DONE, 0, 0);
        ring.writeRelease(MpmcRingLayout.DONE, ring.readPlain(MpmcRingLayout.DONE) + 1);
        takes.advance(record, ring.readPlain(MpmcRingLayout.HEAD));
    }

    /** Makes the record, which is on lease to this process, one to be taken again. */
    void giveBack(RecordCursor record) {
        makeReady(record.position(), record.deliveries() - 1);
    }

    private void makeReady(long position, int deliveries) {
        ring.setState(position, RecordHeader.READY, deliveries, 0);
        ring.writeRelease(MpmcRingLayout.NEXT, Math.min(ring.readPlain(MpmcRingLayout.NEXT), position));
        ring.writeRelease(MpmcRingLayout.TAKEN, ring.readPlain(MpmcRingLayout.TAKEN) - 1);
    }

    /** Whether anything is on lease, or a dead letter. */
    boolean areLeases() {
        return ring.readPlain(MpmcRingLayout.TAKEN) != ring.readPlain(MpmcRingLayout.DONE);
    }

    /**
     * Lets others have what the dead have on lease: to be taken again, or a dead letter if it was delivered too
     * often. Asks the kernel which processes are dead.
     *
     * @return whether anything changed
     */
    boolean redeliver(RecordCursor cursor) {
        if (!areLeases()) {
            return false;
        }
        boolean changed = false;
        for (boolean is = cursor.toFirst(RecordHeader.LEASED); is; is = cursor.toFollowing(RecordHeader.LEASED)) {
            int owner = cursor.owner();
            if (owner != self && ring.context.peers().probe(owner)) {
                redeliver(cursor.position(), cursor.deliveries());
                changed = true;
            }
        }
        return changed;
    }

    private void redeliver(long position, int deliveries) {
        if (ring.leasing && deliveries >= ring.deliveryLimit) {
            ring.setState(position, RecordHeader.DEAD, deliveries, 0);
            ring.writeRelease(MpmcRingLayout.DEAD_COUNT, ring.readPlain(MpmcRingLayout.DEAD_COUNT) + 1);
        } else {
            makeReady(position, deliveries);
        }
    }

    /** Drops all dead letters, and what they have on the side; returns how many there were. */
    int dropDeadLetters(RecordCursor cursor, LongConsumer deleteSide) {
        int count = 0;
        long head = ring.readPlain(MpmcRingLayout.HEAD);
        for (boolean is = cursor.toFirst(RecordHeader.DEAD); is; is = cursor.toFollowing(RecordHeader.DEAD)) {
            OverflowReference side = cursor.isSide() ? cursor.side() : null;
            ring.setState(cursor.position(), RecordHeader.DONE, 0, 0);
            ring.writeRelease(MpmcRingLayout.DEAD_COUNT, ring.readPlain(MpmcRingLayout.DEAD_COUNT) - 1);
            ring.writeRelease(MpmcRingLayout.DONE, ring.readPlain(MpmcRingLayout.DONE) + 1);
            if (side != null) {
                deleteSide.accept(side.id());
            }
            count++;
        }
        takes.advance(cursor, head);
        return count;
    }

    /** Whether another process, which lives, has something on lease. */
    boolean othersHaveLeases(RecordCursor cursor) {
        for (boolean is = cursor.toFirst(RecordHeader.LEASED); is; is = cursor.toFollowing(RecordHeader.LEASED)) {
            if (cursor.owner() != self) {
                return true;
            }
        }
        return false;
    }
}

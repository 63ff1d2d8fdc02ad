package dev.procession.internal.ring;

import java.util.List;
import java.util.function.LongConsumer;

/**
 * What is done under the take lock.
 *
 * <table>
 * <caption>Operations, their stores in order, the commit in capitals</caption>
 * <tr><td>take at head</td><td>next head · next passed · HEAD · passed</td></tr>
 * <tr><td>take elsewhere, remove</td><td>STATE DONE · taken · done · next, then head as below</td></tr>
 * <tr><td>lend</td><td>STATE LEASED · taken · next</td></tr>
 * <tr><td>end a lease</td><td>STATE DONE · done, then head as below</td></tr>
 * <tr><td>head over what is done</td><td>next head · next passed · HEAD · taken · done · passed</td></tr>
 * </table>
 *
 * <p>If the process dies before the commit, nothing happened; if after, it is done, and {@link #repair} computes
 * the rest: passed from next passed if head is what next head says; taken, done and next from the records between
 * head and tail.
 *
 * <p>Thread safety: the owner of the take lock alone.
 */
final class TakeProtocol {
    private final RingState ring;
    private final int self;
    /** Tails only grow: what was once seen can be taken. */
    private long knownTail;

    /** The record found last. */
    private long foundState;

    private long foundShape;

    TakeProtocol(RingState ring) {
        this.ring = ring;
        self = ring.context.peers().self();
    }

    /** Where the first record to be taken is; -1 if there is none. */
    long find() {
        long head = ring.readPlain(MpmcRingLayout.HEAD);
        long start = head;
        if (ring.readPlain(MpmcRingLayout.TAKEN) != 0) {
            start = Math.max(head, ring.readPlain(MpmcRingLayout.NEXT));
        }
        long position = find(RecordHeader.READY, head, start);
        if (position < 0 && start != head) {
            // So that the next search begins where this one ended.
            ring.writeRelease(MpmcRingLayout.NEXT, knownTail);
        }
        return position;
    }

    private long find(int wanted, long head, long start) {
        ring.checkDistance(head, Math.max(head, knownTail));
        long position = start;
        while (position < knownTail || seesMore(head, position)) {
            long state = ring.state(position);
            if (RecordHeader.state(state) == wanted) {
                foundState = state;
                foundShape = ring.shape(position, knownTail);
                return position;
            }
            position += ring.cells(position, state, knownTail);
        }
        return -1;
    }

    /**
     * Whether the tail has gone on beyond {@code position} since it was last looked at. What is known of it may be
     * old: others put meanwhile.
     */
    private boolean seesMore(long head, long position) {
        knownTail = ring.readAcquire(MpmcRingLayout.TAIL); // SYNC tail-commit
        ring.checkDistance(head, knownTail);
        if (position > knownTail) {
            // Else consumers would wait for records that are there.
            throw ring.context.corrupted("ring position=" + position + ", tail=" + knownTail);
        }
        return position < knownTail;
    }

    /** Whether the record found has a segment of its own. */
    boolean isSide() {
        return RecordHeader.isSide(foundShape);
    }

    /** Where the payload of the record found is. */
    long payloadAt(long position) {
        return ring.at(position) + RecordHeader.BYTES;
    }

    int length() {
        return RecordHeader.length(foundShape);
    }

    private long endOf(long position) {
        return position + RecordHeader.cells(length());
    }

    /** Takes the record found, for good. */
    void take(long position) {
        long head = ring.readPlain(MpmcRingLayout.HEAD);
        if (ring.readPlain(MpmcRingLayout.TAKEN) == 0) {
            // All between head and the record is padding.
            long passed = ring.readPlain(MpmcRingLayout.PASSED);
            checkSequence(position, passed);
            passTo(endOf(position), passed + 1);
            return;
        }
        finish(position);
        ring.writeRelease(MpmcRingLayout.NEXT, endOf(position));
        advance(head);
    }

    private void checkSequence(long position, long passed) {
        if (RecordHeader.sequence(foundShape) != (passed & RecordHeader.SEQUENCE_MASK)) {
            throw ring.context.corrupted("record at position " + position + " has sequence "
                    + RecordHeader.sequence(foundShape) + ", must be " + (passed & RecordHeader.SEQUENCE_MASK));
        }
    }

    private void passTo(long head, long passed) {
        ring.writeRelease(MpmcRingLayout.NEXT_HEAD, head);
        ring.writeRelease(MpmcRingLayout.NEXT_PASSED, passed);
        ring.writeRelease(MpmcRingLayout.HEAD, head); // SYNC head-commit: the room before it is the producers'
        ring.writeRelease(MpmcRingLayout.PASSED, passed);
    }

    /** Takes up to {@code max} records at head in one commit; none if the first cannot be taken so. */
    int takeMany(RecordRing.Reader reader, int max, List<Object> taken) {
        if (ring.readPlain(MpmcRingLayout.TAKEN) != 0) {
            return 0;
        }
        long head = ring.readPlain(MpmcRingLayout.HEAD);
        long passed = ring.readPlain(MpmcRingLayout.PASSED);
        long end = head;
        int count = 0;
        try {
            while (count < max) {
                long position = find(RecordHeader.READY, head, end);
                if (position < 0 || isSide()) {
                    break;
                }
                checkSequence(position, passed + count);
                taken.add(reader.read(ring.words, payloadAt(position), length(), position));
                end = endOf(position);
                count++;
            }
        } finally {
            // Also when the reader failed, for lack of memory as a rule: what is in the list was taken.
            if (count > 0) {
                passTo(end, passed + count);
            }
        }
        return count;
    }

    /** Lends the record found to this process. */
    void lend(long position) {
        int deliveries = Math.min(RecordHeader.deliveries(foundState) + 1, 15);
        ring.setState(position, RecordHeader.LEASED, deliveries, self);
        ring.writeRelease(MpmcRingLayout.TAKEN, ring.readPlain(MpmcRingLayout.TAKEN) + 1);
        ring.writeRelease(MpmcRingLayout.NEXT, endOf(position));
    }

    /** Finds a dead letter and lends it; -1 if there is none. */
    long lendDeadLetter() {
        if (ring.readPlain(MpmcRingLayout.DEAD_COUNT) == 0) {
            return -1;
        }
        long head = ring.readPlain(MpmcRingLayout.HEAD);
        long position = find(RecordHeader.DEAD, head, head);
        if (position >= 0) {
            ring.setState(position, RecordHeader.LEASED, RecordHeader.deliveries(foundState), self);
            ring.writeRelease(MpmcRingLayout.DEAD_COUNT, ring.readPlain(MpmcRingLayout.DEAD_COUNT) - 1);
        }
        return position;
    }

    /** Whether the record at {@code position} is on lease to this process; it is the record found then. */
    boolean isLent(long position) {
        return isThere(position)
                && RecordHeader.state(foundState) == RecordHeader.LEASED
                && RecordHeader.owner(foundState) == self;
    }

    /** Whether a record at a position known to be one's is between head and tail; it is the record found then. */
    private boolean isThere(long position) {
        long head = ring.readPlain(MpmcRingLayout.HEAD);
        knownTail = ring.readAcquire(MpmcRingLayout.TAIL); // SYNC tail-commit
        ring.checkDistance(head, knownTail);
        if (position < head || position >= knownTail) {
            return false;
        }
        foundState = ring.state(position);
        if (RecordHeader.state(foundState) == RecordHeader.PAD) {
            return false;
        }
        foundShape = ring.shape(position, knownTail);
        return true;
    }

    /** Ends the lease of the record found. */
    void endLoan(long position) {
        ring.setState(position, RecordHeader.DONE, 0, 0);
        ring.writeRelease(MpmcRingLayout.DONE, ring.readPlain(MpmcRingLayout.DONE) + 1);
        advance(ring.readPlain(MpmcRingLayout.HEAD));
    }

    /** Makes the record found, which is on lease to this process, one to be taken again; says that it did. */
    boolean giveBack(long position) {
        ring.setState(position, RecordHeader.READY, RecordHeader.deliveries(foundState) - 1, 0);
        ring.writeRelease(MpmcRingLayout.NEXT, Math.min(ring.readPlain(MpmcRingLayout.NEXT), position));
        ring.writeRelease(MpmcRingLayout.TAKEN, ring.readPlain(MpmcRingLayout.TAKEN) - 1);
        return true;
    }

    /** Whether the record at {@code position} is still to be taken; it is the record found then. */
    boolean isReady(long position) {
        return isThere(position) && RecordHeader.state(foundState) == RecordHeader.READY;
    }

    /**
     * Removes the record at {@code position} if it is still to be taken; returns whether it was. It is the record
     * found then.
     */
    boolean remove(long position) {
        if (!isThere(position) || RecordHeader.state(foundState) != RecordHeader.READY) {
            return false;
        }
        finish(position);
        advance(ring.readPlain(MpmcRingLayout.HEAD));
        return true;
    }

    private void finish(long position) {
        ring.setState(position, RecordHeader.DONE, 0, 0);
        if (ring.readPlain(MpmcRingLayout.TAKEN) == 0) {
            ring.writeRelease(MpmcRingLayout.NEXT, ring.readPlain(MpmcRingLayout.HEAD));
        }
        ring.writeRelease(MpmcRingLayout.TAKEN, ring.readPlain(MpmcRingLayout.TAKEN) + 1);
        ring.writeRelease(MpmcRingLayout.DONE, ring.readPlain(MpmcRingLayout.DONE) + 1);
    }

    /** Moves head over everything that is done. */
    private void advance(long head) {
        long position = head;
        int count = 0;
        // To the end: a record done there, left behind, would hold its room until somebody takes again, and there may
        // be nothing to take.
        while (position < knownTail || seesMore(head, position)) {
            long state = ring.state(position);
            if (RecordHeader.state(state) == RecordHeader.DONE) {
                count++;
            } else if (RecordHeader.state(state) != RecordHeader.PAD) {
                break;
            }
            position += ring.cells(position, state, knownTail);
        }
        if (position == head) {
            return;
        }
        long passed = ring.readPlain(MpmcRingLayout.PASSED);
        ring.writeRelease(MpmcRingLayout.NEXT_HEAD, position);
        ring.writeRelease(MpmcRingLayout.NEXT_PASSED, passed + count);
        ring.writeRelease(MpmcRingLayout.HEAD, position); // SYNC head-commit
        ring.writeRelease(MpmcRingLayout.TAKEN, ring.readPlain(MpmcRingLayout.TAKEN) - count);
        ring.writeRelease(MpmcRingLayout.DONE, ring.readPlain(MpmcRingLayout.DONE) - count);
        ring.writeRelease(MpmcRingLayout.PASSED, passed + count);
    }

    /** Computes again what a dead owner may have left behind, from what it committed. */
    void repair() {
        long head = ring.readAcquire(MpmcRingLayout.HEAD);
        long passed = ring.readAcquire(
                head == ring.readAcquire(MpmcRingLayout.NEXT_HEAD)
                        ? MpmcRingLayout.NEXT_PASSED
                        : MpmcRingLayout.PASSED);
        knownTail = ring.readAcquire(MpmcRingLayout.TAIL); // SYNC tail-commit
        ring.checkDistance(head, knownTail);
        long next = knownTail;
        int elements = 0;
        int taken = 0;
        int done = 0;
        int dead = 0;
        for (long position = head; position < knownTail; ) {
            long word = ring.state(position);
            int state = RecordHeader.state(word);
            if (state != RecordHeader.PAD) {
                foundShape = ring.shape(position, knownTail);
                checkSequence(position, passed + elements);
                elements++;
                taken += state == RecordHeader.READY ? 0 : 1;
                done += state == RecordHeader.DONE ? 1 : 0;
                dead += state == RecordHeader.DEAD ? 1 : 0;
                if (state == RecordHeader.READY && next == knownTail) {
                    next = position;
                }
            }
            position += ring.cells(position, word, knownTail);
        }
        ring.writeRelease(MpmcRingLayout.NEXT, next);
        ring.writeRelease(MpmcRingLayout.TAKEN, taken);
        ring.writeRelease(MpmcRingLayout.DONE, done);
        ring.writeRelease(MpmcRingLayout.DEAD_COUNT, dead);
        // Last: producers add taken to it, and would take a sum that is too large for room.
        ring.writeRelease(MpmcRingLayout.PASSED, passed);
        advance(head);
    }

    /** Where the first record to be taken is after the record found at {@code position}; -1 if there is none. */
    long findAfter(long position) {
        return find(RecordHeader.READY, ring.readPlain(MpmcRingLayout.HEAD), endOf(position));
    }

    /** Where the first record to be taken is, whatever is lent; -1 if there is none. */
    long findFirst() {
        long head = ring.readPlain(MpmcRingLayout.HEAD);
        return find(RecordHeader.READY, head, head);
    }

    /** What the record found has on the side. */
    OverflowReference side(long position) {
        return OverflowReference.read(ring.context, payloadAt(position), length());
    }

    /** The numbers of the segments that records name, done ones excepted. */
    void forEachSide(LongConsumer visitor) {
        long head = ring.readPlain(MpmcRingLayout.HEAD);
        for (int state : new int[] {RecordHeader.READY, RecordHeader.LEASED, RecordHeader.DEAD}) {
            for (long position = find(state, head, head);
                    position >= 0;
                    position = find(state, head, endOf(position))) {
                if (isSide()) {
                    visitor.accept(side(position).id());
                }
            }
        }
    }

    /** Whether anything is on lease, or a dead letter. */
    boolean areLoans() {
        return ring.readPlain(MpmcRingLayout.TAKEN) != ring.readPlain(MpmcRingLayout.DONE);
    }

    /**
     * Lets others have what the dead have on lease: to be taken again, or a dead letter if it was delivered too
     * often.
     *
     * @param probe whether to ask the kernel who is dead
     * @return whether anything changed
     */
    boolean redeliver(boolean probe) {
        if (!areLoans()) {
            return false;
        }
        long head = ring.readPlain(MpmcRingLayout.HEAD);
        boolean changed = false;
        for (long position = find(RecordHeader.LEASED, head, head);
                position >= 0;
                position = find(RecordHeader.LEASED, head, endOf(position))) {
            int owner = RecordHeader.owner(foundState);
            if (owner != self && isDead(owner, probe)) {
                redeliver(position);
                changed = true;
            }
        }
        return changed;
    }

    private boolean isDead(int owner, boolean probe) {
        return probe ? ring.context.peers().probe(owner) : ring.context.peers().isDead(owner);
    }

    private void redeliver(long position) {
        int deliveries = RecordHeader.deliveries(foundState);
        if (ring.leasing && deliveries >= ring.deliveryLimit) {
            ring.setState(position, RecordHeader.DEAD, deliveries, 0);
            ring.writeRelease(MpmcRingLayout.DEAD_COUNT, ring.readPlain(MpmcRingLayout.DEAD_COUNT) + 1);
            return;
        }
        ring.setState(position, RecordHeader.READY, deliveries, 0);
        ring.writeRelease(MpmcRingLayout.NEXT, Math.min(ring.readPlain(MpmcRingLayout.NEXT), position));
        ring.writeRelease(MpmcRingLayout.TAKEN, ring.readPlain(MpmcRingLayout.TAKEN) - 1);
    }

    /** Drops all dead letters, and what they have on the side; returns how many there were. */
    int dropDeadLetters(LongConsumer deleteSide) {
        int count = 0;
        long head = ring.readPlain(MpmcRingLayout.HEAD);
        for (long position = find(RecordHeader.DEAD, head, head);
                position >= 0;
                position = find(RecordHeader.DEAD, head, endOf(position))) {
            OverflowReference side = isSide() ? side(position) : null;
            ring.setState(position, RecordHeader.DONE, 0, 0);
            ring.writeRelease(MpmcRingLayout.DEAD_COUNT, ring.readPlain(MpmcRingLayout.DEAD_COUNT) - 1);
            ring.writeRelease(MpmcRingLayout.DONE, ring.readPlain(MpmcRingLayout.DONE) + 1);
            if (side != null) {
                deleteSide.accept(side.id());
            }
            count++;
        }
        advance(head);
        return count;
    }

    /** Whether another process, which lives, has something on lease. */
    boolean othersHaveLoans() {
        long head = ring.readPlain(MpmcRingLayout.HEAD);
        for (long position = find(RecordHeader.LEASED, head, head);
                position >= 0;
                position = find(RecordHeader.LEASED, head, endOf(position))) {
            if (RecordHeader.owner(foundState) != self) {
                return true;
            }
        }
        return false;
    }
}

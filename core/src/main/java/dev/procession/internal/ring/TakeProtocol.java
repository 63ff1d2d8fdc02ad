package dev.procession.internal.ring;

import dev.procession.internal.ring.RecordRing.Reader;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * The stores under the take lock, on the record at a cursor. {@link LeaseProtocol} adds leases.
 *
 * <table>
 * <caption>Operations, their stores in order, the commit in capitals</caption>
 * <tr><td>take at head</td><td>next head · next passed · HEAD · passed</td></tr>
 * <tr><td>take elsewhere, remove</td><td>STATE DONE · taken · done · next, then head as below</td></tr>
 * <tr><td>head over what is done</td><td>next head · next passed · HEAD · taken · done · passed</td></tr>
 * </table>
 *
 * <p>If the process dies before the commit, nothing has happened; if after, the operation is complete, and
 * {@link #repair} recomputes the derived words: passed from next passed if head is what next head says; taken, done and
 * next from the records between head and tail.
 *
 * <p>Thread safety: the owner of the take lock alone.
 */
final class TakeProtocol {
    private final RingState ring;

    TakeProtocol(RingState ring) {
        this.ring = ring;
    }

    /** Takes the record, for good. */
    void take(RecordCursor record) {
        long head = ring.readPlain(MpmcRingLayout.HEAD);
        if (ring.readPlain(MpmcRingLayout.TAKEN) == 0) {
            // All between head and the record is padding.
            long passed = ring.readPlain(MpmcRingLayout.PASSED);
            checkSequence(record.position(), record.sequence(), passed);
            passTo(record.end(), passed + 1);
            return;
        }
        finish(record.position());
        ring.writeRelease(MpmcRingLayout.NEXT, record.end());
        advance(record, head);
    }

    private void checkSequence(long position, long sequence, long passed) {
        if (sequence != (passed & RecordHeader.SEQUENCE_MASK)) {
            throw ring.context.corrupted("record at position " + position + " has sequence " + sequence + ", must be "
                    + (passed & RecordHeader.SEQUENCE_MASK));
        }
    }

    private void passTo(long head, long passed) {
        ring.writeRelease(MpmcRingLayout.NEXT_HEAD, head);
        ring.writeRelease(MpmcRingLayout.NEXT_PASSED, passed);
        ring.writeRelease(MpmcRingLayout.HEAD, head); // SYNC head-commit: the space before it is the producers'
        ring.writeRelease(MpmcRingLayout.PASSED, passed);
    }

    /** Takes up to {@code max} records at head in one commit; none if the first cannot be taken so. */
    int takeMany(RecordCursor cursor, Reader reader, int max, List<Object> taken) {
        if (ring.readPlain(MpmcRingLayout.TAKEN) != 0) {
            return 0;
        }
        long head = ring.readPlain(MpmcRingLayout.HEAD);
        long passed = ring.readPlain(MpmcRingLayout.PASSED);
        long end = head;
        int count = 0;
        try {
            while (count < max && cursor.find(RecordHeader.READY, head, end) && !cursor.isSide()) {
                checkSequence(cursor.position(), cursor.sequence(), passed + count);
                taken.add(cursor.read(reader));
                end = cursor.end();
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

    /** Removes the record, which is still to be taken. */
    void remove(RecordCursor record) {
        finish(record.position());
        advance(record, ring.readPlain(MpmcRingLayout.HEAD));
    }

    private void finish(long position) {
        ring.setState(position, RecordHeader.DONE, 0, 0);
        if (ring.readPlain(MpmcRingLayout.TAKEN) == 0) {
            ring.writeRelease(MpmcRingLayout.NEXT, ring.readPlain(MpmcRingLayout.HEAD));
        }
        ring.writeRelease(MpmcRingLayout.TAKEN, ring.readPlain(MpmcRingLayout.TAKEN) + 1);
        ring.writeRelease(MpmcRingLayout.DONE, ring.readPlain(MpmcRingLayout.DONE) + 1);
    }

    /** Moves head over everything that is done; the cursor stays. */
    void advance(RecordCursor cursor, long head) {
        long position = head;
        int count = 0;
        // To the end: a record done there, left behind, would hold its space until the next take, and there may be
        // nothing to take.
        while (cursor.isBeforeTail(head, position)) {
            long state = ring.state(position);
            if (RecordHeader.state(state) == RecordHeader.DONE) {
                count++;
            } else if (RecordHeader.state(state) != RecordHeader.PAD) {
                break;
            }
            position = cursor.after(position, state);
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
    void repair(RecordCursor cursor) {
        long head = ring.readAcquire(MpmcRingLayout.HEAD);
        long passed = ring.readAcquire(
                head == ring.readAcquire(MpmcRingLayout.NEXT_HEAD)
                        ? MpmcRingLayout.NEXT_PASSED
                        : MpmcRingLayout.PASSED);
        long tail = cursor.readTail(head);
        long next = tail;
        int elements = 0;
        int taken = 0;
        int done = 0;
        int dead = 0;
        for (long position = head; position < tail; ) {
            long word = ring.state(position);
            int state = RecordHeader.state(word);
            if (state != RecordHeader.PAD) {
                checkSequence(position, RecordHeader.sequence(ring.shape(position, tail)), passed + elements);
                elements++;
                taken += state == RecordHeader.READY ? 0 : 1;
                done += state == RecordHeader.DONE ? 1 : 0;
                dead += state == RecordHeader.DEAD ? 1 : 0;
                if (state == RecordHeader.READY && next == tail) {
                    next = position;
                }
            }
            position = cursor.after(position, word);
        }
        ring.writeRelease(MpmcRingLayout.NEXT, next);
        ring.writeRelease(MpmcRingLayout.TAKEN, taken);
        ring.writeRelease(MpmcRingLayout.DONE, done);
        ring.writeRelease(MpmcRingLayout.DEAD_COUNT, dead);
        // Last: producers add taken to it, and would take a sum that is too large for room.
        ring.writeRelease(MpmcRingLayout.PASSED, passed);
        advance(cursor, head);
    }

    /** Visits the numbers of the segments that records name, done ones excepted. */
    void forEachSide(RecordCursor cursor, LongConsumer visitor) {
        for (int state : new int[] {RecordHeader.READY, RecordHeader.LEASED, RecordHeader.DEAD}) {
            for (boolean is = cursor.toFirst(state); is; is = cursor.toFollowing(state)) {
                if (cursor.isSide()) {
                    visitor.accept(cursor.side().id());
                }
            }
        }
    }
}

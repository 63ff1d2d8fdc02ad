package dev.procession.internal.ring;

import dev.procession.internal.ring.RecordRing.Reader;

/**
 * Stands at a record between head and tail. A method that moves it says whether there is such a record; all others
 * tell of the record at which it stands, as that was when the cursor came to it.
 *
 * <p>Thread safety: the owner of the take lock alone.
 */
final class RecordCursor {
    private final RingState ring;
    private final OverflowStore space;
    /** Tails only grow: what was once seen can be taken. */
    private long knownTail;

    private long position;
    private long state;
    private long shape;

    RecordCursor(RingState ring, OverflowStore space) {
        this.ring = ring;
        this.space = space;
    }

    // ---- moving

    /** To the first record to be taken, from where the last search ended. */
    boolean toNextReady() {
        long head = ring.readPlain(MpmcRingLayout.HEAD);
        long start = head;
        if (ring.readPlain(MpmcRingLayout.TAKEN) != 0) {
            start = Math.max(head, ring.readPlain(MpmcRingLayout.NEXT));
        }
        boolean found = find(RecordHeader.READY, head, start);
        if (!found && start != head) {
            // So that the next search begins where this one ended.
            ring.writeRelease(MpmcRingLayout.NEXT, knownTail);
        }
        return found;
    }

    /** To the first record in this state. */
    boolean toFirst(int wanted) {
        long head = ring.readPlain(MpmcRingLayout.HEAD);
        return find(wanted, head, head);
    }

    /** To the next record in this state, after the one at which the cursor stands. */
    boolean toFollowing(int wanted) {
        return find(wanted, ring.readPlain(MpmcRingLayout.HEAD), end());
    }

    /** To the first record in this state from {@code start} on. */
    boolean find(int wanted, long head, long start) {
        ring.checkDistance(head, Math.max(head, knownTail));
        long at = start;
        while (isBeforeTail(head, at)) {
            long word = ring.state(at);
            if (RecordHeader.state(word) == wanted) {
                position = at;
                state = word;
                shape = ring.shape(at, knownTail);
                return true;
            }
            at = after(at, word);
        }
        return false;
    }

    /** To the record at a position known to be a record's, if that is between head and tail. */
    boolean to(long wanted) {
        long head = ring.readPlain(MpmcRingLayout.HEAD);
        long tail = readTail(head);
        if (wanted < head || wanted >= tail) {
            return false;
        }
        long word = ring.state(wanted);
        if (RecordHeader.state(word) == RecordHeader.PAD) {
            return false;
        }
        position = wanted;
        state = word;
        shape = ring.shape(wanted, tail);
        return true;
    }

    /** Reads the tail again. */
    long readTail(long head) {
        knownTail = ring.readAcquire(MpmcRingLayout.TAIL); // SYNC tail-commit
        ring.checkDistance(head, knownTail);
        return knownTail;
    }

    /** Whether a record, or padding, begins at {@code at}. */
    boolean isBeforeTail(long head, long at) {
        return at < knownTail || seesMore(head, at);
    }

    /**
     * Whether the tail has gone on beyond {@code at} since it was last read. What is known of it may be old: others
     * put meanwhile.
     */
    private boolean seesMore(long head, long at) {
        long tail = readTail(head);
        if (at > tail) {
            // Else consumers would wait for records that are there.
            throw ring.context.corrupted("ring position=" + at + ", tail=" + tail);
        }
        return at < tail;
    }

    /** Where the record, or padding, ends that begins at {@code at} with this state. */
    long after(long at, long word) {
        return at + ring.cells(at, word, knownTail);
    }

    // ---- where it stands

    long position() {
        return position;
    }

    int state() {
        return RecordHeader.state(state);
    }

    int deliveries() {
        return RecordHeader.deliveries(state);
    }

    int owner() {
        return RecordHeader.owner(state);
    }

    long sequence() {
        return RecordHeader.sequence(shape);
    }

    private int length() {
        return RecordHeader.length(shape);
    }

    long end() {
        return position + RecordHeader.cells(length());
    }

    private long payloadAt() {
        return ring.at(position) + RecordHeader.BYTES;
    }

    /** Whether the record has a segment of its own. */
    boolean isSide() {
        return RecordHeader.isSide(shape);
    }

    /** The reference to a record that has a segment of its own. */
    OverflowReference side() {
        return OverflowReference.read(ring.context, payloadAt(), length());
    }

    /** Reads the record, which stays where it is. */
    Object read(Reader reader) {
        return isSide()
                ? side().readPayload(ring.context, space, reader, position)
                : reader.read(ring.words, payloadAt(), length(), position);
    }
}

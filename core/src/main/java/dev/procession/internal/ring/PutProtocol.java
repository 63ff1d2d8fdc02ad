package dev.procession.internal.ring;

import dev.procession.channel.QueueClosedException;
import java.util.List;

/**
 * The stores under the put lock.
 *
 * <pre>
 *   payload · shape · state READY · (padding) │ next tail · next puts │ tail │ puts
 * </pre>
 *
 * <table>
 * <caption>If the process dies after …</caption>
 * <tr><td>anything before tail</td><td>no process reads beyond tail: nothing was put</td></tr>
 * <tr><td>tail</td><td>all was put; tail is what next tail says, so that {@link #repair} takes puts from next
 * puts</td></tr>
 * </table>
 *
 * <p>Thread safety: the owner of the put lock alone.
 */
final class PutProtocol {
    private final RingState ring;
    private final BackingStore memory;
    /**
     * Head, takes and room only grow, except by redeliveries: cached values prove that there is space, not that there
     * is none.
     */
    private long knownHead;

    private long knownTakes;
    private long knownRoom;

    PutProtocol(RingState ring, BackingStore memory) {
        this.ring = ring;
        this.memory = memory;
    }

    /** Computes again what a dead owner may have left behind. */
    void repair() {
        if (ring.readAcquire(MpmcRingLayout.TAIL) == ring.readAcquire(MpmcRingLayout.NEXT_TAIL)) {
            ring.writeRelease(MpmcRingLayout.PUTS, ring.readAcquire(MpmcRingLayout.NEXT_PUTS));
        }
    }

    /** Puts as many payloads as fit, from index {@code from} on, in one commit; returns their number. */
    int put(List<? extends RecordRing.Payload> payloads, int from) {
        checkOpen();
        long tail = ring.readPlain(MpmcRingLayout.TAIL);
        long puts = ring.readPlain(MpmcRingLayout.PUTS);
        long next = tail;
        int count = 0;
        for (int i = from; i < payloads.size(); i++) {
            long after = write(payloads.get(i), next, puts + count);
            if (after < 0) {
                break;
            }
            next = after;
            count++;
        }
        if (count > 0) {
            commit(next, puts + count);
        }
        return count;
    }

    /** Puts one payload; returns whether it fitted. */
    boolean put(RecordRing.Payload payload) {
        checkOpen();
        long puts = ring.readPlain(MpmcRingLayout.PUTS);
        long next = write(payload, ring.readPlain(MpmcRingLayout.TAIL), puts);
        if (next < 0) {
            return false;
        }
        commit(next, puts + 1);
        return true;
    }

    private void commit(long tail, long puts) {
        ring.writeRelease(MpmcRingLayout.NEXT_TAIL, tail);
        ring.writeRelease(MpmcRingLayout.NEXT_PUTS, puts);
        ring.writeRelease(
                MpmcRingLayout.TAIL, tail); // SYNC tail-commit: the records before it are visible to their taker
        ring.writeRelease(MpmcRingLayout.PUTS, puts);
    }

    private void checkOpen() {
        if (ring.isClosed()) {
            throw new QueueClosedException("the queue is closed, and takes no more elements");
        }
    }

    /** Writes a record at {@code tail}, not yet visible; returns the position of its end, or -1 if it does not fit. */
    private long write(RecordRing.Payload payload, long tail, long sequence) {
        long length = payload.length();
        boolean side = payload instanceof OverflowReference;
        long cells = RecordHeader.cells(length);
        if (sequence - knownTakes >= ring.capacity) {
            knownTakes = ring.takes();
            // Producers wait on the word of these counters: what cannot be must not pass for a full ring.
            if (sequence - knownTakes > ring.capacityCells) {
                throw ring.context.corrupted(
                        "ring puts=" + sequence + ", takes=" + knownTakes + ", cells=" + ring.capacityCells);
            }
            if (sequence - knownTakes >= ring.capacity) {
                return -1;
            }
        }
        long padding = ring.padding(tail, cells);
        long end = tail + padding + cells;
        if (end - knownHead > ring.capacityCells) {
            knownHead = ring.readAcquire(MpmcRingLayout.HEAD);
            ring.checkDistance(knownHead, tail);
            if (end - knownHead > ring.capacityCells) {
                if (!ring.areBytesWanted()) {
                    ring.wantBytes(true);
                }
                knownHead = ring.readAcquire(MpmcRingLayout.HEAD);
                ring.checkDistance(knownHead, tail);
                if (end - knownHead > ring.capacityCells) {
                    return -1;
                }
            }
        }
        // Of padding the header is written, and the record behind it lies where others were.
        long needed = ring.place(tail) + (padding == 0 ? cells : 1);
        if (needed > knownRoom) {
            makeRoom(needed);
        }
        if (padding > 0) {
            ring.setState(tail, RecordHeader.PAD, 0, 0);
        }
        long at = ring.at(tail + padding);
        payload.write(ring.words, at + RecordHeader.BYTES);
        ring.words.setPlain(at + RecordHeader.SHAPE, RecordHeader.shape(sequence, (int) length, side));
        ring.words.setPlain(at, RecordHeader.READY_WORD);
        return end;
    }

    private void makeRoom(long end) {
        knownRoom = ring.room(); // another process may have been here
        if (end > knownRoom) {
            knownRoom = memory.grow(ring.at(0), knownRoom, end, ring.capacityCells);
            ring.writeRelease(MpmcRingLayout.ROOM, knownRoom);
        }
    }
}

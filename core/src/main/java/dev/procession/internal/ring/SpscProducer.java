package dev.procession.internal.ring;

import dev.procession.internal.memory.CheckedWord;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.wait.WaitPoint;

/**
 * The producer side of an {@link SpscRing}: {@link #claim} space, write there, {@link #append} it, {@link #publish}
 * what was appended.
 *
 * <table>
 * <caption>If the process dies after …</caption>
 * <tr><td>the payload, the header, the padding</td><td>not visible; the next producer overwrites them</td></tr>
 * <tr><td><b>tail</b></td><td>all records appended before are in the ring; a consumer that was not woken checks again
 * at the death</td></tr>
 * </table>
 *
 * <p>Thread safety: none; one thread at a time, ordered by the user's lock. After another process may have been the
 * producer: {@link #resume}.
 */
public final class SpscProducer {
    private static final int NONE = -1;

    private final SpscRing ring;
    private final SharedWords words;
    private final BackingStore memory;
    private final WaitPoint.Attempt roomForWanted = this::hasRoomForWanted;

    /** The value of {@link SpscLayout#TAIL}. */
    private long committed;
    /** Behind the last record appended. */
    private long tail;
    /** Where the claimed record begins; at {@code tail}, or behind the padding. */
    private long claimed;

    private int claimedLength = NONE;
    /** The head as last seen: at least the space before it is free. */
    private long headSeen;

    private long wantedCells;
    /** The number of committed cells. */
    private long room;

    /**
     * The producer of {@code ring}, from where the last one stopped; {@code memory} commits more. */
    public SpscProducer(SpscRing ring, BackingStore memory) {
        this.ring = ring;
        this.memory = memory;
        this.words = ring.words;
        resume();
    }

    /** Forgets what was not published, and goes on from what is committed. */
    public void resume() {
        claimedLength = NONE;
        long position = ring.read(SpscLayout.TAIL);
        headSeen = ring.readPosition(SpscLayout.HEAD, Math.max(0, position - ring.capacityCells), position);
        tail = position;
        committed = position;
        room = readRoom();
    }

    private long readRoom() {
        long cells = ring.read(SpscLayout.ROOM);
        if (cells < ring.nearCells || cells > ring.capacityCells) {
            throw ring.context.corrupted("word=room of a ring, cells=" + cells + ", must be between " + ring.nearCells
                    + " and " + ring.capacityCells);
        }
        return cells;
    }

    /**
     * Claims space for a payload. The ring is unchanged before {@link #append}; the next claim replaces this one.
     *
     * @param most the payload's greatest length, at most {@link SpscRing#longest}
     * @return the payload's address; negative if there is no space now, and then what was appended has been published
     * @throws dev.procession.process.ProcessionException if no memory can be committed; the ring is unchanged
     */
    public long claim(int most) {
        if (most < 0 || most > ring.longest()) {
            throw new IllegalArgumentException(
                    "claiming room in a ring failed: bytes=" + most + ", longest=" + ring.longest());
        }
        claimedLength = NONE;
        long cells = SpscLayout.cells(most);
        long padding = ring.padding(tail, cells);
        if (!hasRoom(padding + cells)) {
            publish();
            return NONE;
        }
        // Of padding the header is written, and the record behind it lies where others were.
        long end = ring.place(tail) + (padding == 0 ? cells : 1);
        if (end > room) {
            room = memory.grow(ring.at(0), room, end, ring.capacityCells);
            ring.commit(SpscLayout.ROOM, room);
        }
        if (padding != 0) {
            long rest = (padding << 3) - SpscLayout.HEADER_BYTES;
            words.setPlain(ring.at(tail), CheckedWord.seal(SpscLayout.header(tail, SpscLayout.PAD, (int) rest)));
        }
        claimed = tail + padding;
        claimedLength = most;
        return ring.at(claimed) + SpscLayout.HEADER_BYTES;
    }

    /** Appends the claimed record; to be seen by the consumer once it is published. */
    public void append(int kind, int length) {
        if (length < 0 || length > claimedLength || kind < 0 || kind >= SpscLayout.PAD) {
            throw new IllegalStateException("appending to a ring failed: bytes=" + length + ", claimed=" + claimedLength
                    + ", kind=" + kind + ", most=" + (SpscLayout.PAD - 1));
        }
        claimedLength = NONE;
        words.setPlain(ring.at(claimed), CheckedWord.seal(SpscLayout.header(claimed, kind, length)));
        tail = claimed + SpscLayout.cells(length);
    }

    /** Commits all records appended, by one store, and wakes the consumer. */
    public void publish() {
        if (tail != committed) {
            committed = tail;
            ring.commit(SpscLayout.TAIL, tail); // SYNC tail-commit: records visible to the consumer
            ring.notEmpty().signalAfterFence();
        }
    }

    /** {@link #append} and {@link #publish}. */
    public void commit(int kind, int length) {
        append(kind, length);
        publish();
    }

    /**
     * Publishes what was appended, and waits until a claim of {@code most} bytes would succeed.
     *
     * @return whether it would; {@code false} when the time is over
     * @throws InterruptedException if the thread is interrupted meanwhile
     */
    public boolean awaitRoom(int most, long timeoutNanos, long recheckNanos) throws InterruptedException {
        publish();
        long cells = SpscLayout.cells(most);
        wantedCells = ring.padding(tail, cells) + cells;
        return ring.notFull().await(roomForWanted, timeoutNanos, recheckNanos);
    }

    private boolean hasRoomForWanted() {
        ring.context.check();
        return hasRoom(wantedCells);
    }

    private boolean hasRoom(long cells) {
        if (tail + cells - headSeen <= ring.capacityCells) {
            return true;
        }
        // SYNC head-commit: what the consumer read, it has read
        headSeen = ring.readPosition(SpscLayout.HEAD, headSeen, committed);
        return tail + cells - headSeen <= ring.capacityCells;
    }
}

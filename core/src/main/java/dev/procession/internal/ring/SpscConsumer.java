package dev.procession.internal.ring;

import dev.procession.internal.memory.CheckedWord;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.wait.WaitPoint;
import dev.procession.process.CorruptedSegmentException;

/**
 * The consumer side of an {@link SpscRing}: {@link #next} finds a record, which stays in the ring; {@link #advance}
 * goes past it; {@link #release} frees its space.
 *
 * <p>A consumer that reads several records releases them together. It must release before it does anything else: a
 * producer that waits for that space would wait forever. {@link #next} itself does so when the ring is empty,
 * {@link #advance} when an eighth of the hot region was read.
 *
 * <table>
 * <caption>If the process dies after …</caption>
 * <tr><td>reading, advance</td><td>nothing happened: the next consumer gets the record</td></tr>
 * <tr><td><b>head</b></td><td>all records before it are taken; a producer that was not woken checks again at the
 * death</td></tr>
 * </table>
 *
 * <p>Thread safety: none; one thread at a time, ordered by the user's lock. After another process may have been the
 * consumer: {@link #resume}.
 */
public final class SpscConsumer {
    private static final long NONE = -1;

    private final SpscRing ring;
    private final SharedWords words;
    private final WaitPoint.Attempt record = this::hasNext;

    /** The value of {@link SpscLayout#HEAD}. */
    private long committed;
    /** Where the next record begins. */
    private long head;
    /** The tail as last seen. */
    private long tailSeen;
    /** The header of the record at {@code head}; {@link #NONE} while none was found there. */
    private long header = NONE;

    /** The consumer of {@code ring}, from where the last one stopped. */
    public SpscConsumer(SpscRing ring) {
        this.ring = ring;
        this.words = ring.words;
        resume();
    }

    /** Forgets what was not released, and goes on from what is committed. */
    public void resume() {
        header = NONE;
        long position = ring.read(SpscLayout.HEAD);
        tailSeen = ring.readPosition(SpscLayout.TAIL, position, position + ring.capacityCells);
        head = position;
        committed = position;
    }

    /** Finds the next record; the same again until {@link #advance}. Returns whether there is one. */
    public boolean next() {
        if (header != NONE) {
            return true;
        }
        if (head == tailSeen && !lookForMore()) {
            return false;
        }
        long found = headerAt(head);
        if (SpscLayout.kind(found) == SpscLayout.PAD) {
            head += ring.cellsToEnd(head);
            // One store commits padding and the record behind it.
            if (head == tailSeen) {
                throw ring.context.corrupted(
                        "word=tail of a ring, position=" + head + ", must not be right behind padding");
            }
            found = headerAt(head);
            if (SpscLayout.kind(found) == SpscLayout.PAD) {
                throw wrongHeader(head, CheckedWord.seal(found));
            }
        }
        header = found;
        return true;
    }

    private boolean lookForMore() {
        release();
        // SYNC tail-commit: records visible to the consumer
        tailSeen = ring.readPosition(SpscLayout.TAIL, tailSeen, head + ring.capacityCells);
        return head != tailSeen;
    }

    /** Reads a header and checks it against all that is known. */
    private long headerAt(long position) {
        long word = words.getPlain(ring.at(position));
        long value = CheckedWord.value(word);
        int length = SpscLayout.length(value);
        long cells = SpscLayout.cells(length);
        long toEnd = ring.cellsToEnd(position);
        boolean sound = CheckedWord.isValid(word)
                && SpscLayout.isAt(value, position)
                && length >= 0
                && cells <= toEnd
                && cells <= tailSeen - position
                && (SpscLayout.kind(value) == SpscLayout.PAD ? cells == toEnd : length <= ring.longest());
        if (!sound) {
            throw wrongHeader(position, word);
        }
        return value;
    }

    private CorruptedSegmentException wrongHeader(long position, long word) {
        return ring.context.corrupted("word=record header at position " + position + ", value=" + Long.toHexString(word)
                + ", must be a sealed header of that position that ends before tail=" + tailSeen);
    }

    /** The kind of the record found. */
    public int kind() {
        return SpscLayout.kind(found());
    }

    /** The length of its payload. */
    public int length() {
        return SpscLayout.length(found());
    }

    /** The address of its payload; the memory is the consumer's until {@link #advance}. */
    public long at() {
        found();
        return ring.at(head) + SpscLayout.HEADER_BYTES;
    }

    private long found() {
        if (header == NONE) {
            throw new IllegalStateException("reading a record failed: next() found none");
        }
        return header;
    }

    /** Goes past the record found. */
    public void advance() {
        head += SpscLayout.cells(length());
        header = NONE;
        if (head - committed >= ring.nearCells >>> 3) {
            release();
        }
    }

    /** Frees the space of all records gone past, by one store, and wakes the producer. */
    public void release() {
        if (head != committed) {
            committed = head;
            ring.commit(SpscLayout.HEAD, head); // SYNC head-commit: what the consumer read, it has read
            ring.notFull().signalAfterFence();
        }
    }

    /** {@link #advance} and {@link #release}. */
    public void take() {
        advance();
        release();
    }

    /**
     * Releases what was gone past, and waits for a record.
     *
     * @return whether there is one; {@code false} when the time is over
     * @throws InterruptedException if the thread is interrupted meanwhile
     */
    public boolean awaitNext(long timeoutNanos, long recheckNanos) throws InterruptedException {
        return ring.notEmpty().await(record, timeoutNanos, recheckNanos);
    }

    private boolean hasNext() {
        ring.context.check();
        return next();
    }
}

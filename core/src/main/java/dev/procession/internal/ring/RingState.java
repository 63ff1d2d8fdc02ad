package dev.procession.internal.ring;

import dev.procession.internal.memory.CheckedWord;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.wait.SegmentContext;
import dev.procession.process.CorruptedSegmentException;

/** A ring's words and records, read and checked. What does not hold is never acted on: it poisons the segment. */
final class RingState {
    final SegmentContext context;
    final SharedWords words;
    final long base;
    final int capacity;
    final long capacityCells;
    final boolean leasing;
    final int deliveryLimit;
    /** The longest record, in cells, that is put into the ring itself. */
    final long longestCells;

    private final long records;
    private final long mask;

    RingState(SegmentContext context, long base) {
        this.context = context;
        this.words = context.words();
        this.base = base;
        long elements = readAcquire(MpmcRingLayout.CAPACITY);
        capacityCells = readAcquire(MpmcRingLayout.CAPACITY_CELLS);
        long mode = readAcquire(MpmcRingLayout.MODE);
        boolean sound = elements > 0
                && elements <= Integer.MAX_VALUE
                && Long.bitCount(capacityCells) == 1
                && capacityCells <= (MpmcRingLayout.MAX_BYTES >>> 3)
                && base + MpmcRingLayout.RECORDS + (capacityCells << 3) <= words.size();
        if (!sound) {
            throw context.corrupted("ring parameters: capacity=" + elements + ", cells=" + capacityCells
                    + ", bytes of the" + " segment=" + words.size());
        }
        capacity = (int) elements;
        leasing = (mode & 1) != 0;
        deliveryLimit = (int) (mode >>> 1);
        longestCells = Math.max(RecordHeader.cells(16), capacityCells >>> 1);
        records = base + MpmcRingLayout.RECORDS;
        mask = capacityCells - 1;
    }

    /** Reads a checked word in acquire mode. */
    long readAcquire(int offset) {
        return value(offset, words.getAcquire(base + offset));
    }

    /** Reads a checked word that only the owner of a lock writes, as its owner. */
    long readPlain(int offset) {
        return value(offset, words.getPlain(base + offset));
    }

    private long value(int offset, long word) {
        if (!CheckedWord.isValid(word)) {
            throw broken(offset, word);
        }
        return CheckedWord.value(word);
    }

    private CorruptedSegmentException broken(int offset, long word) {
        return context.corrupted(
                "ring word at +" + offset + " is " + Long.toHexString(word) + ", which no process wrote");
    }

    /**
     * Writes a checked word. In release mode, so that a process that dies has made its stores in the order of the
     * program.
     */
    void writeRelease(int offset, long value) {
        words.setRelease(base + offset, CheckedWord.seal(value));
    }

    /**
     * Puts less what is passed and {@code counter}, as they were at one moment; without a lock.
     *
     * @param counter {@link MpmcRingLayout#TAKEN} or {@link MpmcRingLayout#DONE}
     * @return {@link Long#MIN_VALUE} if the consumers gave no such moment
     */
    long balance(int counter) {
        long passed = readAcquire(MpmcRingLayout.PASSED);
        long count = readAcquire(counter);
        long puts = puts();
        // A consumer that advances head decrements the counter before it increments {@code passed}; NEXT_PASSED ≠
        // PASSED marks the window in between.
        boolean still = readAcquire(counter) == count
                && readAcquire(MpmcRingLayout.NEXT_PASSED) == passed
                && readAcquire(MpmcRingLayout.PASSED) == passed;
        return still ? puts - passed - count : Long.MIN_VALUE;
    }

    /**
     * The number of elements put, as committed: the counter is stored after the tail, and the element may have been
     * taken and done by then.
     */
    long puts() {
        while (true) {
            long nextTail = readAcquire(MpmcRingLayout.NEXT_TAIL);
            long nextPuts = readAcquire(MpmcRingLayout.NEXT_PUTS);
            boolean committed = readAcquire(MpmcRingLayout.TAIL) == nextTail;
            long puts = readAcquire(MpmcRingLayout.PUTS);
            if (readAcquire(MpmcRingLayout.NEXT_TAIL) == nextTail
                    && readAcquire(MpmcRingLayout.NEXT_PUTS) == nextPuts) {
                return committed ? nextPuts : puts;
            }
            // Another put has begun meanwhile.
        }
    }

    /** The number of committed cells. */
    long room() {
        long cells = readAcquire(MpmcRingLayout.ROOM);
        if (cells <= 0 || cells > capacityCells) {
            throw context.corrupted("ring room in cells=" + cells + ", capacity in cells=" + capacityCells);
        }
        return cells;
    }

    /** Whether a producer may be waiting for bytes rather than for a place. */
    boolean areBytesWanted() {
        return words.getPlain(base + MpmcRingLayout.BYTES_WANTED) != 0;
    }

    /**
     * SYNC bytes-wanted: either the consumer that frees space sees this, or the producer's check after it sees that
     * space.
     */
    void wantBytes(boolean wanted) {
        words.setVolatile(base + MpmcRingLayout.BYTES_WANTED, wanted ? 1 : 0);
    }

    /** The number of cells of padding that a record of {@code cells} needs at a position. */
    long padding(long tail, long cells) {
        long left = cellsToEnd(tail);
        return left < cells ? left : 0;
    }

    /**
     * Racy check, without a lock, whether a record of {@code cells} fits; if not, sets {@code BYTES_WANTED}.
     */
    boolean mayFit(long cells) {
        long tail = readAcquire(MpmcRingLayout.TAIL);
        long end = tail + padding(tail, cells) + cells - capacityCells;
        if (end <= readAcquire(MpmcRingLayout.HEAD)) {
            return true;
        }
        if (!areBytesWanted()) {
            wantBytes(true);
        }
        return end <= readAcquire(MpmcRingLayout.HEAD);
    }

    boolean isClosed() {
        return readAcquire(MpmcRingLayout.CLOSED) != 0;
    }

    /**
     * Whether nothing is between head and tail: all that was put is done. The counters would not tell: a put may be
     * taken and done before it is counted.
     */
    boolean isEmpty() {
        long head = readAcquire(MpmcRingLayout.HEAD);
        return head == readAcquire(MpmcRingLayout.TAIL);
    }

    /**
     * The number of elements taken or removed, of those ever put. The take side decreases taken before it increases
     * passed, and this reads passed first: the sum may be too small for a moment, never too large.
     */
    long takes() {
        long passed = readAcquire(MpmcRingLayout.PASSED);
        return passed + readAcquire(MpmcRingLayout.TAKEN);
    }

    /** The distance of a position from the ring's beginning, in cells. */
    long place(long position) {
        return position & mask;
    }

    /** Where the record at a position begins. */
    long at(long position) {
        return records + (place(position) << 3);
    }

    /** The number of cells from a position up to the ring's end. */
    long cellsToEnd(long position) {
        return capacityCells - place(position);
    }

    long state(long position) {
        long word = words.getAcquire(at(position));
        if (!RecordHeader.isSoundState(word)) {
            throw context.corrupted("record state at position " + position + " is " + Long.toHexString(word));
        }
        return word;
    }

    /** The shape of a record, which ends before {@code tail}. */
    long shape(long position, long tail) {
        long word = words.getPlain(at(position) + RecordHeader.SHAPE);
        if (!RecordHeader.isSoundShape(word)) {
            throw context.corrupted("record shape at position " + position + " is " + Long.toHexString(word));
        }
        long cells = RecordHeader.cells(RecordHeader.length(word));
        if (cells > tail - position || cells > cellsToEnd(position)) {
            throw context.corrupted("record at position " + position + " has " + cells + " cells, tail=" + tail);
        }
        return word;
    }

    /** The number of cells of the record, or of the padding, at a position. */
    long cells(long position, long state, long tail) {
        if (RecordHeader.state(state) != RecordHeader.PAD) {
            return RecordHeader.cells(RecordHeader.length(shape(position, tail)));
        }
        long cells = cellsToEnd(position);
        if (cells > tail - position) {
            throw context.corrupted("padding at position " + position + " has " + cells + " cells, tail=" + tail);
        }
        return cells;
    }

    void setState(long position, int state, int deliveries, int owner) {
        words.setRelease(at(position), RecordHeader.state(state, deliveries, owner));
    }

    /** Head and tail must be a ring's length apart at most. */
    void checkDistance(long head, long tail) {
        if (head > tail || tail - head > capacityCells) {
            throw context.corrupted("ring head=" + head + ", tail=" + tail + ", capacity in cells=" + capacityCells);
        }
    }
}

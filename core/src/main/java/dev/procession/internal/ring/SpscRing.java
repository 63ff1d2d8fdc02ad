package dev.procession.internal.ring;

import dev.procession.internal.memory.CheckedWord;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.wait.SegmentContext;
import dev.procession.internal.wait.WaitPoint;

/**
 * A bounded ring of records between one producer and one consumer, be they of one process or of two;
 * {@link SpscLayout} has its words. The sides are {@link SpscProducer} and {@link SpscConsumer}; this class is shared
 * by both.
 *
 * <p>A record is committed by the store of {@code tail} alone, and released by the store of {@code head} alone.
 * Each has one writer at a time, and a process that takes over a side, even a dead process's, reads both and goes on:
 * there is nothing to repair.
 *
 * <p>Source: L. Lamport, "Specifying concurrent program modules" (1983); cached positions as in J. Giacomoni et
 * al., "FastForward" (2008).
 *
 * <p>Progress: every operation that does not wait is wait-free.
 */
public final class SpscRing {
    final SegmentContext context;
    final SharedWords words;
    final long base;
    final long capacityCells;
    /** The number of those that are for records of any length. */
    final long nearCells;

    private final long records;
    private final long mask;
    private final WaitPoint notEmpty;
    private final WaitPoint notFull;

    /**
     * Lays out a ring in memory full of zeros, all of it for records of any length; {@code capacityBytes} is a power
     * of two between 256 and 512 MiB.
     */
    public static void lay(SharedWords words, long base, long capacityBytes) {
        lay(words, base, capacityBytes, capacityBytes);
    }

    /**
     * As {@link #lay(SharedWords, long, long)}; the first {@code nearBytes}, at least 256, are for records of any
     * length, and are committed; the cells beyond are for long records, and are committed when one comes.
     */
    public static void lay(SharedWords words, long base, long capacityBytes, long nearBytes) {
        if (Long.bitCount(capacityBytes) != 1
                || capacityBytes < SpscLayout.MIN_BYTES
                || capacityBytes > SpscLayout.MAX_BYTES
                || nearBytes < SpscLayout.MIN_BYTES
                || nearBytes > capacityBytes) {
            throw new IllegalArgumentException("laying out a ring failed: capacityBytes=" + capacityBytes
                    + ", must be a power of two from " + SpscLayout.MIN_BYTES + " to " + SpscLayout.MAX_BYTES
                    + "; nearBytes=" + nearBytes + ", must be from " + SpscLayout.MIN_BYTES + " to that");
        }
        words.setPlain(base + SpscLayout.NEAR_CELLS, CheckedWord.seal(nearBytes >>> 3));
        words.setPlain(base + SpscLayout.ROOM, CheckedWord.seal(firstRoom(capacityBytes, nearBytes) >>> 3));
        words.setPlain(base + SpscLayout.TAIL, CheckedWord.seal(0));
        words.setPlain(base + SpscLayout.HEAD, CheckedWord.seal(0));
        words.setRelease(base + SpscLayout.CAPACITY_CELLS, CheckedWord.seal(capacityBytes >>> 3));
    }

    /** The number of bytes of a ring, from its base on, that must be committed when it is laid out. */
    public static long firstBytes(long capacityBytes, long nearBytes) {
        return SpscLayout.RECORDS + firstRoom(capacityBytes, nearBytes);
    }

    /** The header of padding is behind the hot region, if that is full. */
    private static long firstRoom(long capacityBytes, long nearBytes) {
        return Math.min(capacityBytes, nearBytes + SpscLayout.HEADER_BYTES);
    }

    /** The length of a ring in its segment, in bytes. */
    public static long bytes(long capacityBytes) {
        return SpscLayout.RECORDS + capacityBytes;
    }

    /**
     * The ring laid out at {@code base}, a multiple of 128.
     *
     * @param number its first wait point's number in the segment; it has two
     */
    public SpscRing(SegmentContext context, long base, int number) {
        this(context, base, number, context.waitPoint(base + SpscLayout.NOT_EMPTY, number));
    }

    /**
     * As {@link #SpscRing(SegmentContext, long, int)}, of which the consumer waits for records elsewhere, where it
     * waits for those of other rings, too.
     *
     * @param notEmpty where; not necessarily in this segment
     */
    public SpscRing(SegmentContext context, long base, int number, WaitPoint notEmpty) {
        this(context, base, notEmpty, context.waitPoint(base + SpscLayout.NOT_FULL, number + 1));
    }

    /** As {@link #SpscRing(SegmentContext, long, int)}, of which each side waits where it is told. */
    public SpscRing(SegmentContext context, long base, WaitPoint notEmpty, WaitPoint notFull) {
        this.context = context;
        this.words = context.words();
        this.base = base;
        long cells = read(SpscLayout.CAPACITY_CELLS);
        long near = read(SpscLayout.NEAR_CELLS);
        if (Long.bitCount(cells) != 1
                || cells < SpscLayout.MIN_BYTES >>> 3
                || cells > SpscLayout.MAX_BYTES >>> 3
                || base + SpscLayout.RECORDS + (cells << 3) > words.size()
                || near < SpscLayout.MIN_BYTES >>> 3
                || near > cells) {
            throw context.corrupted("word=ring capacity, cells=" + cells + ", near=" + near + ", bytes of the segment="
                    + words.size() + ", must be a power of two that fits, and no more than that");
        }
        capacityCells = cells;
        nearCells = near;
        records = base + SpscLayout.RECORDS;
        mask = cells - 1;
        this.notEmpty = notEmpty;
        this.notFull = notFull;
    }

    /** A wait point of its own at which producers wait for space. */
    public static WaitPoint notFull(SegmentContext context, long base, int number) {
        return context.waitPoint(base + SpscLayout.NOT_FULL, number);
    }

    /** The wait point of its own at which consumers wait for records. */
    public static WaitPoint notEmpty(SegmentContext context, long base, int number) {
        return context.waitPoint(base + SpscLayout.NOT_EMPTY, number);
    }

    /** Whether nothing is committed that is not released; for any thread. */
    public boolean isEmpty() {
        return words.getAcquire(base + SpscLayout.HEAD) == words.getAcquire(base + SpscLayout.TAIL);
    }

    /** Where the consumer waits for records. */
    public WaitPoint notEmpty() {
        return notEmpty;
    }

    /** The wait point of the producer that waits for space. */
    public WaitPoint notFull() {
        return notFull;
    }

    /** The longest payload, half of the ring less its header. */
    public int longest() {
        return (int) ((capacityCells << 2) - SpscLayout.HEADER_BYTES);
    }

    /** Reads a checked word in acquire mode. */
    long read(int offset) {
        long word = words.getAcquire(base + offset);
        if (!CheckedWord.isValid(word)) {
            throw context.corrupted(
                    "word=+" + offset + " of a ring, value=" + Long.toHexString(word) + ", must be a sealed position");
        }
        return CheckedWord.value(word);
    }

    /** Reads the word of the other side, which only grows, by what the ring allows. */
    long readPosition(int offset, long least, long most) {
        long position = read(offset);
        if (position < least || position > most) {
            throw context.corrupted("word=+" + offset + " of a ring, position=" + position + ", must be between "
                    + least + " and " + most);
        }
        return position;
    }

    /** Commits a position: everything stored before is visible to its readers; a full fence. */
    void commit(int offset, long position) {
        words.setVolatile(base + offset, CheckedWord.seal(position));
    }

    /** The distance of a position from the ring's beginning, in cells. */
    long place(long position) {
        return position & mask;
    }

    /** Where the record at a position begins. */
    long at(long position) {
        return records + (place(position) << 3);
    }

    /**
     * The number of cells of padding that a record of {@code cells} needs at a position: all up to the ring's end, or
     * none. With its padding it fits an empty ring: the position is beyond the first half of what the record may lie
     * in, and so farther from the ring's beginning than the record is long.
     */
    long padding(long position, long cells) {
        long place = place(position);
        return place + cells > Math.max(nearCells, cells << 1) ? capacityCells - place : 0;
    }

    /** The number of cells from a position up to the ring's end. */
    long cellsToEnd(long position) {
        return capacityCells - place(position);
    }
}

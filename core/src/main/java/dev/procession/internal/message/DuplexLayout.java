package dev.procession.internal.message;

import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.ring.SpscRing;
import dev.procession.internal.segment.ByteRange;
import java.util.List;

/**
 * Where the two rings of a channel are in its segment, one for each way.
 *
 * @param first where the first is
 * @param second where the second is
 */
public record DuplexLayout(long first, long second) {
    private static final int RING_BYTES = 4 << 20;
    /** Number of bytes of the hot region of a ring; the rest is committed when long records come. */
    private static final int NEAR_BYTES = 128 << 10;

    /** Those from {@code base} on. */
    public static DuplexLayout at(long base) {
        return new DuplexLayout(base, base + SpscRing.bytes(RING_BYTES));
    }

    /** The byte behind them. */
    public long end() {
        return second + SpscRing.bytes(RING_BYTES);
    }

    /** The ranges of the segment that must be committed from the beginning. */
    public List<ByteRange> written() {
        long bytes = SpscRing.firstBytes(RING_BYTES, NEAR_BYTES);
        return List.of(new ByteRange(0, first + bytes), new ByteRange(second, second + bytes));
    }

    /** Lays out both in memory that is all zeros. */
    public void layOut(SharedWords words) {
        SpscRing.lay(words, first, RING_BYTES, NEAR_BYTES);
        SpscRing.lay(words, second, RING_BYTES, NEAR_BYTES);
    }
}

package dev.procession.internal.channel;

import dev.procession.internal.liveness.LivenessFile;
import dev.procession.internal.lock.RobustLock;
import dev.procession.internal.memory.CheckedWord;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.ring.SpscRing;
import dev.procession.internal.segment.ByteRange;
import java.util.List;

/**
 * Offsets of the parts of a pipe, from its base. End 0 is the left one.
 *
 * <pre>
 *   byte      0  lock of the ends
 *           384  duplex · used, by end · gone, by end                    checked
 *           512  holders of end 0, a checked owner for each slot; of end 1
 *         16896  tickets of end 0, 64 words; of end 1
 *         17920  locks: to send at 0, at 1, to receive at 0, at 1, each with the process that had it last
 *         19968  ring from 0 to 1
 *             …  ring from 1 to 0, most of which is committed only for long messages
 * </pre>
 */
public final class PipeLayout {
    static final int ENDS_LOCK = 0;
    static final int DUPLEX = RobustLock.BYTES;
    static final int USED = DUPLEX + 8;
    static final int GONE = USED + 16;
    static final int HOLDERS = 512;
    static final int HOLDERS_BYTES = LivenessFile.SLOTS * 8;
    static final int TICKETS = HOLDERS + 2 * HOLDERS_BYTES;
    static final int TICKET_COUNT = 64;
    static final int SIDES = TICKETS + 2 * TICKET_COUNT * 8;
    /** A lock, and behind it the owner that had it last. */
    static final int SIDE_BYTES = RobustLock.BYTES + 128;

    static final int LAST = RobustLock.BYTES;
    static final int RINGS = SIDES + 4 * SIDE_BYTES;
    static final long RING_BYTES = 4 << 20;
    /** Number of bytes of the hot region, for messages of any length; the rest of a ring is for long ones. */
    static final long NEAR_BYTES = 256 << 10;

    /** Numbers of wait points. */
    static final int ENDS_NUMBER = 0;

    static final int FIRST_SIDE_NUMBER = 1;
    static final int FIRST_RING_NUMBER = 5;

    /** The length. */
    public static final long BYTES = RINGS + 2 * ringBytes();

    private PipeLayout() {}

    private static long ringBytes() {
        return (SpscRing.bytes(RING_BYTES) + 127) & ~127L;
    }

    /** Where the ring is through which this end sends. */
    static long ring(int end) {
        return RINGS + end * ringBytes();
    }

    /** The ranges of a pipe at {@code base} that must be committed from the beginning. */
    public static List<ByteRange> written(long base) {
        long first = SpscRing.firstBytes(RING_BYTES, NEAR_BYTES);
        return List.of(new ByteRange(0, base + ring(0) + first), new ByteRange(base + ring(1), base + ring(1) + first));
    }

    /** Lays out a pipe in memory that is all zeros. */
    public static void layOut(SharedWords words, long base, boolean duplex) {
        layOutEnds(words, base, duplex);
        for (int end = 0; end < 2; end++) {
            SpscRing.lay(words, base + ring(end), RING_BYTES, NEAR_BYTES);
        }
    }

    static void layOutEnds(SharedWords words, long base, boolean duplex) {
        words.setPlain(base + DUPLEX, CheckedWord.seal(duplex ? 1 : 0));
        for (int end = 0; end < 2; end++) {
            words.setPlain(base + USED + end * 8L, CheckedWord.seal(0));
            words.setPlain(base + GONE + end * 8L, CheckedWord.seal(0));
        }
    }
}

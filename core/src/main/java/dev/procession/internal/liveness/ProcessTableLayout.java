package dev.procession.internal.liveness;

import dev.procession.internal.segment.SegmentLayout;

/**
 * The process table of a session: the segment {@code processes}.
 *
 * <pre>
 *   byte 0          128              136       4096                 4096 + 64 n
 *        +----------+----------------+---------+--------------------+-----+
 *        | segment  | next id        | session | slot 0             | …   |  1,024 slots of 64 bytes
 *        | header   |                | closed  |                    |     |
 *        +----------+----------------+---------+--------------------+-----+
 *
 *   slot   0        8        16       24        32
 *        +--------+--------+--------+---------+---------+----+
 *        | state  | pid    | doorbell   | watched | missed  |    |
 *        +--------+--------+--------+---------+---------+----+
 * </pre>
 */
public final class ProcessTableLayout {
    /** The file's name. */
    public static final String NAME = "processes";

    /** The next number of a segment. */
    public static final int NEXT_ID = SegmentLayout.BYTES;

    /** Offset of the word that is not zero once the session is closed. */
    public static final int CLOSED = NEXT_ID + 8;

    /**
     * Checked word: {@code generation << 4 | state}; zero in a slot never used. Written by the process that holds the
     * slot's byte of the lock file.
     */
    public static final int STATE = 0;

    /** Offset of the process id, for people and logs only. */
    public static final int PID = 8;

    /** The owner that listens at its doorbell; another's word is old. Written by the process in the slot. */
    public static final int BELL = 16;

    /**
     * The owner that learns of this process's death by itself, and tells; 0 if none does. Written by the process in
     * the slot.
     */
    public static final int WATCHED = 24;

    /** Offset of the word that is not zero if a wake-up could not be delivered. */
    public static final int MISSED = 32;

    /** State of a process that lives. */
    public static final int LIVE = 1;
    /** State of a process that lives, and is about to end in good order. */
    public static final int LEAVING = 4;
    /** State of a process that ended in good order. */
    public static final int LEFT = 2;
    /** State of a process that was found dead. */
    public static final int DEAD = 3;

    static final int STATE_BITS = 4;
    private static final int FIRST = 4096;
    private static final int SLOT_BYTES = 64;

    /** The whole segment's length. */
    public static final int BYTES = FIRST + LivenessFile.SLOTS * SLOT_BYTES;

    private ProcessTableLayout() {}

    /** Where slot {@code slot} begins. */
    public static long slot(int slot) {
        return FIRST + (long) slot * SLOT_BYTES;
    }
}

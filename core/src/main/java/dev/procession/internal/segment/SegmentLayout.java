package dev.procession.internal.segment;

/**
 * Header of every segment.
 *
 * <pre>
 *   byte   0        8         16          24         32       40                    128
 *        +--------+---------+-----------+----------+--------+---------------------+
 *        | magic, | kind    | size      | poisoned | id     | the structure's own |
 *        | version|         | in bytes  |          |        | parameters          |
 *        +--------+---------+-----------+----------+--------+---------------------+
 * </pre>
 *
 * <p>All but the poison word are written once, by the creator, before another process opens the file, the magic last;
 * all but magic and poison are checked words.
 */
public final class SegmentLayout {
    /** {@code PROCESSN} less one letter, and the version of the layout. */
    public static final int MAGIC = 0;

    /** The kind of the segment. */
    public static final int KIND = 8;

    /** The length in bytes. */
    public static final int SIZE = 16;

    /** Zero while it may be used; 1 once a process has found it damaged, 2 once a process has closed it. */
    public static final int POISON = 24;

    /** Its number in the session. */
    public static final int ID = 32;

    /** Offset of the parameters of the structure. */
    public static final int PARAMETERS = 40;

    /** Length of the header, and offset of the structure. */
    public static final int BYTES = 128;

    /** The magic, and in its lowest byte the version of all layouts, which one jar writes and reads. */
    public static final long MAGIC_VALUE = 0x5052_4F43_5345_4701L;

    private SegmentLayout() {}
}

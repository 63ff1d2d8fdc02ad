package dev.procession.internal.lock;

/**
 * Offsets of the parts of a user's lock, from its base.
 *
 * <pre>
 *   byte    0  robust lock
 *         384  policy · inconsistent · conditions in use                       checked
 *         512  names of the 16 conditions, 64 bytes each: CRC-32 · length, checked; UTF-8
 *        1536  robust lock of the names
 *        1920  the 16 conditions, committed when they are first used; of a lock without a name, in a segment beside it
 * </pre>
 */
public final class LockLayout {
    static final int POLICY = RobustLock.BYTES;
    static final int INCONSISTENT = POLICY + 8;
    static final int CONDITIONS_USED = POLICY + 16;
    static final int NAMES = 512;
    static final int NAME_BYTES = 64;
    /** Maximum length of a name, in bytes of UTF-8. */
    static final int MAX_NAME_LENGTH = NAME_BYTES - 8;

    /** Number of conditions of a lock. */
    public static final int CONDITIONS = 16;

    /** Offset of the lock that guards the names alone: asking for a condition must not wait for the lock's holder. */
    static final int NAMES_LOCK = NAMES + CONDITIONS * NAME_BYTES;

    static final int FIRST_CONDITION = NAMES_LOCK + RobustLock.BYTES;

    /** Number of bytes that must be committed from the beginning: all but the conditions. */
    public static final int FIRST_BYTES = FIRST_CONDITION;

    /** The length of the conditions. */
    public static final int CONDITIONS_BYTES = CONDITIONS * ConditionState.BYTES;

    /** The length. */
    public static final int BYTES = FIRST_CONDITION + CONDITIONS_BYTES;

    private LockLayout() {}
}

package dev.procession.internal.lock;

import dev.procession.internal.memory.CheckedWord;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.wait.SegmentContext;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * A user's lock in shared memory: a robust lock, its policy for a dead owner, and conditions.
 *
 * <p>If a process that took the lock over dies before it has noted that the data may be inconsistent, the next one
 * takes the lock over too, and notes it.
 */
public final class LockState {
    private static final int LOCK_NUMBER = 0;
    private static final int FIRST_CONDITION_NUMBER = 1;
    private static final int NAMES_LOCK_NUMBER = FIRST_CONDITION_NUMBER + LockLayout.CONDITIONS;

    private final SegmentContext context;
    private final SharedWords words;
    private final long base;
    private final RobustLock lock;
    private final RobustLock namesLock;
    private final boolean reports;
    private final Conditions conditions;

    /** Commits memory before it is first written. */
    public interface Room {
        /** Commits memory from one address up to another; it is zero afterwards. */
        void make(long from, long upTo);
    }

    /** Where the conditions of a lock lie. */
    public interface Conditions {
        /** The site on which they stand; asked for once there are to be some. */
        SegmentContext context();

        /** Where on that site the first begins; the others follow. */
        long base();

        /** Gives room there from one address up to another; what is there is zero afterwards. */
        void make(long from, long upTo);
    }

    /** Conditions that follow their lock. */
    private record Behind(SegmentContext context, long base, Room room) implements Conditions {
        @Override
        public void make(long from, long upTo) {
            room.make(from, upTo);
        }
    }

    /**
     * The lock at {@code base}, with its conditions behind it.
     *
     * @param room commits the memory from one address up to another
     */
    public LockState(SegmentContext context, long base, Room room) {
        this(context, base, new Behind(context, base + LockLayout.FIRST_CONDITION, room));
    }

    /** The lock at {@code base}, with its conditions elsewhere. */
    public LockState(SegmentContext context, long base, Conditions conditions) {
        this.context = context;
        this.conditions = conditions;
        words = context.words();
        this.base = base;
        lock = new RobustLock(context, base, LOCK_NUMBER);
        namesLock = new RobustLock(context, base + LockLayout.NAMES_LOCK, NAMES_LOCK_NUMBER);
        reports = read(LockLayout.POLICY) != 0;
    }

    /**
     * Lays out a lock in memory that is all zeros; {@code reports} whether a dead owner is an error until a process
     * declares the data sound.
     */
    public static void layOut(SharedWords words, long base, boolean reports) {
        words.setPlain(base + LockLayout.POLICY, CheckedWord.seal(reports ? 1 : 0));
        words.setPlain(base + LockLayout.INCONSISTENT, CheckedWord.seal(0));
        words.setPlain(base + LockLayout.CONDITIONS_USED, CheckedWord.seal(0));
    }

    private long conditionAt(int index) {
        return conditions.base() + (long) index * ConditionState.BYTES;
    }

    private long read(int offset) {
        long word = words.getAcquire(base + offset);
        if (!CheckedWord.isValid(word)) {
            throw context.corrupted("lock word at +" + offset + " is " + Long.toHexString(word));
        }
        return CheckedWord.value(word);
    }

    /** The lock itself. */
    public RobustLock lock() {
        return lock;
    }

    /** Whether a dead owner is an error until {@link #markConsistent}. */
    public boolean reports() {
        return reports;
    }

    /** The owner died; under the lock. */
    public void markInconsistent() {
        words.setRelease(base + LockLayout.INCONSISTENT, CheckedWord.seal(1));
    }

    /** Declares the data that the lock protects sound again. */
    public void markConsistent() {
        words.setVolatile(base + LockLayout.INCONSISTENT, CheckedWord.seal(0));
    }

    /** Whether an owner died, and the data was not declared sound since. */
    public boolean isInconsistent() {
        return read(LockLayout.INCONSISTENT) != 0;
    }

    /**
     * An unused condition, or the one with this name; an empty name counts as none. Does not wait for the lock's
     * holder.
     */
    public int condition(String name) {
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        if (wanted.length > LockLayout.MAX_NAME_LENGTH) {
            throw new IllegalArgumentException(
                    "condition: bytes of its name=" + wanted.length + ", limit=" + LockLayout.MAX_NAME_LENGTH);
        }
        context.check();
        // The number of used ones is stored last: a lock that was taken over needs no repair.
        namesLock.acquire();
        try {
            return conditionLocked(wanted);
        } finally {
            namesLock.release();
        }
    }

    private int conditionLocked(byte[] wanted) {
        long inUse = read(LockLayout.CONDITIONS_USED);
        if (inUse > LockLayout.CONDITIONS) {
            throw context.corrupted("conditions in use are " + inUse + ", limit=" + LockLayout.CONDITIONS);
        }
        int used = (int) inUse;
        for (int i = 0; wanted.length > 0 && i < used; i++) {
            if (Arrays.equals(wanted, nameOf(i))) {
                return i;
            }
        }
        if (used >= LockLayout.CONDITIONS) {
            throw new IllegalStateException("lock: conditions=" + used + ", limit=" + LockLayout.CONDITIONS
                    + "; keep the conditions you make, or use another lock");
        }
        conditions.make(conditionAt(used), conditionAt(used + 1));
        long at = nameAt(used);
        words.setPlain(at, CheckedWord.seal(crc(wanted) << Byte.SIZE | wanted.length));
        words.putBytes(at + Long.BYTES, wanted, 0, wanted.length);
        words.setRelease(base + LockLayout.CONDITIONS_USED, CheckedWord.seal(used + 1L));
        return used;
    }

    private long nameAt(int index) {
        return base + LockLayout.NAMES + (long) index * LockLayout.NAME_BYTES;
    }

    private byte[] nameOf(int index) {
        long word = words.getPlain(nameAt(index));
        int length = (int) (word & 0xFF);
        boolean sound = CheckedWord.isValid(word) && length <= LockLayout.MAX_NAME_LENGTH;
        byte[] name = new byte[sound ? length : 0];
        words.getBytes(nameAt(index) + Long.BYTES, name, 0, name.length);
        if (!sound || CheckedWord.value(word) >>> Byte.SIZE != crc(name)) {
            throw context.corrupted("name of condition " + index + " is " + Arrays.toString(name) + ", its check "
                    + Long.toHexString(word));
        }
        return name;
    }

    private static long crc(byte[] name) {
        CRC32 crc = new CRC32();
        crc.update(name);
        return crc.getValue();
    }

    /** The state of a condition. */
    public ConditionState conditionState(int index) {
        if (index < 0 || index >= LockLayout.CONDITIONS) {
            throw new IllegalArgumentException("condition: index=" + index + ", limit=" + LockLayout.CONDITIONS);
        }
        return new ConditionState(conditions.context(), conditionAt(index), FIRST_CONDITION_NUMBER + index);
    }
}

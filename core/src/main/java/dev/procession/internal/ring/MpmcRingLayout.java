package dev.procession.internal.ring;

import dev.procession.internal.lock.RobustLock;
import dev.procession.internal.wait.WaitPointLayout;

/**
 * Offsets of the parts of a queue's ring, from its base. The words that each side writes have cache lines of their own;
 * processors fetch two lines of 64 bytes at a time.
 *
 * <pre>
 *   byte     0  capacity in elements · capacity in bytes · mode · closed · room   checked; the first three written once
 *          128  tail                                                               by the owner of the put lock
 *          256  head                                                               by the owner of the take lock
 *          384  puts · next tail · next puts                                       put side, private
 *          512  passed · next · taken · done · next head · next passed · dead      take side, private
 *          640  put lock
 *         1024  take lock
 *         1408  wait points: not empty · not full · finished · dead letters
 *         2432  16 listeners for dead letters
 *         3968  records
 * </pre>
 *
 * <p>Positions are counted in cells of eight bytes since the ring was made; the cell of a position is its remainder by
 * the capacity. All words are checked words.
 */
final class MpmcRingLayout {
    static final int CAPACITY = 0;
    static final int CAPACITY_CELLS = 8;
    /** {@code delivery limit << 1 | leasing}. */
    static final int MODE = 16;

    static final int CLOSED = 24;
    /**
     * Not zero if a producer waits for bytes and not for an element's place: any of several producers may fit the next
     * gap. A hint, not a checked word.
     */
    static final int BYTES_WANTED = 32;
    /** Number of committed cells; no record is or was beyond. Written by the owner of the put lock. */
    static final int ROOM = 40;

    /** Position of the next record to be put. Its store commits a put. */
    static final int TAIL = 128;

    /** The oldest record that is not done. Its store commits a take of the record at it. */
    static final int HEAD = 256;

    /** Derived: how many elements were ever put. */
    static final int PUTS = 384;
    /** The tail that a put is about to commit, and the puts then; stored in this order before it. */
    static final int NEXT_TAIL = PUTS + 8;

    static final int NEXT_PUTS = PUTS + 16;

    /** Derived: how many elements are before head. */
    static final int PASSED = 512;
    /** Derived: no record before it can be taken; of meaning only while some are taken. */
    static final int NEXT = PASSED + 8;
    /** Derived: how many elements at or after head are not to be taken: on lease, done, removed. */
    static final int TAKEN = PASSED + 16;
    /** Derived: how many elements at or after head are done. */
    static final int DONE = PASSED + 24;
    /** The head that is about to be committed, and the elements before it; stored in this order before it. */
    static final int NEXT_HEAD = PASSED + 32;

    static final int NEXT_PASSED = PASSED + 40;
    /** Derived: how many elements are dead letters. */
    static final int DEAD_COUNT = PASSED + 48;

    static final int PUT_LOCK = 640;
    static final int TAKE_LOCK = PUT_LOCK + RobustLock.BYTES;
    static final int NOT_EMPTY = TAKE_LOCK + RobustLock.BYTES;
    static final int NOT_FULL = NOT_EMPTY + WaitPointLayout.BYTES;
    static final int FINISHED = NOT_FULL + WaitPointLayout.BYTES;
    static final int DEAD_LETTERS = FINISHED + WaitPointLayout.BYTES;

    /** The processes that take dead letters: owners as checked words, or 0. */
    static final int LISTENERS = DEAD_LETTERS + WaitPointLayout.BYTES;

    static final int LISTENER_COUNT = 16;

    /** The first record. */
    static final int RECORDS = 3968;

    /** Numbers of wait points and locks in the segment. */
    static final int PUT_LOCK_NUMBER = 1;

    static final int TAKE_LOCK_NUMBER = 2;
    static final int NOT_EMPTY_NUMBER = 3;
    static final int NOT_FULL_NUMBER = 4;
    static final int FINISHED_NUMBER = 5;
    static final int DEAD_LETTERS_NUMBER = 6;

    /** The smallest and the largest capacity in bytes, both powers of two. */
    static final long MIN_BYTES = 256;

    static final long MAX_BYTES = 512L << 20;

    /** Number of bytes of records that are committed from the beginning. */
    static final long FIRST_ROOM_BYTES = 64 << 10;

    private MpmcRingLayout() {}
}

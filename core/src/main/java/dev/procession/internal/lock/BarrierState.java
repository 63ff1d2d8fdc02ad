package dev.procession.internal.lock;

import dev.procession.internal.liveness.LivenessFile;
import dev.procession.internal.liveness.Peers;
import dev.procession.internal.lock.RobustLock.Outcome;
import dev.procession.internal.memory.CheckedWord;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.wait.SegmentContext;
import dev.procession.internal.wait.WaitPoint;
import dev.procession.internal.wait.WaitPointLayout;
import java.util.concurrent.TimeUnit;

/**
 * A barrier: its generation, how the last ones ended, and which processes have arrived.
 *
 * <pre>
 *   byte    0  robust lock
 *         384  parties · state
 *         512  wait point
 *         768  a word for each of 1,024 slots: checked(owner's generation 20 · barrier's generation 16 · arrived 16)
 *
 *   state:  bit 51               17 16              1 0
 *               +------------------+-----------------+-------+
 *               | generation       | last 16 ended   | broken|      an ended generation's bit: 0 it tripped, 1 it was reset
 *               |                  | by a reset?     |       |
 *               +------------------+-----------------+-------+
 * </pre>
 *
 * <p>To arrive is one store to the own word; to trip, break or reset is one store of the state. The number of arrivals
 * is derived from the words of this generation. A process that dies before its store has not arrived; after it, it has
 * arrived, and its death breaks the barrier.
 */
public final class BarrierState {
    private static final int PARTIES = RobustLock.BYTES;
    private static final int STATE = PARTIES + 8;
    private static final int POINT = 512;
    private static final int ARRIVED = POINT + WaitPointLayout.BYTES;
    /** The most parties. */
    public static final int MAX_PARTIES = (1 << 16) - 1;

    /** The length. */
    public static final int BYTES = ARRIVED + LivenessFile.SLOTS * 8;

    private static final int GENERATION_SHIFT = 17;
    private static final int HISTORY = 16;
    private static final long HISTORY_MASK = (1L << HISTORY) - 1;
    private static final long DEATHS_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final SegmentContext context;
    private final SharedWords words;
    private final long at;
    private final RobustLock lock;
    private final WaitPoint point;
    private final int parties;
    private final int slot;
    private final int life;

    /** State of a wait for a generation. */
    public enum Progress {
        /** Some party has not arrived. */
        WAITING,
        /** All have arrived. */
        TRIPPED,
        /** Some party will not arrive, or the barrier was reset. */
        BROKEN
    }

    /** The barrier at {@code at}; this process is one of those that have it from now on. */
    public BarrierState(SegmentContext context, long at) {
        this.context = context;
        words = context.words();
        this.at = at;
        lock = new RobustLock(context, at, 0);
        point = context.waitPoint(at + POINT, 1);
        parties = (int) read(PARTIES);
        slot = Peers.slot(context.peers().self());
        life = Peers.generation(context.peers().self());
        lock();
        try {
            attach(read(STATE));
        } finally {
            lock.release();
        }
    }

    /** Lays out a barrier. */
    public static void layOut(SharedWords words, long at, int parties) {
        words.setPlain(at + PARTIES, CheckedWord.seal(parties));
        words.setPlain(at + STATE, CheckedWord.seal(0));
    }

    private long read(int offset) {
        long word = words.getAcquire(at + offset);
        if (!CheckedWord.isValid(word)) {
            throw context.corrupted("barrier word at +" + offset + " is " + Long.toHexString(word));
        }
        return CheckedWord.value(word);
    }

    private void setState(long value) {
        words.setRelease(at + STATE, CheckedWord.seal(value));
    }

    private long word(int index) {
        long word = words.getAcquire(at + ARRIVED + index * 8L);
        if (word != 0 && !CheckedWord.isValid(word)) {
            throw context.corrupted("barrier: word of slot " + index + " is " + Long.toHexString(word));
        }
        return CheckedWord.value(word);
    }

    private void setWord(int index, int ownerLife, long generation, long arrived) {
        words.setRelease(
                at + ARRIVED + index * 8L,
                CheckedWord.seal((long) ownerLife << 32 | (generation & 0xFFFF) << 16 | arrived));
    }

    private static long arrived(long word, long generation) {
        return word != 0 && (word >>> 16 & 0xFFFF) == (generation & 0xFFFF) ? word & 0xFFFF : 0;
    }

    private static long generation(long state) {
        return state >>> GENERATION_SHIFT;
    }

    private static boolean isBroken(long state) {
        return (state & 1) != 0;
    }

    /** Nothing here is derived: a lock that was taken over needs no repair. */
    private void lock() {
        Outcome outcome = lock.acquire();
        assert outcome != Outcome.BUSY;
    }

    /**
     * Makes this slot's word this process's. A word that a former incarnation left counts as a death in this generation
     * if that had arrived.
     */
    private void attach(long state) {
        long word = word(slot);
        if (word >>> 32 == life) {
            return;
        }
        if (arrived(word, generation(state)) > 0 && !isBroken(state)) {
            setState(state | 1);
            point.signalAll();
        }
        setWord(slot, life, generation(state), 0);
    }

    private long arrivedNow(long generation) {
        long sum = 0;
        for (int index = 0; index < LivenessFile.SLOTS; index++) {
            sum += arrived(word(index), generation);
        }
        return sum;
    }

    /**
     * A thread of this process comes.
     *
     * @return {@code generation << 32 | index}, the index being how many are still to come; -1 if the barrier is
     *     broken
     */
    public long arrive() {
        context.check();
        boolean tripped = false;
        long result;
        lock();
        try {
            breakIfDead(true);
            long state = read(STATE);
            if (isBroken(state)) {
                return -1;
            }
            long generation = generation(state);
            attach(state);
            setWord(slot, life, generation, arrived(word(slot), generation) + 1);
            long missing = Math.max(0, parties - arrivedNow(generation));
            if (missing == 0) {
                setState((generation + 1) << GENERATION_SHIFT | (state & (HISTORY_MASK >>> 1) << 1) << 1);
                tripped = true;
            }
            result = generation << 32 | missing;
        } finally {
            lock.release();
        }
        if (tripped) {
            point.signalAll();
        }
        return result;
    }

    /** How the generation stands. */
    private Progress progress(long generation) {
        long state = read(STATE);
        long ended = generation(state) - generation;
        if (ended <= 0) {
            return isBroken(state) ? Progress.BROKEN : Progress.WAITING;
        }
        boolean reset = ended <= HISTORY && (state >>> ended & 1) != 0;
        return reset ? Progress.BROKEN : Progress.TRIPPED;
    }

    /** Waits until the generation has ended; {@link Progress#WAITING} when the time is over. */
    public Progress await(long generation, long timeoutNanos) throws InterruptedException {
        Progress[] progress = {Progress.WAITING};
        long[] lookAt = {System.nanoTime() + DEATHS_NANOS / 2};
        long[] deaths = {-1};
        point.await(
                () -> {
                    context.check();
                    progress[0] = progress(generation);
                    if (progress[0] == Progress.WAITING
                            && (context.deaths() != deaths[0] || System.nanoTime() - lookAt[0] >= 0)) {
                        deaths[0] = context.deaths();
                        lookAt[0] = System.nanoTime() + DEATHS_NANOS / 2;
                        lookForDead();
                        progress[0] = progress(generation);
                    }
                    return progress[0] != Progress.WAITING;
                },
                timeoutNanos,
                DEATHS_NANOS);
        return progress[0];
    }

    private void lookForDead() {
        lock();
        try {
            breakIfDead(true);
        } finally {
            lock.release();
        }
    }

    /** Under the lock: breaks the barrier if one that has it is dead and did not leave in good order, or had come. */
    private void breakIfDead(boolean probe) {
        long state = read(STATE);
        if (isBroken(state)) {
            return;
        }
        Peers peers = context.peers();
        for (int index = 0; index < LivenessFile.SLOTS; index++) {
            long word = word(index);
            if (word == 0 || (index == slot && word >>> 32 == life)) {
                continue;
            }
            int owner = Peers.owner(index, (int) (word >>> 32));
            if (!(probe ? peers.probe(owner) : peers.isDead(owner))) {
                continue;
            }
            if (arrived(word, generation(state)) == 0 && peers.hasLeft(owner)) {
                words.setRelease(at + ARRIVED + index * 8L, 0);
                continue;
            }
            setState(state | 1);
            point.signalAll();
            return;
        }
    }

    /** Breaks the generation, if it has not ended; returns how it stood. */
    public Progress breakGeneration(long generation) {
        Progress progress;
        lock();
        try {
            progress = progress(generation);
            if (progress == Progress.WAITING) {
                setState(read(STATE) | 1);
            }
        } finally {
            lock.release();
        }
        point.signalAll();
        return progress;
    }

    /** Breaks the generation there is. */
    public void breakNow() {
        context.check();
        lock();
        try {
            setState(read(STATE) | 1);
        } finally {
            lock.release();
        }
        point.signalAll();
    }

    /** Ends the generation as broken for its waiters, and begins a whole one. Dead parties are forgotten. */
    public void reset() {
        context.check();
        lock();
        try {
            Peers peers = context.peers();
            for (int index = 0; index < LivenessFile.SLOTS; index++) {
                long word = word(index);
                if (word != 0 && index != slot && peers.probe(Peers.owner(index, (int) (word >>> 32)))) {
                    words.setRelease(at + ARRIVED + index * 8L, 0);
                }
            }
            long state = read(STATE);
            setState((generation(state) + 1) << GENERATION_SHIFT | ((state & (HISTORY_MASK >>> 1) << 1) << 1 | 2));
        } finally {
            lock.release();
        }
        point.signalAll();
    }

    /** The number of parties. */
    public int parties() {
        return parties;
    }

    /** The number of parties that wait. */
    public int waiting() {
        context.check();
        lock();
        try {
            breakIfDead(true);
            long state = read(STATE);
            return isBroken(state) ? 0 : (int) arrivedNow(generation(state));
        } finally {
            lock.release();
        }
    }

    /** Whether it is broken. */
    public boolean broken() {
        context.check();
        lookForDead();
        return isBroken(read(STATE));
    }
}

package dev.procession.internal.liveness;

import dev.procession.internal.memory.CheckedWord;
import dev.procession.internal.memory.SharedWords;
import dev.procession.process.CorruptedSegmentException;
import dev.procession.process.ProcessionException;

/**
 * The generation that lives in each slot, as written in shared memory. A word is written only by the process that holds
 * the slot's byte of the lock file: the one that lives there, or the one that found it dead and has locked the byte for
 * that moment. So no word has two writers at a time, and each change is one store.
 *
 * <table>
 * <caption>If the process dies after …</caption>
 * <tr><td>locking the byte</td><td>the byte is free again; the former incarnation's word stays, and says nothing
 * new</td></tr>
 * <tr><td>storing {@code LIVE}</td><td>it lived: a prober finds the byte free and stores {@code DEAD}</td></tr>
 * <tr><td>storing {@code LEAVING}</td><td>as before, but a prober stores {@code LEFT}</td></tr>
 * <tr><td>storing {@code LEFT} or {@code DEAD}</td><td>the word is final; the slot's next life raises the
 * generation</td></tr>
 * </table>
 *
 * <p>Thread safety: every method may be called from any thread.
 */
final class ProcessTable {
    private final SharedWords words;

    ProcessTable(SharedWords words) {
        this.words = words;
    }

    private static long at(int slot) {
        return ProcessTableLayout.slot(slot) + ProcessTableLayout.STATE;
    }

    /** The generation and state in {@code slot}; 0 if it was never used. */
    private long read(int slot) {
        // SYNC slot-state: what the process stored before it joined, left or died is visible
        long word = words.getAcquire(at(slot));
        if (word == 0) {
            return 0;
        }
        if (!CheckedWord.isValid(word)) {
            throw new CorruptedSegmentException("process table: slot=" + slot + ", word=" + Long.toHexString(word)
                    + " is damaged; close the session");
        }
        return CheckedWord.value(word);
    }

    private void write(int slot, int generation, int state) {
        // SYNC slot-state
        words.setRelease(at(slot), CheckedWord.seal((long) generation << ProcessTableLayout.STATE_BITS | state));
    }

    /** The owner that lives, or last lived, in {@code slot}; 0 if it was never used. */
    int owner(int slot) {
        long value = read(slot);
        return value == 0 ? 0 : Peers.owner(slot, (int) (value >>> ProcessTableLayout.STATE_BITS));
    }

    /** The state of {@code owner}: {@code DEAD} if the slot has gone on to another. */
    int state(int owner) {
        int slot = Peers.slot(owner);
        if (slot < 0 || slot >= LivenessFile.SLOTS) {
            return ProcessTableLayout.DEAD;
        }
        long value = read(slot);
        boolean same = value >>> ProcessTableLayout.STATE_BITS == Peers.generation(owner);
        return same ? (int) value & ((1 << ProcessTableLayout.STATE_BITS) - 1) : ProcessTableLayout.DEAD;
    }

    /** Whether {@code slot} can have another life. */
    boolean hasGenerations(int slot) {
        return read(slot) >>> ProcessTableLayout.STATE_BITS < Peers.MAX_GENERATION;
    }

    /** Begins a life in {@code slot}, whose byte the caller holds; returns the owner. */
    int join(int slot, long pid, boolean watched) {
        int generation = (int) (read(slot) >>> ProcessTableLayout.STATE_BITS) + 1;
        if (generation > Peers.MAX_GENERATION) {
            throw new ProcessionException("process slot: slot=" + slot + ", lives=" + generation + ", limit="
                    + Peers.MAX_GENERATION + "; use another session");
        }
        int owner = Peers.owner(slot, generation);
        long base = ProcessTableLayout.slot(slot);
        words.setPlain(base + ProcessTableLayout.PID, pid);
        words.setPlain(base + ProcessTableLayout.WATCHED, watched ? owner(0) : 0);
        words.setPlain(base + ProcessTableLayout.MISSED, 0);
        write(slot, generation, ProcessTableLayout.LIVE);
        return owner;
    }

    /** The life of {@code owner}, the byte of whose slot the caller holds, is about to end in good order. */
    void leave(int owner) {
        write(Peers.slot(owner), Peers.generation(owner), ProcessTableLayout.LEAVING);
    }

    /** The life of {@code owner} has ended, the byte of whose slot the caller holds. */
    void end(int owner) {
        int state = state(owner);
        if (isAlive(state)) {
            write(
                    Peers.slot(owner),
                    Peers.generation(owner),
                    state == ProcessTableLayout.LEAVING ? ProcessTableLayout.LEFT : ProcessTableLayout.DEAD);
        }
    }

    /** Whether a process in this state lives, as far as is known. */
    static boolean isAlive(int state) {
        return state == ProcessTableLayout.LIVE || state == ProcessTableLayout.LEAVING;
    }

    /** The process that learns of the owner's death by itself; 0 if none does. */
    int watcher(int owner) {
        return (int) words.getAcquire(ProcessTableLayout.slot(Peers.slot(owner)) + ProcessTableLayout.WATCHED);
    }
}

package dev.procession.internal.ring;

import dev.procession.internal.memory.CheckedWord;
import dev.procession.internal.memory.SharedWords;
import dev.procession.process.ProcessionException;

/**
 * The processes that take dead letters: a table of owners as checked words. An entry is taken by one CAS; the entry of
 * a dead process is free.
 *
 * <p>Thread safety: any thread.
 */
final class DeadLetterListeners {
    private final RingState ring;
    private final SharedWords words;

    DeadLetterListeners(RingState ring) {
        this.ring = ring;
        words = ring.words;
    }

    private long at(int index) {
        return ring.base + MpmcRingLayout.LISTENERS + index * 8L;
    }

    /** The live owner at a place; 0 if there is none. */
    private int owner(int index) {
        long word = words.getAcquire(at(index));
        if (word == CheckedWord.FREE) {
            return 0;
        }
        if (!CheckedWord.isValid(word) || CheckedWord.value(word) > Integer.MAX_VALUE) {
            throw ring.context.corrupted("listener " + index + " is " + Long.toHexString(word));
        }
        int owner = (int) CheckedWord.value(word);
        return ring.context.peers().isDead(owner) ? 0 : owner;
    }

    /** Whether any living process listens. */
    boolean any() {
        for (int i = 0; i < MpmcRingLayout.LISTENER_COUNT; i++) {
            if (owner(i) != 0) {
                return true;
            }
        }
        return false;
    }

    /** This process listens from now on, or not. */
    void set(boolean listening) {
        int self = ring.context.peers().self();
        for (int i = 0; i < MpmcRingLayout.LISTENER_COUNT; i++) {
            if (owner(i) == self) {
                if (!listening) {
                    words.setRelease(at(i), CheckedWord.FREE);
                }
                return;
            }
        }
        for (int i = 0; listening && i < MpmcRingLayout.LISTENER_COUNT; i++) {
            long word = words.getAcquire(at(i));
            if (owner(i) == 0 && words.compareAndSet(at(i), word, CheckedWord.seal(self))) {
                return;
            }
        }
        if (listening) {
            throw new ProcessionException("dead letters: listening processes=" + MpmcRingLayout.LISTENER_COUNT
                    + ", limit=" + MpmcRingLayout.LISTENER_COUNT + "; let fewer processes listen");
        }
    }
}

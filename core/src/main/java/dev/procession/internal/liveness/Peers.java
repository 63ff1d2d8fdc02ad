package dev.procession.internal.liveness;

/**
 * The identity of this process among those that share memory, and whether others are dead.
 *
 * <p>An <i>owner</i> names one incarnation of one process: {@code generation << 11 | slot + 1}, positive, never used
 * twice in a session; 0 is none.
 *
 * <p>Thread safety: every method may be called from any thread.
 */
public interface Peers {
    /** The bits of an owner that hold its slot plus one. */
    int SLOT_BITS = 11;

    /** The largest generation. */
    int MAX_GENERATION = (1 << 20) - 1;

    /** The owner for a life. */
    static int owner(int slot, int generation) {
        return generation << SLOT_BITS | (slot + 1);
    }

    /** The slot of an owner; -1 for none. */
    static int slot(int owner) {
        return (owner & ((1 << SLOT_BITS) - 1)) - 1;
    }

    /** The generation of an owner. */
    static int generation(int owner) {
        return owner >>> SLOT_BITS;
    }

    /** This process. */
    int self();

    /**
     * Whether the owner is known to be dead; no system call. An owner that cannot exist is dead. Never this process.
     */
    boolean isDead(int owner);

    /**
     * Whether the owner is dead, asking the kernel if it is not known; microseconds. The verdict "dead" is final and
     * seen by all.
     */
    boolean probe(int owner);

    /** Whether the owner left in good order; implies that it is dead. */
    boolean hasLeft(int owner);
}

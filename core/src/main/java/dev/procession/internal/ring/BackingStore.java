package dev.procession.internal.ring;

/**
 * Commits backing storage for a sparse mapping: touching an uncommitted page while the file system is full raises
 * SIGBUS.
 */
@FunctionalInterface
public interface BackingStore {
    /**
     * Commits memory for a range of the ring's segment that never had any; the range reads as zeros.
     *
     * @throws dev.procession.process.ProcessionException if there is none
     */
    void commit(long from, long upTo);

    /**
     * Doubles the committed cells of a ring, or commits as many as are needed, and one for the header of padding behind
     * them. If the process dies before it has stored the result, the next one commits the same cells again; they hold
     * nothing yet.
     *
     * @param records where the ring's records begin
     * @param room the number of committed cells
     * @param needed the number of cells that must be committed
     * @return the number of committed cells
     */
    default long grow(long records, long room, long needed, long capacityCells) {
        long more = Math.min(capacityCells, Math.max(needed + 1, 2 * room));
        commit(records + (room << 3), records + (more << 3));
        return more;
    }
}

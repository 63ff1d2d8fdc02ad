package dev.procession.internal.ring;

/**
 * Commits backing storage for a sparse mapping: touching an uncommitted page while the file system is full raises
 * SIGBUS.
 */
@FunctionalInterface
public interface BackingStore {
    /**
     * Gives room to a stretch of the ring's segment that never had any; what was in it is zeros.
     *
     * @throws dev.procession.process.ProcessionException if there is none
     */
    void commit(long from, long upTo);

    /**
     * Gives room to as many more cells of a ring as there are with room, or to as many as are needed, and one for
     * the header of padding behind them. If the process dies before it has stored what this returns, the next one
     * gives room to the same again; nothing is there yet.
     *
     * @param records where the ring's records begin
     * @param room how many cells have room
     * @param needed how many must have it
     * @return how many have it
     */
    default long grow(long records, long room, long needed, long capacityCells) {
        long more = Math.min(capacityCells, Math.max(needed + 1, 2 * room));
        commit(records + (room << 3), records + (more << 3));
        return more;
    }
}

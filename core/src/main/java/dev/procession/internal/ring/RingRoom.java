package dev.procession.internal.ring;

/** Gives room to the memory of a ring, which may be mapped over a file with holes: who touched one while the file system is full would be killed. */
@FunctionalInterface
public interface RingRoom {
    /**
     * Gives room to a stretch of the ring's segment that never had any; what was in it is zeros.
     *
     * @throws dev.procession.process.ProcessionException if there is none
     */
    void reserve(long from, long upTo);
}

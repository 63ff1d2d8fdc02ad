package dev.procession.stress;

import dev.procession.Procession;
import dev.procession.shared.SharedArray;
import java.io.Serializable;

/**
 * What the workers say of themselves, in memory that survives them. A worker's number is its incarnation's; nothing
 * but that incarnation writes there.
 *
 * @param begun by worker: how many elements it began to put
 * @param put by worker: how many puts have returned
 * @param plain by element of the plain ring: how often it was taken
 * @param leased by element of the leasing ring: how often it was taken
 * @param steps by worker: how many operations it has completed
 * @param doomed by worker: 1 once it stands before its last store
 * @param counter 0: a number that only the holder of the lock changes, and not atomically; 1: how often it began
 *     to; 2: how often it had; 3: those with a permit; 4: most of them ever; 5: torn elements;
 *     6: whether workers are to end
 */
record Ledger(
        SharedArray.OfLong begun,
        SharedArray.OfLong put,
        SharedArray.OfInt plain,
        SharedArray.OfInt leased,
        SharedArray.OfLong steps,
        SharedArray.OfLong doomed,
        SharedArray.OfLong counter)
        implements Serializable {
    /** The most elements an incarnation puts into each ring. */
    static final int ELEMENTS = 1024;

    static final int GUARDED = 0;
    static final int ENTERED = 1;
    static final int LEFT = 2;
    static final int TORN = 5;
    static final int STOP = 6;

    static Ledger make(Procession px, int workers) {
        return new Ledger(
                px.sharedLongs(workers),
                px.sharedLongs(workers),
                px.sharedInts((long) workers * ELEMENTS),
                px.sharedInts((long) workers * ELEMENTS),
                px.sharedLongs(workers),
                px.sharedLongs(workers),
                px.sharedLongs(8));
    }

    boolean isStopped() {
        return counter.getVolatile(STOP) != 0;
    }
}

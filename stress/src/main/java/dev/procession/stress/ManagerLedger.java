package dev.procession.stress;

import dev.procession.Procession;
import dev.procession.shared.SharedArray;
import java.io.Serializable;

/**
 * What the clients of a manager say of themselves, in memory that survives them: for each incarnation, how often it
 * began something, and how often it had the answer. Nothing but that incarnation writes
 * there.
 *
 * @param words by incarnation and entry
 * @param taken by element of the deque: how often it was taken
 * @param control 0: whether clients are to end
 */
record ManagerLedger(SharedArray.OfLong words, SharedArray.OfInt taken, SharedArray.OfLong control)
        implements Serializable {
    /** The most elements an incarnation puts into the deque. */
    static final int ELEMENTS = 2048;

    /** What is counted twice: before, and after the answer. */
    enum Deed {
        MERGE,
        COMPUTE,
        COUNT,
        PUT,
        LOCK,
        PERMIT,
        NEST,
        SEND
    }

    /** What is counted once. */
    enum Fact {
        STEPS,
        RECEIVED,
        /** Objects that a message referred to, in its time, and that were gone. */
        LOST,
        /** Nested objects that were not what they must be. */
        WRONG
    }

    private static final int DEEDS = Deed.values().length;
    private static final int WORDS = 2 * DEEDS + Fact.values().length;

    static ManagerLedger make(Procession px, int clients) {
        return new ManagerLedger(
                px.sharedLongs((long) clients * WORDS), px.sharedInts((long) clients * ELEMENTS), px.sharedLongs(1));
    }

    boolean isStopped() {
        return control.getVolatile(0) != 0;
    }

    void stop() {
        control.setVolatile(0, 1);
    }

    @SuppressWarnings("EnumOrdinal") // a place in the ledger
    private static long begunAt(int client, Deed deed) {
        return (long) client * WORDS + 2L * deed.ordinal();
    }

    @SuppressWarnings("EnumOrdinal") // a place in the ledger
    private static long at(int client, Fact fact) {
        return (long) client * WORDS + 2L * DEEDS + fact.ordinal();
    }

    long begun(int client, Deed deed) {
        return words.getVolatile(begunAt(client, deed));
    }

    long done(int client, Deed deed) {
        return words.getVolatile(begunAt(client, deed) + 1);
    }

    void begin(int client, Deed deed) {
        words.getAndAdd(begunAt(client, deed), 1);
    }

    void end(int client, Deed deed) {
        words.getAndAdd(begunAt(client, deed) + 1, 1);
    }

    /** It had no effect. */
    void cancel(int client, Deed deed) {
        words.getAndAdd(begunAt(client, deed), -1);
    }

    long get(int client, Fact fact) {
        return words.getVolatile(at(client, fact));
    }

    void add(int client, Fact fact) {
        words.getAndAdd(at(client, fact), 1);
    }
}

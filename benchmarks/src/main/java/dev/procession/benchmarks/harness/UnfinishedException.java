package dev.procession.benchmarks.harness;

/** A contender did not come to an end: it is named in its table, without figures, and the others go on. */
public final class UnfinishedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Says what it did not do within which time. */
    public UnfinishedException(String message) {
        super(message);
    }
}

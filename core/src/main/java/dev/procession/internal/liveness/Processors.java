package dev.procession.internal.liveness;

/** What this JVM runs on. A child is told how many processors there are, for it sees only its share of them. */
public final class Processors {
    /** The system property that tells a child. */
    public static final String PROCESSORS = "dev.procession.processors";

    private static final int COUNT =
            Math.max(Runtime.getRuntime().availableProcessors(), Integer.getInteger(PROCESSORS, 1));

    private Processors() {}

    /** How many processors there are, for this JVM and those it works with. */
    public static int processors() {
        return COUNT;
    }
}

package dev.procession.internal.liveness;

/** The number of processors. A child is told that of the machine, because it sees only its share of them. */
public final class Processors {
    /** The system property that tells a child. */
    public static final String PROCESSORS = "dev.procession.processors";

    private static final int COUNT =
            Math.max(Runtime.getRuntime().availableProcessors(), Integer.getInteger(PROCESSORS, 1));

    private Processors() {}

    /** The number of processors for this JVM and those it works with. */
    public static int processors() {
        return COUNT;
    }
}

package dev.procession.simulator;

/** The process died here. An error, so that no code under test takes it for something it may handle. */
public final class SimulatedCrash extends Error {
    private static final long serialVersionUID = 1L;

    /** The one crash, without a stack trace: there are millions of them. */
    @SuppressWarnings("StaticAssignmentOfThrowable") // it has no trace that could mislead
    static final SimulatedCrash NOW = new SimulatedCrash();

    private SimulatedCrash() {
        super("simulated crash", null, false, false);
    }
}

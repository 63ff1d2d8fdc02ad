package dev.procession.fuzz;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What Jazzer calls, in a JVM of its own: one target, named by an argument, or {@link #ALL}, of which each input's
 * first byte says which.
 */
public final class JazzerEntry {
    /** All targets in one JVM: its start takes longer than a short run. */
    static final String ALL = "all";

    private static final List<Trial> TRIALS = new ArrayList<>();
    private static long[] executions = {};

    private JazzerEntry() {}

    /** Called first. */
    public static void fuzzerInitialize(String[] args) throws Exception {
        for (Targets target : Targets.values()) {
            if (args[0].equals(ALL) || target == Targets.of(args[0])) {
                TRIALS.add(new Trial(target.make()));
            }
        }
        executions = new long[TRIALS.size()];
    }

    /** Called with every input. */
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        if (TRIALS.size() == 1) {
            executions[0]++;
            TRIALS.getFirst().run(input);
        } else if (input.length > 0) {
            int target = Targets.of(input[0]).number();
            executions[target]++;
            TRIALS.get(target).run(Arrays.copyOfRange(input, 1, input.length));
        }
    }

    /** Called last, while the JVM exits and sessions are closed by hooks of their own. */
    public static void fuzzerTearDown() {
        if (TRIALS.size() > 1) {
            for (Targets target : Targets.values()) {
                System.err.println(FuzzRun.EXECUTIONS + target.text() + "=" + executions[target.number()]);
            }
        }
    }
}

package dev.procession.internal.local;

import dev.procession.process.NestedSessionException;
import java.util.HashMap;
import java.util.Map;

/**
 * The number of sessions that this process is nested in: a child may open a session of its own, whose children may, and
 * so on. A program that does so by mistake would fill the machine.
 *
 * <p>The number travels in the environment, so that it also counts JVMs that tasks start by other means.
 */
final class Generations {
    private static final String VARIABLE = "PROCESSION_GENERATION";
    /** Maximum number of generations of processes below the first. */
    private static final int LIMIT = 8;

    private Generations() {}

    /** The generation of this process: 0 if no session has started it. */
    static int own() {
        String value = System.getenv(VARIABLE);
        try {
            return value == null ? 0 : Integer.parseInt(value);
        } catch (NumberFormatException e) {
            // Not this library's variable.
            return 0;
        }
    }

    /**
     * The environment of children, with their generation.
     *
     * @throws NestedSessionException if they would be one too many
     */
    static Map<String, String> environment(Map<String, String> environment) {
        return environment(environment, own());
    }

    /** As {@link #environment(Map)}, in a process of generation {@code own}. */
    static Map<String, String> environment(Map<String, String> environment, int own) {
        int children = own + 1;
        if (children > LIMIT) {
            throw new NestedSessionException(
                    "session: its processes would be of generation=" + children + ", limit=" + LIMIT
                            + "; likely cause: code that runs in every child, such as a main method or the loading of a class, opens a"
                            + " session and starts processes; open it only where Procession.currentWorker() is empty");
        }
        Map<String, String> all = new HashMap<>(environment);
        all.put(VARIABLE, Integer.toString(children));
        return all;
    }
}

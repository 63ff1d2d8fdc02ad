package dev.procession.internal.local;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * How the JVM has come to shut down; for a shutdown hook.
 *
 * @param isInterrupt whether by SIGINT, as Ctrl-C sends it, that the JVM's own handler took; {@code false} if that
 *     cannot be told
 * @param threads those that have called for the end, which do not come back from that call
 */
record JvmExit(boolean isInterrupt, Set<Thread> threads) {
    private static final String INTERRUPT_HANDLER = "SIGINT handler";
    /** The JDK's own handler of signals; one that a program has set is another class's. */
    private static final String TERMINATOR = "java.lang.Terminator";

    private static final String SHUTDOWN = "java.lang.Shutdown";

    static JvmExit look() {
        boolean isInterrupt = false;
        Set<Thread> threads = new HashSet<>();
        for (Map.Entry<Thread, StackTraceElement[]> entry :
                Thread.getAllStackTraces().entrySet()) {
            for (StackTraceElement frame : entry.getValue()) {
                String name = frame.getClassName();
                if (name.equals(SHUTDOWN)) {
                    threads.add(entry.getKey());
                } else if (name.startsWith(TERMINATOR)) {
                    isInterrupt |= entry.getKey().getName().equals(INTERRUPT_HANDLER);
                }
            }
        }
        return new JvmExit(isInterrupt, threads);
    }
}

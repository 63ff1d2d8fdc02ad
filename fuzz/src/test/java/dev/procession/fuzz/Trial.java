package dev.procession.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Gives inputs to a target, and looks at what it allocates. Not thread-safe. */
final class Trial implements AutoCloseable {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int TRIES = 3;

    private final FuzzTarget target;

    /** A trial of {@code target}, which has read its seeds: what it does once only is behind it. */
    Trial(FuzzTarget target) throws Exception {
        this.target = target;
        for (byte[] seed : target.seeds().values()) {
            target.run(seed);
        }
    }

    /**
     * Gives it one input.
     *
     * @throws Exception if that is a finding
     */
    void run(byte[] input) throws Exception {
        long most = target.mostAllocated(input.length);
        long allocated = allocated(input);
        // Once more: who loads a class that was not needed before, or instruments it, does so in this thread.
        for (int i = 1; i < TRIES && allocated > most; i++) {
            allocated = allocated(input);
        }
        if (allocated > most) {
            throw new AssertionError(
                    "allocated=" + allocated + " for an input of bytes=" + input.length + ", limit=" + most);
        }
    }

    private long allocated(byte[] input) throws Exception {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        target.run(input);
        Findings.check();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    @Override
    public void close() {
        target.close();
    }
}

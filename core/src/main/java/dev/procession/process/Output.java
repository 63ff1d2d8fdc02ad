package dev.procession.process;

/**
 * Where a child process's standard output and standard error go. In every mode but {@link #INHERIT} the last lines of
 * standard error are also kept, to be quoted when the process dies. Neither stream ever carries a protocol: whatever
 * the child, its native code or its own children print there harms nothing.
 */
public enum Output {
    /** Line by line to this process's {@code System.out} and {@code System.err}. The default. */
    FORWARD,
    /** Both streams line by line to this process's {@code System.err}, for programs whose output is their result. */
    FORWARD_TO_ERROR,
    /** Nowhere. */
    DISCARD,
    /** To this process's own file descriptors; no lines are kept. */
    INHERIT
}

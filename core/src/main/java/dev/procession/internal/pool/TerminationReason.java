package dev.procession.internal.pool;

/** Why an element that runs is being ended. */
enum TerminationReason {
    NONE,
    CANCELLED,
    TIMED_OUT
}

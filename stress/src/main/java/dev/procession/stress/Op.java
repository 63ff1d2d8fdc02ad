package dev.procession.stress;

/** What is counted: begun before, and done after. */
enum Op {
    /** An element into the queue. */
    PUT,
    /** An element out of it. */
    TAKE,
    /** An element into the joinable queue. */
    HAND_IN,
    /** An element out of it, until it is to be said that it is done. */
    BORROW,
    /** That it is done. */
    RETURN,
    /** The lock, and what it guards. */
    LOCK,
    /** A wait for the lock's condition. */
    AWAIT,
    /** A permit of the semaphore. */
    PERMIT,
    /** A shared number. */
    NUMBER,
    SEND,
    RECEIVE,
    /** A function at the manager's map. */
    MERGE,
    /** A function at the client, between a read and a compare-and-set at the manager. */
    COMPUTE,
    /** The manager's counter. */
    COUNT,
    /** An element into the manager's queue. */
    OFFER,
    /** An element out of it. */
    POLL,
    /** A list in the manager's map, with elements in it, and out again. */
    NEST
}

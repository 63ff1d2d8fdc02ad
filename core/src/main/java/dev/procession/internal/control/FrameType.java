package dev.procession.internal.control;

/**
 * The kinds of frames on a control link. Numbers are part of the protocol: a change of any, or of a payload, changes
 * {@link Handshake#VERSION}.
 *
 * <pre>
 *   byte   0             4      5
 *        +-------------+------+-----------------+
 *        | length (LE) | type | payload         |     length = 1 + payload
 *        +-------------+------+-----------------+
 * </pre>
 */
public final class FrameType {
    /** Child to parent, first: magic, version, token, id and pid of the child. */
    public static final int HELLO = 1;
    /** Parent to child: the handshake failed; the payload says why. */
    public static final int REJECT = 2;
    /** Parent to child: what to run before it is ready. */
    public static final int START = 3;
    /** Child to parent: ready for work. */
    public static final int READY = 4;
    /** Child to parent: cannot become ready; the payload is the failure. */
    public static final int START_FAILED = 5;
    /** Parent to child: a batch of calls of one function. */
    public static final int BATCH = 6;
    /** Child to parent: the first call of a batch begins to run now. */
    public static final int STARTED = 7;
    /** Child to parent: the outcome of one call; the next of its batch begins to run now. */
    public static final int RESULT = 8;
    /** Parent to child: give up one call of a batch. */
    public static final int CANCEL = 9;
    /** Child to parent: asks for a class. */
    public static final int CLASS_REQUEST = 10;
    /** Parent to child: answers the request. */
    public static final int CLASS_REPLY = 11;
    /** Parent to child: no more work; end in order. */
    public static final int SHUTDOWN = 12;
    /** Child to parent: the child has begun to exit, by {@code System.exit} or a signal that asks. */
    public static final int EXITING = 13;

    private FrameType() {}
}

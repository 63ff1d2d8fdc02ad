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
    /** Child to parent, first: magic, version, token, id of the child. */
    public static final int HELLO = 1;
    /** Parent to child: the handshake failed; the payload says why. */
    public static final int REJECT = 2;
    /** Parent to child: what to run before it is ready. */
    public static final int START = 3;
    /** Child to parent: ready for work. */
    public static final int READY = 4;
    /** Child to parent: cannot become ready; the payload is the failure. */
    public static final int START_FAILED = 5;
    /** Parent to a child that runs one thing: what it runs. */
    public static final int RUN = 6;
    /** Child to parent: what it ran has failed; the payload is the failure. */
    public static final int FAILED = 7;
    /** Parent to child: end as by SIGTERM, with shutdown hooks. */
    public static final int TERMINATE = 8;
    /**
     * Parent to worker: give up the element of this number if it runs. Tasks and outcomes go through shared memory, see
     * {@code internal.task}.
     */
    public static final int CANCEL = 9;
    /** Child to parent: asks for a class. */
    public static final int CLASS_REQUEST = 10;
    /** Parent to child: answers the request. */
    public static final int CLASS_REPLY = 11;
    /**
     * Child to parent: the child has begun to exit, by {@code System.exit} or a signal that asks; the payload says
     * which thread called it and where, or is empty.
     */
    public static final int EXITING = 13;

    /**
     * Worker to parent: what the element of this number reports; the payload is that number and the encoded value.
     */
    public static final int REPORT = 14;
    /** Child to parent: a line for the parent's log; the payload is the level and the text. */
    public static final int LOG = 15;

    /** Parent to child: this JVM is ending in order; the end of the link, when it comes, is part of that. */
    public static final int LEAVING = 16;

    private FrameType() {}
}

package dev.procession.internal.proxy;

/**
 * What clients and a server say to each other.
 *
 * <pre>
 *   to the server
 *   CALL     request  object  operation  arguments
 *            4        8       4
 *   CANCEL   request
 *   HOLD     object                      the client holds it once more, without having been told to by a reply
 *   RELEASE  object   times              the client gives back so many holds
 *   LEASE    object                      a message with it is on its way to somebody
 *
 *   to the client
 *   REPLY    request  state  count  object …  body        the objects are held by the client from now on, once more each
 *            4        1      4      8
 *   REFUSED  reason                      the server reads no more of this client
 * </pre>
 *
 * <p>A <i>value</i> is {@code length bytes count object …}: what an encoded object is, and which objects of the
 * manager are in it. The server keeps values as they come, and looks into one only if it must.
 */
public final class Protocol {
    public static final int CALL = 0;
    public static final int CANCEL = 1;
    public static final int HOLD = 2;
    public static final int RELEASE = 3;
    public static final int LEASE = 4;

    public static final int REPLY = 0;
    public static final int REFUSED = 1;

    /** The bytes of a call before its arguments. */
    public static final int HEAD = 16;

    /** The state of a reply: a result follows. */
    public static final int DONE = 0;
    /** A failure follows. */
    public static final int FAILED = 1;
    /** The call was taken back, and had no effect; or it was interrupted. */
    public static final int CANCELLED = 2;
    /** The object is not there. */
    public static final int GONE = 3;

    /** The manager itself, which makes the objects. */
    public static final long ROOT = 0;

    /** How many bytes of elements are sent in one piece, as a rule. */
    public static final int PAGE_BYTES = 16 << 10;

    /** How many elements are sent in one piece, as a rule. */
    public static final int PAGE_ELEMENTS = 512;

    private Protocol() {}
}

package dev.procession.internal.dispatch;

import dev.procession.internal.memory.CheckedWord;
import dev.procession.internal.message.DuplexLayout;
import dev.procession.internal.message.OverflowSegments;
import dev.procession.internal.message.RecordReceiver;
import dev.procession.internal.message.RecordSender;
import dev.procession.internal.ring.SpscRing;
import dev.procession.internal.segment.SegmentKind;
import dev.procession.internal.segment.SegmentLayout;
import dev.procession.internal.session.OpenSegment;
import dev.procession.internal.session.SessionAttachment;
import dev.procession.internal.wait.WaitPoint;
import dev.procession.process.CorruptedSegmentException;

/**
 * The segment between a server and one client process, made by the client.
 *
 * <pre>
 *   byte   128  owner             the client
 *          136  backlog           not zero while replies wait for room at the server
 *          256  ring of requests  client to server
 *        …      ring of replies   server to client
 * </pre>
 *
 * <p>The server waits at one place for the requests of all clients and for room for their replies, its
 * {@link ServerEndpoint}. Who makes room for replies tells it only if the server said
 * before that it has a backlog, and looked once more after that. If the client dies, the server removes the
 * segment; if the server dies, the client does.
 *
 * <p>Thread safety: see the parts.
 */
public final class RpcChannel {
    private static final long OWNER = SegmentLayout.BYTES;
    private static final long BACKLOG = OWNER + 8;
    /** Of requests, and of replies. */
    private static final DuplexLayout RINGS = DuplexLayout.at(256);

    private static final int REQUESTS_FULL = 0;
    private static final int REPLIES_EMPTY = 1;

    private final OpenSegment segment;
    private final OverflowSegments space;
    private final SpscRing requests;
    private final SpscRing replies;

    RpcChannel(OpenSegment segment, ReadySignal readySignal) {
        if (segment.segment().kind() != SegmentKind.CALLS) {
            throw segment.corrupted(
                    "kind=" + segment.segment().kind() + " of a channel of calls, must be " + SegmentKind.CALLS);
        }
        this.segment = segment;
        space = new OverflowSegments(segment, null);
        requests = new SpscRing(
                segment, RINGS.first(), readySignal, SpscRing.notFull(segment, RINGS.first(), REQUESTS_FULL));
        replies = new SpscRing(
                segment,
                RINGS.second(),
                SpscRing.notEmpty(segment, RINGS.second(), REPLIES_EMPTY),
                readySignal.onlyIf(segment.words(), BACKLOG));
    }

    /**
     * The memory of a channel of the process {@code owner}.
     *
     * @throws dev.procession.process.ProcessionException if there is no room
     */
    static OpenSegment create(SessionAttachment session, int owner) {
        return session.create(SegmentKind.CALLS, RINGS.end(), RINGS.written(), words -> {
            words.setPlain(OWNER, CheckedWord.seal(owner));
            RINGS.layOut(words);
        });
    }

    /** Its number in the session. */
    public long number() {
        return segment.segment().id();
    }

    /** The client. */
    public int owner() {
        long word = segment.words().getAcquire(OWNER);
        if (!CheckedWord.isValid(word)) {
            throw segment.corrupted("owner is " + Long.toHexString(word));
        }
        return (int) CheckedWord.value(word);
    }

    /** The client's end of the requests. */
    public RecordSender requestOutbox() {
        return new RecordSender(segment.words(), requests, segment.segment()::reserve, space);
    }

    /** The server's end of the requests. */
    public RecordReceiver requestInbox() {
        return new RecordReceiver(segment, requests, space);
    }

    /** Where the client waits for room for requests. */
    public WaitPoint requestRoom() {
        return requests.notFull();
    }

    /** The server's end of the replies. */
    public RecordSender replyOutbox() {
        return new RecordSender(segment.words(), replies, segment.segment()::reserve, space);
    }

    /** The client's end of the replies. */
    public RecordReceiver replyInbox() {
        return new RecordReceiver(segment, replies, space);
    }

    /** Where the client waits for replies. */
    public WaitPoint replyArrival() {
        return replies.notEmpty();
    }

    /** Says whether replies wait for room; a full fence. */
    public void setBacklog(boolean backlog) {
        segment.words()
                .setVolatile(BACKLOG, backlog ? 1 : 0); // SYNC backlog: who makes room sees it, or the room is seen
    }

    /**
     * Returns if it may be used.
     *
     * @throws dev.procession.process.ProcessionException if the session is closed, or the segment damaged
     */
    public void check() {
        segment.check();
    }

    /** Declares the segment damaged; returns the exception to throw. */
    public CorruptedSegmentException damaged(String what) {
        return segment.corrupted(what);
    }

    /** The other side has died, or the server ends: removes the segment and all that was on the side. */
    public void remove() {
        space.deleteAll();
        segment.session().delete(segment.file());
    }
}

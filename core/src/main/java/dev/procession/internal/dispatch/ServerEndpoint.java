package dev.procession.internal.dispatch;

import dev.procession.internal.liveness.Peers;
import dev.procession.internal.memory.CheckedWord;
import dev.procession.internal.segment.SegmentKind;
import dev.procession.internal.segment.SegmentLayout;
import dev.procession.internal.session.OpenSegment;
import dev.procession.internal.session.SessionAttachment;
import dev.procession.internal.wait.WaitPoint;
import dev.procession.internal.wait.WaitPointLayout;
import dev.procession.process.CorruptedSegmentException;
import java.nio.file.NoSuchFileException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a server is found, and waits for the calls of all its clients; a segment of its own.
 *
 * <pre>
 *   byte   128  server        the server's owner, sealed, from when it serves
 *          136  closed        not zero once the server has ended in good order
 *          144  starter       the owner of the process that starts the server, sealed; 0 for none
 *          152  lease         for how many milliseconds the server keeps what a message on its way refers to, sealed
 *          256  calls         where the server waits
 *          512  state         where clients wait for the server to serve
 *          768  ready         a bit for each slot whose process wants to be looked at
 *          896  channels      for each slot the number of the channel that its process announced last, sealed; 0 for none
 * </pre>
 *
 * <table>
 * <caption>If a client dies after …</caption>
 * <tr><td>making its channel</td><td>the channel's segment stays until the session ends</td></tr>
 * <tr><td>the store of its channel's number</td><td>the server finds it when it hears of the death</td></tr>
 * <tr><td>the commit of a request</td><td>the server reads it when it hears of the death</td></tr>
 * <tr><td>its <b>ready</b> bit</td><td>the same; who sets a bit of another slot rings the server, who then finds
 * this one</td></tr>
 * <tr><td><b>starter</b>, before the server serves</td><td>who waits sees the starter dead; another may start the
 * server</td></tr>
 * </table>
 *
 * <p>What a look of the server costs does not grow with the clients that are idle.
 *
 * <p>Thread safety: any thread.
 */
public final class ServerEndpoint {
    private static final long SERVER = SegmentLayout.BYTES;
    private static final long CLOSED = SERVER + 8;
    private static final long STARTER = CLOSED + 8;
    private static final long LEASE = STARTER + 8;
    private static final long CALLS = 256;
    private static final long STATE = CALLS + WaitPointLayout.BYTES;
    private static final long READY = STATE + WaitPointLayout.BYTES;
    private static final int READY_WORDS = WaitPointLayout.SLOTS / Long.SIZE;
    private static final long CHANNELS = READY + (long) READY_WORDS * Long.BYTES;
    private static final long BYTES = CHANNELS + (long) WaitPointLayout.SLOTS * Long.BYTES;

    private final SessionAttachment session;
    private final OpenSegment segment;
    private final WaitPoint calls;
    private final WaitPoint state;

    private ServerEndpoint(SessionAttachment session, OpenSegment segment) {
        if (segment.segment().kind() != SegmentKind.SERVER) {
            throw segment.corrupted(
                    "kind=" + segment.segment().kind() + " of a manager's segment, must be " + SegmentKind.SERVER);
        }
        this.session = session;
        this.segment = segment;
        calls = segment.waitPoint(CALLS, 0);
        state = segment.waitPoint(STATE, 1);
    }

    /** Makes it for a new server. */
    public static ServerEndpoint create(SessionAttachment session) {
        return new ServerEndpoint(session, session.create(SegmentKind.SERVER, BYTES, BYTES, words -> {}));
    }

    /** Makes it in this file, or finds it there. */
    public static ServerEndpoint openOrCreate(SessionAttachment session, String file) {
        return new ServerEndpoint(session, session.openOrCreate(file, SegmentKind.SERVER, BYTES, BYTES, words -> {}));
    }

    /** Opens it. */
    public static ServerEndpoint open(SessionAttachment session, String file) throws NoSuchFileException {
        return new ServerEndpoint(session, session.open(file));
    }

    /** The name by which it is opened. */
    public String file() {
        return segment.file();
    }

    /** Its number in the session. */
    public long number() {
        return segment.segment().id();
    }

    /** The session it belongs to. */
    public SessionAttachment session() {
        return session;
    }

    /** Where the server waits. */
    public WaitPoint calls() {
        return calls;
    }

    /** Who else is there. */
    Peers peers() {
        return segment.peers();
    }

    /** Whether this owner is known to be dead. */
    public boolean isDead(int owner) {
        return segment.peers().isDead(owner);
    }

    /** Changes whenever a process of the session has died since. */
    public long deaths() {
        return segment.deaths();
    }

    /**
     * Returns if the session is open.
     *
     * @throws dev.procession.process.SessionClosedException if it is closed
     */
    public void check() {
        segment.check();
    }

    /**
     * The right to start the server; for one process of all, and for another if that one died before the server
     * served.
     */
    public boolean claimStart() {
        long word = segment.words().getVolatile(STARTER);
        return server() == 0
                && isStarterGone(word)
                && segment.words()
                        .compareAndSet(
                                STARTER, word, CheckedWord.seal(segment.peers().self()));
    }

    private boolean isStarterGone(long word) {
        if (word == 0) {
            return true;
        }
        if (!CheckedWord.isValid(word)) {
            throw segment.corrupted("starter is " + Long.toHexString(word));
        }
        return segment.peers().isDead((int) CheckedWord.value(word));
    }

    /**
     * This process serves.
     *
     * @param leaseMillis for how long it keeps what a message on its way refers to
     */
    public void serve(long leaseMillis) {
        segment.words().setPlain(LEASE, CheckedWord.seal(leaseMillis));
        segment.words().setVolatile(SERVER, CheckedWord.seal(segment.peers().self()));
        state.signalAll();
    }

    /** No calls are answered any more. */
    public void close() {
        segment.words().setVolatile(CLOSED, 1);
        state.signalAll();
        calls.signalAll();
    }

    /** Whether the server has ended in good order. */
    public boolean isClosed() {
        return segment.words().getVolatile(CLOSED) != 0;
    }

    /** For how many milliseconds the server keeps what a message on its way refers to; once it serves. */
    public long leaseMillis() {
        long word = segment.words().getVolatile(LEASE);
        if (!CheckedWord.isValid(word)) {
            throw segment.corrupted("lease is " + Long.toHexString(word));
        }
        return CheckedWord.value(word);
    }

    /** The server's owner; 0 before it serves. */
    public int server() {
        long word = segment.words().getVolatile(SERVER);
        if (word != 0 && !CheckedWord.isValid(word)) {
            throw segment.corrupted("server is " + Long.toHexString(word));
        }
        return word == 0 ? 0 : (int) CheckedWord.value(word);
    }

    /** Waits until the server serves, or is closed, or nobody is there who would start it; whatever interrupts. */
    public void awaitServer() {
        awaitServer(() -> false);
    }

    /** As {@link #awaitServer()}, or until {@code givenUp}; whoever makes that true says {@link #lookAgain}. */
    public void awaitServer(BooleanSupplier givenUp) {
        state.awaitUninterruptibly(
                () -> {
                    segment.check();
                    return server() != 0
                            || isClosed()
                            || isStarterGone(segment.words().getVolatile(STARTER))
                            || givenUp.getAsBoolean();
                },
                WaitPoint.NO_RECHECK);
    }

    /** Another process may start the server: this one cannot. */
    public void abandonStart() {
        segment.words().compareAndSet(STARTER, CheckedWord.seal(segment.peers().self()), 0);
        state.signalAll();
    }

    /** What this process signals when the server is to look at its channel. */
    ReadySignal knock() {
        int slot = Peers.slot(segment.peers().self());
        return new ReadySignal(segment.words(), READY + (long) (slot / Long.SIZE) * Long.BYTES, 1L << slot, calls);
    }

    /**
     * Adds the slots whose processes want to be looked at to {@code slots}, and lets them ask again; returns whether
     * there is one.
     */
    public boolean collect(long[] slots) {
        boolean any = false;
        for (int i = 0; i < READY_WORDS; i++) {
            long word = READY + (long) i * Long.BYTES;
            if (segment.words().getVolatile(word) != 0) {
                // SYNC ready: what was committed before the bit was set, or found set, is seen by who looks after this
                slots[i] |= segment.words().getAndSet(word, 0);
                any = true;
            }
        }
        return any;
    }

    /** How many words the bits of all slots take. */
    public static int words() {
        return READY_WORDS;
    }

    /** Announces a channel of this process. */
    void announce(long channel, ReadySignal readySignal) {
        int slot = Peers.slot(segment.peers().self());
        segment.words().setVolatile(CHANNELS + (long) slot * Long.BYTES, CheckedWord.seal(channel));
        readySignal.signalAfterFence();
    }

    /** The number of the channel that the process in {@code slot} announced last; 0 for none. */
    long channel(int slot) {
        long word = segment.words().getVolatile(CHANNELS + (long) slot * Long.BYTES);
        if (word == 0) {
            return 0;
        }
        if (!CheckedWord.isValid(word)) {
            throw segment.corrupted("channel of slot " + slot + " is " + Long.toHexString(word));
        }
        return CheckedWord.value(word);
    }

    /**
     * Makes this process's channel to the server, and announces it.
     *
     * @throws dev.procession.process.ProcessionException if there is no room
     */
    public RpcChannel connect() {
        // A call that failed for want of a doorbell would be done there all the same, and what it takes be lost.
        session().listen();
        OpenSegment memory = RpcChannel.create(session(), peers().self());
        ReadySignal readySignal = knock();
        RpcChannel channel = new RpcChannel(memory, readySignal);
        announce(channel.number(), readySignal);
        return channel;
    }

    /** The channel that the process in {@code slot} announced is removed. */
    public void forget(int slot, RpcChannel channel) {
        segment.words().compareAndSet(CHANNELS + (long) slot * Long.BYTES, CheckedWord.seal(channel.number()), 0);
    }

    /**
     * Opens the channel of the process in {@code slot}, as the server; {@code null} if there is none, or it is
     * {@code known}, or gone with its process.
     */
    public @Nullable RpcChannel channel(int slot, @Nullable RpcChannel known) {
        long number = channel(slot);
        if (number == 0 || (known != null && known.number() == number)) {
            return null;
        }
        try {
            return new RpcChannel(session().open("s-" + number), knock());
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** Who waits here, in this process, for the server looks again. */
    public void lookAgain() {
        try {
            state.signalProcess(Peers.slot(segment.peers().self()));
        } catch (IllegalStateException e) {
            // The memory of a closed session is gone, and nobody waits there any more.
            if (!segment.session().isClosed()) {
                throw e;
            }
        }
    }

    /** Declares it damaged; returns the exception to throw. */
    public CorruptedSegmentException damaged(String what) {
        return segment.corrupted(what);
    }

    /** Nobody needs it any more. One with a name keeps its file until the session ends. */
    public void remove() {
        if (segment.file().startsWith("s-")) {
            segment.session().delete(segment.file());
        }
    }
}

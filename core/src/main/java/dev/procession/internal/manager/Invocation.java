package dev.procession.internal.manager;

import dev.procession.internal.codec.HeapSource;
import dev.procession.internal.codec.ObjectCodec;
import dev.procession.internal.proxy.ObjectKind;
import dev.procession.internal.proxy.Operation;
import dev.procession.internal.proxy.Protocol;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A call of an object, from its arrival to its answer.
 *
 * <pre>
 *   WAITING ──turn──▶ RUNNING ──▶ ENDED
 *      │                 │ ▲         ▲
 *      │               park resume   │
 *      │                 ▼ │         │
 *      │              PARKED ────────┤
 *      └──────── cancelled ──────────┘
 * </pre>
 *
 * <p>Thread safety: arguments and answer belong to whoever has the object's turn; the state to the call's monitor.
 */
final class Invocation implements Mailbox.Work, Client.Open {
    /** The call whose function this thread runs. */
    private static final ThreadLocal<@Nullable Invocation> CURRENT = new ThreadLocal<>();

    /** What a call is for. */
    interface Target {
        ObjectKind kind();

        /** Where turns at it are given. */
        Mailbox mailbox();

        /**
         * Whether a call is over soon. What is not runs in a thread of its own. Asked in the call's turn, before its
         * arguments are read.
         */
        boolean isBrief(Invocation invocation);

        /** Whether a call need not wait for a turn. */
        boolean isConcurrent(Invocation invocation);

        /**
         * Does what a call asks, and puts the answer; {@code false} if it is answered later.
         *
         * @throws Exception whatever functions throw; nothing was changed then
         */
        boolean perform(Invocation invocation) throws Exception;

        /** The target is about to keep this. */
        EncodedValue keep(EncodedValue value);

        /** A call may have changed it. */
        void changed();

        /** A call that was parked here has been taken back; its place is given up when there is a turn for that. */
        void removeWaiter(Invocation invocation);
    }

    private enum State {
        WAITING,
        RUNNING,
        PARKED,
        ENDED
    }

    private final ObjectHost host;
    private final Client client;
    private final int number;
    private final Target target;
    private final int operation;
    private final HeapSource source;
    private final ReplyBuilder builder;
    /** The call whose function made this one; {@code null} if none did. */
    private final @Nullable Invocation parent;

    private State state = State.WAITING;
    private boolean cancelled;
    private @Nullable Thread runner;

    /** Which call of another object its function waits for; written by its function's thread. */
    volatile @Nullable Invocation child;
    /** Whose turn it waits for. */
    volatile @Nullable Resource waitsFor;

    Invocation(
            ObjectHost host,
            Client client,
            int number,
            Target target,
            int operation,
            HeapSource source,
            @Nullable Invocation parent) {
        this.host = host;
        this.client = client;
        this.number = number;
        this.target = target;
        this.operation = operation;
        this.source = source;
        this.parent = parent;
        builder = new ReplyBuilder(host, client);
    }

    /** The call whose function this thread runs; {@code null} for none. */
    static @Nullable Invocation current() {
        return CURRENT.get();
    }

    @Override
    public int number() {
        return number;
    }

    int operation() {
        return operation;
    }

    Target target() {
        return target;
    }

    Client caller() {
        return client;
    }

    @Nullable
    Invocation parent() {
        return parent;
    }

    // Arguments.

    HeapSource source() {
        return source;
    }

    boolean getFlag() {
        return source.getByte() != 0;
    }

    int getInt() {
        return source.getInt();
    }

    long getLong() {
        return source.getLong();
    }

    /** Whether the object that comes next is one of the JDK's own single values. */
    boolean isNextPlain() {
        return isPlainAt(0);
    }

    /** As {@link #isNextPlain}, of an object that comes as a value. */
    boolean isNextValuePlain() {
        return isPlainAt(Integer.BYTES);
    }

    /** As {@link #isNextPlain}, of an object that begins so far ahead. */
    boolean isPlainAt(int ahead) {
        return ObjectCodec.isPlain(source.peek(ahead));
    }

    /** A value to keep. */
    EncodedValue getValue() {
        return target.keep(EncodedValue.read(source));
    }

    /** A value to compare with. */
    EncodedValue getSought() {
        return EncodedValue.read(source);
    }

    @Nullable
    Object getObject() {
        return host.decode(source);
    }

    /** An object that must be there. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"
    }) // functions are what the client's method says they are
    <T> T getPresent(String what) {
        return (T) Objects.requireNonNull(getObject(), what);
    }

    // Its course.

    /**
     * It has its turn; {@code false} if it was taken back, and is over. {@code interruptible} runs the user's code.
     */
    synchronized boolean begin(boolean interruptible) {
        if (state != State.WAITING) {
            return false;
        }
        waitsFor = null;
        state = State.RUNNING;
        runner = interruptible ? Thread.currentThread() : null;
        return true;
    }

    /** Its thread runs no more the user's code; an interrupt that was meant for that is over. */
    synchronized void endUserCode() {
        if (runner == Thread.currentThread()) {
            runner = null;
        }
    }

    /** It waits in its object; {@code false} if it was taken back before. */
    synchronized boolean park() {
        if (cancelled || client.isDead()) {
            return false;
        }
        state = State.PARKED;
        // Its thread runs other calls from here on: an interrupt would be theirs.
        runner = null;
        return true;
    }

    /**
     * What it waited for is there, and its turn again; {@code false} if it was taken back, or nobody is there to be
     * answered.
     */
    synchronized boolean resume() {
        if (state != State.PARKED || client.isDead()) {
            return false;
        }
        state = State.RUNNING;
        return true;
    }

    private synchronized boolean end() {
        boolean ends = state != State.ENDED;
        state = State.ENDED;
        runner = null;
        waitsFor = null;
        return ends;
    }

    /** Not without: its caller waits. */
    private void send(int how) {
        while (true) {
            try {
                client.closed(this);
                client.send(builder.seal(number, how));
                return;
            } catch (OutOfMemoryError e) {
                host.reserve().releaseAndPause();
            }
        }
    }

    /** What it is answered with; whoever completes it puts that first. */
    ReplyBuilder answer() {
        return builder;
    }

    /** It is done. */
    void complete() {
        if (end()) {
            send(Protocol.DONE);
        }
    }

    /** It is done, with a value that was made before; by whichever thread. */
    void complete(EncodedValue result) {
        if (end()) {
            builder.clear();
            builder.putValue(result);
            send(Protocol.DONE);
        }
    }

    /** It failed. */
    void fail(Throwable failure) {
        if (end()) {
            send(tell(failure));
        }
    }

    /** Puts a failure, however odd it is; returns the state of the answer. */
    private int tell(Throwable failure) {
        try {
            try {
                builder.fail(failure);
                return Protocol.FAILED;
            } catch (RuntimeException e) {
                builder.clear();
                builder.putString("the call failed, and its failure cannot be sent: " + e);
                return Protocol.GONE;
            }
        } catch (OutOfMemoryError e) {
            builder.failHeapFull();
            return Protocol.FAILED;
        }
    }

    /** Its object is not there. */
    void gone(String message) {
        if (end()) {
            builder.putString(message);
            send(Protocol.GONE);
        }
    }

    /** It was taken back, and has had no effect. */
    void withdraw() {
        if (end()) {
            builder.clear();
            send(Protocol.CANCELLED);
        }
    }

    /** Its caller does not want it any more: what waits ends, what runs is interrupted. */
    @Override
    public void cancel() {
        boolean parked;
        synchronized (this) {
            cancelled = true;
            Thread running = runner;
            if (running != null) {
                running.interrupt();
            }
            if (state == State.RUNNING || state == State.ENDED) {
                return;
            }
            parked = state == State.PARKED;
            // At once: one that is taken back is neither begun nor given anything any more.
            end();
        }
        builder.clear();
        send(Protocol.CANCELLED);
        if (parked) {
            target.removeWaiter(this);
        }
    }

    // Its turn.

    @Override
    public boolean isBrief() {
        try {
            return target.isBrief(this);
        } catch (OutOfMemoryError e) { // its turn tells; out of here it would tell the caller nothing
            return false;
        }
    }

    @Override
    public void run() {
        boolean interruptible = !isBrief();
        if (!begin(interruptible)) {
            return;
        }
        try {
            if (interruptible) {
                CURRENT.set(this);
            }
            if (Operation.mayStore(operation) && host.reserve().isMissing()) {
                fail(new OutOfMemoryError());
            } else if (target.perform(this)) {
                endUserCode();
                complete();
            }
        } catch (ProtocolException e) {
            client.refuse(e.getMessage());
            withdraw();
        } catch (Throwable t) { // functions, comparators and classes of the user's throw anything, and all of it is the
            // caller's
            endUserCode();
            fail(t);
        } finally {
            if (interruptible) {
                CURRENT.remove();
                // An interrupt was this call's, not the next one's.
                Thread.interrupted();
            }
            if (!Operation.onlyReads(operation)) {
                target.changed();
                if (!Operation.mayStore(operation)) {
                    host.reserve().removed();
                }
            }
        }
    }
}

package dev.procession.internal.manager;

import dev.procession.internal.codec.HeapSink;
import dev.procession.internal.dispatch.RpcChannel;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.message.RecordReceiver;
import dev.procession.internal.message.RecordSender;
import dev.procession.internal.proxy.Protocol;
import dev.procession.internal.ring.RecordRing;
import dev.procession.internal.service.Log;
import dev.procession.process.ProcessionException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Another process that makes calls. Answers for which its ring has no room stand in a backlog, and while there is
 * one nothing more is read of it: a client that does not listen slows itself down, and nobody else.
 *
 * <p>Thread safety: {@link #serve} is the loop's; the rest any thread's.
 */
final class RemoteClient extends Client {
    /** So many messages are read before others have their turn. */
    private static final int BATCH = 64;

    /** A request that is shorter is read when there is memory again; a longer one fails. */
    private static final int RETRIED_BYTES = 4 << 10;

    /** So many batches are more than a ring holds. */
    private static final int WHOLE_RING = 1024;

    private final ObjectHost host;
    private final CallDispatcher dispatcher;
    private final Server server;
    private final long maxRequestBytes;
    private final RpcChannel channel;
    private final int owner;
    private final RecordReceiver requests;
    private final RecordSender replies;
    /** Guarded by the monitor of {@code replies}. */
    private final Queue<Message> backlog =
            new ConcurrentLinkedQueue<>(); // which stays whole when there is no memory for one more

    /** Whether answers wait for room, and who makes some has been asked to tell; then the loop sends them. */
    private volatile boolean backlogged;

    /** Whether nobody is there to read answers. Guarded by the monitor of {@code replies}. */
    private boolean deaf;

    private record Message(int kind, RecordRing.Payload payload) {}

    /** What a client needs to know of the server. */
    interface Server {
        /** Whether the process is known to be dead. */
        boolean isDead(int owner);

        /** Whether its session is closed, and its memory gone or about to go. */
        boolean isOver();

        /** A client is gone: what it waited for is dropped, what it held is free. */
        void left(Client client);
    }

    RemoteClient(ObjectHost host, CallDispatcher dispatcher, Server server, long maxRequestBytes, RpcChannel channel) {
        this.host = host;
        this.dispatcher = dispatcher;
        this.server = server;
        this.maxRequestBytes = maxRequestBytes;
        this.channel = channel;
        owner = channel.owner();
        requests = channel.requestInbox();
        replies = channel.replyOutbox();
    }

    RpcChannel channel() {
        return channel;
    }

    int owner() {
        return owner;
    }

    /** Also if the loop has not heard of it yet: what is put after its death must not go to it. */
    @Override
    boolean isDead() {
        return isGone() || server.isDead(owner);
    }

    /** Reads some messages; returns whether it may have more that can be read now. */
    boolean serve() {
        try {
            channel.check();
            if ((backlogged && !flush()) || isGone()) {
                return false;
            }
            int left = BATCH;
            while (left > 0 && !backlogged && !isGone() && requests.next()) {
                receive();
                left--;
            }
            requests.release();
            return left == 0;
        } catch (ProtocolException e) {
            refuse(e.getMessage());
        } catch (OutOfMemoryError e) { // the message is still to be read, or was answered
            host.reserve().releaseAndPause();
            return true;
        } catch (RuntimeException | Error e) {
            if (server.isOver()) {
                throw e;
            }
            // The client's segment is damaged, or its input triggered an unexpected exception: only this client is
            // disconnected.
            refuse(e instanceof ProcessionException ? String.valueOf(e.getMessage()) : e.toString());
        }
        return false;
    }

    /** Its process has died, or opened another way: reads what it had sent, and answers nothing. */
    void readLast() {
        synchronized (replies) {
            deaf = true;
            backlog.clear();
            backlogged = false;
        }
        for (int left = WHOLE_RING; left > 0 && serve(); left--) {
            // Until its ring is empty.
        }
    }

    private void receive() {
        int kind = requests.kind();
        long bytes = requests.length();
        if (bytes > maxRequestBytes) {
            // Nothing but a call is as long.
            skip(new IllegalArgumentException("manager: bytes of a request=" + bytes + ", limit="
                    + maxRequestBytes
                    + "; send it in pieces, or raise ManagerOptions.withMaxRequestBytes"));
            return;
        }
        byte[] message;
        try {
            message = requests.copy();
        } catch (OutOfMemoryError e) {
            if (kind != Protocol.CALL || bytes < RETRIED_BYTES) {
                throw e;
            }
            host.reserve().release();
            skip(new OutOfMemoryError("manager: bytes of a request=" + bytes + ", largest heap="
                    + Runtime.getRuntime().maxMemory() + "; raise ManagerOptions.withMaxHeap"));
            return;
        }
        handle(kind, message);
    }

    /** Has a message done that is read: once, and not without. */
    private void handle(int kind, byte[] message) {
        while (true) {
            try {
                dispatcher.receive(this, kind, message);
                return;
            } catch (OutOfMemoryError e) { // it has not begun
                host.reserve().releaseAndPause();
            }
        }
    }

    /** Fails a call of which only the number is read. */
    private void skip(Throwable failure) {
        int number = requests.firstInt();
        ReplyBuilder builder = new ReplyBuilder(host, this);
        builder.failAs(failure);
        // All memory that it takes is there: what is skipped is answered.
        requests.skip();
        while (true) {
            try {
                send(builder.seal(number, Protocol.FAILED));
                return;
            } catch (OutOfMemoryError e) {
                host.reserve().releaseAndPause();
            }
        }
    }

    @Override
    void send(ReplyBuilder builder) {
        if (isGone()) {
            return;
        }
        try {
            put(Protocol.REPLY, builder);
        } catch (OutOfMemoryError e) { // the sender of the answer tries again
            throw e;
        } catch (RuntimeException | Error e) {
            if (server.isOver()) {
                return;
            }
            // No room for a long answer anywhere: the call fails instead.
            try {
                builder.fail(e);
                put(Protocol.REPLY, builder.seal(builder.number(), Protocol.FAILED));
            } catch (OutOfMemoryError again) {
                throw again;
            } catch (RuntimeException | Error again) {
                refuse(String.valueOf(again.getMessage()));
            }
        }
    }

    private void put(int kind, RecordRing.Payload payload) {
        synchronized (replies) {
            if (deaf || (backlog.isEmpty() && replies.tryPut(kind, payload))) {
                return;
            }
            backlog.add(new Message(kind, payload));
            if (backlogged) {
                return;
            }
            channel.setBacklog(true);
            // What the client read before it could know of the backlog, it will not tell. Only if there is no room
            // still does the loop stop reading: nobody would tell it to go on.
            backlogged = !flush();
        }
    }

    /** Sends what waits, as far as there is room; returns whether nothing is left. */
    private boolean flush() {
        synchronized (replies) {
            for (Message next = backlog.peek(); next != null; next = backlog.peek()) {
                if (!replies.tryPut(next.kind(), next.payload())) {
                    return false;
                }
                backlog.remove();
            }
            backlogged = false;
            channel.setBacklog(false);
            return true;
        }
    }

    @Override
    void refuse(String reason) {
        if (isGone()) {
            return;
        }
        HeapSink text = new HeapSink(64);
        text.putString(reason);
        try {
            put(Protocol.REFUSED, new Bytes(text.toByteArray()));
        } catch (ProcessionException e) {
            Log.debug("dev.procession.manager", "a client cannot be told that it is refused: " + e.getMessage());
        }
        Log.debug("dev.procession.manager", "the manager reads no more of a client: " + reason);
        server.left(this);
    }

    private record Bytes(byte[] bytes) implements RecordRing.Payload {
        @Override
        public long length() {
            return bytes.length;
        }

        @Override
        public void write(SharedWords words, long at) {
            words.putBytes(at, bytes, 0, bytes.length);
        }
    }

    /** The server answers no more: whoever waits in the client looks again. */
    void wake() {
        try {
            channel.replyArrival().signalAll();
            channel.requestRoom().signalAll();
        } catch (IllegalStateException e) {
            // The session is closed, and its memory gone: that wakes them too.
        }
    }
}

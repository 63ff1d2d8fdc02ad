package dev.procession.internal.proxy;

import dev.procession.internal.codec.HeapSink;
import dev.procession.internal.dispatch.RpcChannel;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.message.RecordSender;
import dev.procession.internal.ring.RecordRing;
import dev.procession.internal.service.Log;
import dev.procession.internal.wait.WaitPoint;
import dev.procession.process.ProcessionException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Puts calls and messages into the ring of requests of a manager's client, and waits for room where there is none.
 *
 * <p>Thread safety: any thread; one writes at a time.
 */
final class RequestWriter {
    private final RpcChannel channel;
    private final RecordSender requests;
    private final Runnable checkServer;
    private final ReentrantLock writing = new ReentrantLock();

    /**
     * What writes to {@code channel}.
     *
     * @param checkServer throws if no server reads there any more
     */
    RequestWriter(RpcChannel channel, Runnable checkServer) {
        this.channel = channel;
        this.checkServer = checkServer;
        requests = channel.requestOutbox();
    }

    /** Puts a record, once there is room; an interrupt is waited through. */
    void write(int kind, RecordRing.Payload payload) {
        writing.lock();
        try {
            checkServer.run();
            if (!requests.tryPut(kind, payload)) {
                channel.requestRoom()
                        .awaitUninterruptibly(
                                () -> {
                                    channel.check();
                                    checkServer.run();
                                    return requests.tryPut(kind, payload);
                                },
                                WaitPoint.NO_RECHECK);
            }
        } finally {
            writing.unlock();
        }
    }

    /** Asks the server to take a call back, or to interrupt it. */
    void cancel(int number) {
        HeapSink message = new HeapSink(Integer.BYTES);
        message.putInt(number);
        tell(Protocol.CANCEL, message);
    }

    /** Holds an object. */
    void hold(long id) {
        tell(Protocol.HOLD, message(id));
    }

    /** Gives back holds. */
    void release(long id, int times) {
        HeapSink message = message(id);
        message.putInt(times);
        tell(Protocol.RELEASE, message);
    }

    /** Leases an object for a message. */
    void lease(long id) {
        tell(Protocol.LEASE, message(id));
    }

    private static HeapSink message(long id) {
        HeapSink message = new HeapSink(Long.BYTES + Integer.BYTES);
        message.putLong(id);
        return message;
    }

    /** Writes what has no reply. If the server is gone, it need not be told. */
    private void tell(int kind, HeapSink message) {
        try {
            write(kind, new Message(message));
        } catch (ProcessionException e) {
            Log.debug("dev.procession.manager", "a message to a manager that is gone, of kind=" + kind);
        }
    }

    private record Message(HeapSink bytes) implements RecordRing.Payload {
        @Override
        public long length() {
            return bytes.size();
        }

        @Override
        public void write(SharedWords words, long at) {
            words.putBytes(at, bytes.array(), 0, bytes.size());
        }
    }
}

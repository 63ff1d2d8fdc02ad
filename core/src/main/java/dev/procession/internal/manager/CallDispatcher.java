package dev.procession.internal.manager;

import dev.procession.codec.CodecException;
import dev.procession.internal.codec.HeapSource;
import dev.procession.internal.proxy.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * Brings messages of clients to the objects that they are for, and calls to their turns. Thread safety: any thread.
 */
final class CallDispatcher {
    private final ObjectHost host;
    private final ObjectTable objects;
    private final GcThread gcThread;
    private final VirtualStarts starts;
    private final WaitForGraph waits;
    private final Invocation.Target root;

    CallDispatcher(
            ObjectHost host,
            ObjectTable objects,
            GcThread gcThread,
            VirtualStarts starts,
            WaitForGraph waits,
            Invocation.Target root) {
        this.host = host;
        this.objects = objects;
        this.gcThread = gcThread;
        this.starts = starts;
        this.waits = waits;
        this.root = root;
    }

    /**
     * A message of another process.
     *
     * @throws ProtocolException if no client sends such a message
     */
    void receive(Client client, int kind, byte[] bytes) {
        HeapSource source = new HeapSource(bytes, 0, bytes.length);
        try {
            switch (kind) {
                case Protocol.CALL -> submit(call(client, source, null), null);
                case Protocol.CANCEL -> client.cancel(source.getInt());
                case Protocol.HOLD -> objects.hold(client, source.getLong());
                case Protocol.RELEASE -> objects.release(client, source.getLong(), source.getInt());
                case Protocol.LEASE -> gcThread.lease(source.getLong());
                default -> throw new ProtocolException("message of kind=" + kind + " is unknown");
            }
        } catch (CodecException e) {
            throw new ProtocolException("message of kind=" + kind + ", bytes=" + bytes.length + ": " + e.getMessage());
        }
    }

    /**
     * A call of this process.
     *
     * @param parent the call whose function makes it, if one does
     * @param awaited whether its thread waits for it
     * @throws IllegalStateException if a function makes it that would wait for itself
     */
    void receiveHere(Client client, HeapSource source, @Nullable Invocation parent, boolean awaited) {
        Invocation invocation = call(client, source, parent);
        if (parent != null && awaited) {
            parent.child = invocation;
        }
        submit(invocation, parent);
    }

    private Invocation call(Client client, HeapSource source, @Nullable Invocation parent) {
        int number = source.getInt();
        long id = source.getLong();
        int operation = source.getInt();
        Invocation.Target target = id == Protocol.ROOT ? root : objects.find(id);
        return new Invocation(
                host, client, number, target == null ? new MissingObject(host, id) : target, operation, source, parent);
    }

    /** Throws no {@link OutOfMemoryError}: the call fails with it. */
    private void submit(Invocation invocation, @Nullable Invocation parent) {
        boolean submitted = false;
        try {
            invocation.caller().open(invocation);
            if (invocation.target().isConcurrent(invocation)) {
                if (invocation.isBrief()) {
                    invocation.run();
                } else {
                    starts.start("procession-manager-call", invocation);
                }
            } else if (parent != null) {
                waits.submit(invocation, parent);
            } else {
                invocation.target().mailbox().submit(invocation);
            }
            submitted = true;
        } catch (OutOfMemoryError e) {
            invocation.fail(e);
        } finally {
            if (!submitted) {
                invocation.caller().closed(invocation);
            }
        }
    }
}

package dev.procession.internal.channel;

import static java.util.Objects.requireNonNull;

import dev.procession.channel.Connection;
import dev.procession.channel.ConnectionClosedException;
import dev.procession.internal.codec.EncodingScope;
import dev.procession.internal.codec.ObjectCodec;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.ring.BackingStore;
import dev.procession.internal.ring.OverflowStore;
import dev.procession.internal.ring.RecordRing;
import dev.procession.internal.service.Log;
import dev.procession.internal.wait.SegmentContext;
import dev.procession.internal.wait.SegmentResident;
import dev.procession.internal.wait.WaitPoint;
import dev.procession.process.ProcessionException;
import java.io.EOFException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One end of a pipe in this process; there is one such object for an end in a process. It sends through
 * {@link PipeSender} and receives through {@link PipeReceiver}; {@link PipeEndpoints} has the holders of the ends.
 *
 * <p>Thread safety: as {@link Connection}.
 *
 * @param <T> the objects sent
 */
public final class PipeConnection<T> implements Connection<T>, SegmentResident {
    private final SegmentContext context;
    private final int end;
    private final PipeEndpoints ends;
    private final OverflowStore space;
    private final @Nullable PipeSender out;
    private final @Nullable PipeReceiver in;
    private final ElementCodec elements;
    private volatile boolean attached;
    private volatile boolean closed;

    /**
     * An end of the pipe at {@code base}.
     *
     * @param end 0 for left, 1 for right
     * @param room of its segment
     * @param space for messages that are too long for it
     */
    public PipeConnection(
            SegmentContext context, long base, int end, BackingStore room, OverflowStore space, ObjectCodec codec) {
        this.context = context;
        this.end = end;
        this.space = space;
        ends = new PipeEndpoints(context, base);
        elements = new ElementCodec(codec);
        boolean sends = ends.isDuplex() || end == 1;
        boolean receives = ends.isDuplex() || end == 0;
        out = sends ? new PipeSender(context, base, end, ends, room, space) : null;
        in = receives ? new PipeReceiver(context, base, end, ends, space) : null;
    }

    @Override
    public SegmentContext context() {
        return context;
    }

    @Override
    public int part() {
        return end;
    }

    @Override
    public long depart() {
        if (!EncodingScope.isOpen()) {
            return 0;
        }
        long ticket = ends.issueTicket(end);
        EncodingScope.note(new Trip(ticket));
        return ticket;
    }

    /** A handle decoded here is this process's end from now on: receiving it is using it. */
    @Override
    public void arrive(long ticket) {
        if (!closed) {
            attach();
        }
        if (ticket != 0) {
            EncodingScope.note(new Trip(ticket));
        }
    }

    /** The travel of a handle of this end. */
    private final class Trip implements EncodingScope.TravellingRef {
        private final long ticket;

        Trip(long ticket) {
            this.ticket = ticket;
        }

        @Override
        public void end() {
            if (ends.settleTicket(end, ticket)) {
                wakeAll();
            }
        }

        @Override
        public void cancel() {
            try {
                ends.cancel(end, ticket);
            } catch (ProcessionException e) {
                // With its session, or its memory, the pipe has ended; what kept the message is being thrown already.
                Log.debug("dev.procession.pipe", "cancelling a handle", e);
            }
        }
    }

    private void wakeAll() {
        if (out != null) {
            out.wakeAll();
        }
        if (in != null) {
            in.wakeAll();
        }
    }

    private void attach() {
        if (!attached) {
            // One that is gone stays so; the other side has been told.
            ends.attach(end);
            attached = true;
        }
    }

    private void use() {
        if (closed) {
            throw new ConnectionClosedException(this + " is closed in this process");
        }
        context.check();
        attach();
    }

    private PipeSender out() {
        use();
        if (out == null) {
            throw new UnsupportedOperationException(this + ": the left end of a simplex pipe only receives");
        }
        return out;
    }

    private PipeReceiver in() {
        use();
        if (in == null) {
            throw new UnsupportedOperationException(this + ": the right end of a simplex pipe only sends");
        }
        return in;
    }

    private ProcessionException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new ProcessionException(this + ": interrupted while it waited", e);
    }

    // Sending.

    @Override
    public void send(T object) {
        PipeSender open = out();
        if (object == null) {
            send(open, MessageReader.NULL, EncodedElement.ofWords(0, 0, 0));
            return;
        }
        EncodedElement element = elements.encode(object);
        try {
            send(open, MessageReader.OBJECT, element);
        } catch (Throwable t) {
            element.cancel();
            throw t;
        } finally {
            elements.release(element);
        }
    }

    private void send(PipeSender open, int kind, RecordRing.Payload payload) {
        try {
            open.send(kind, payload);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    @Override
    public void sendBytes(byte[] bytes) {
        sendBytes(bytes, 0, bytes.length);
    }

    @Override
    public void sendBytes(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        sendBytes(MemorySegment.ofArray(bytes).asSlice(offset, length));
    }

    @Override
    public void sendBytes(MemorySegment bytes) {
        send(out(), MessageReader.BYTES, new Bytes(requireNonNull(bytes)));
    }

    /** Bytes of the user's on their way into a ring. */
    private record Bytes(MemorySegment memory) implements RecordRing.Payload {
        @Override
        public long length() {
            return memory.byteSize();
        }

        @Override
        public void write(SharedWords words, long at) {
            words.putBytes(at, memory, 0, memory.byteSize());
        }
    }

    // Receiving.

    private MessageReader receive(MessageReader message) throws EOFException {
        try {
            in().receive(message, WaitPoint.FOREVER);
            return message;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // what was sent is what is received, null included
    public T recv() throws EOFException {
        MessageReader message = receive(MessageReader.ofObject());
        return (T) (message.kind() == MessageReader.NULL ? null : elements.decode(message.read()));
    }

    @Override
    public byte[] recvBytes() throws EOFException {
        return (byte[]) receive(MessageReader.ofBytes()).read();
    }

    @Override
    public int recvBytes(byte[] buffer) throws EOFException {
        return recvBytes(MemorySegment.ofArray(buffer));
    }

    @Override
    public int recvBytes(MemorySegment buffer) throws EOFException {
        return (int) receive(MessageReader.into(buffer)).read();
    }

    @Override
    public boolean poll() {
        return in().isReady();
    }

    @Override
    public boolean poll(Duration timeout) {
        try {
            return in().awaitReady(nanos(timeout));
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static long nanos(Duration timeout) {
        try {
            return timeout.toNanos();
        } catch (ArithmeticException e) {
            return timeout.isNegative() ? 0 : WaitPoint.FOREVER;
        }
    }

    /** Those of several that can be received from, waiting for one for so long at most. */
    public static <C extends Connection<?>> List<C> waitAny(Collection<? extends C> connections, Duration timeout) {
        List<PipeReceiver> inputs = new ArrayList<>();
        for (C connection : connections) {
            if (!(connection instanceof PipeConnection<?> pipe)) {
                throw new IllegalArgumentException(
                        "waiting for connections: " + connection + " is not of a pipe of this library");
            }
            inputs.add(pipe.in());
        }
        try {
            PipeReceiver.awaitAny(inputs, nanos(timeout));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProcessionException("waiting for connections: interrupted", e);
        }
        List<C> ready = new ArrayList<>();
        int index = 0;
        for (C connection : connections) {
            if (inputs.get(index++).isReady()) {
                ready.add(connection);
            }
        }
        return ready;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        try {
            ends.close(end);
            wakeAll();
            // Probes the holders: no process may have done so since, and this may be the last that does.
            if (ends.checkGone(1 - end)) {
                if (ends.checkGone(end)) {
                    space.abandoned();
                }
                space.ended();
            }
        } catch (ProcessionException e) {
            // With its session, or its memory, the pipe has ended already.
            Log.debug("dev.procession.pipe", "closing a connection", e);
        }
    }

    @Override
    public String toString() {
        return "Connection[" + (end == 0 ? "left" : "right") + (closed ? ", closed" : "") + "]";
    }
}

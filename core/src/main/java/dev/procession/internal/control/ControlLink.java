package dev.procession.internal.control;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One end of a control link: whole frames in both directions.
 *
 * <p>Thread safety: any thread may send; one thread receives. A frame is never torn: it is received whole or not at
 * all, so what one end had sent when it died is received before the end of file, which the kernel reports at once
 * when the other process is dead.
 *
 * <p>The child's end is in non-blocking mode, because a thread of the user's may be interrupted while it sends, and
 * the JDK closes a blocking channel under an interrupted thread ({@link java.nio.channels.InterruptibleChannel}).
 * Only threads of this library use the parent's end.
 */
public final class ControlLink implements Closeable {
    /** The longest frame; a longer length is a peer out of step. */
    static final int MAX_FRAME_BYTES = Integer.MAX_VALUE - 16;

    private static final int HEADER_BYTES = 5;
    private static final int BUFFER_BYTES = 64 << 10;
    private static final long FULL_PAUSE_NANOS = 50_000;

    private final SocketChannel channel;
    private final @Nullable Selector selector;
    private final ReentrantLock sending = new ReentrantLock();
    private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .flip();

    private volatile boolean stopped;

    private ControlLink(SocketChannel channel, @Nullable Selector selector) {
        this.channel = channel;
        this.selector = selector;
    }

    /** The parent's end of an accepted connection. */
    static ControlLink ofAccepted(SocketChannel channel) {
        return new ControlLink(channel, null);
    }

    /** Connects a child's end to the socket of its parent. */
    public static ControlLink connect(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.configureBlocking(false);
            Selector selector = Selector.open();
            channel.register(selector, SelectionKey.OP_READ);
            return new ControlLink(channel, selector);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Sends one frame whose payload is the concatenation of {@code parts}. Waits while the other process does not
     * read. An interrupt neither ends nor breaks it, and is kept.
     *
     * @throws FrameTooLongException if the payload is too long; nothing was sent
     * @throws IOException if the other process is gone
     */
    public void send(int type, byte[]... parts) throws IOException {
        long length = 1;
        for (byte[] part : parts) {
            length += part.length;
        }
        if (length > MAX_FRAME_BYTES) {
            throw new FrameTooLongException("frame: length=" + length + ", limit=" + MAX_FRAME_BYTES + " bytes");
        }
        sending.lock();
        try {
            out.clear();
            out.putInt((int) length).put((byte) type);
            for (byte[] part : parts) {
                put(part);
            }
            flush();
        } finally {
            sending.unlock();
        }
    }

    /**
     * As {@link #send}, but gives up when another thread is sending: for callers that must not wait behind a peer that
     * does not read.
     */
    public boolean trySend(int type, byte[] payload) throws IOException {
        if (!sending.tryLock()) {
            return false;
        }
        try {
            send(type, payload);
            return true;
        } finally {
            sending.unlock();
        }
    }

    private void put(byte[] part) throws IOException {
        int offset = 0;
        while (offset < part.length) {
            if (!out.hasRemaining()) {
                flush();
                out.clear();
            }
            int n = Math.min(out.remaining(), part.length - offset);
            out.put(part, offset, n);
            offset += n;
        }
    }

    private void flush() throws IOException {
        out.flip();
        boolean interrupted = false;
        try {
            while (out.hasRemaining()) {
                if (channel.write(out) == 0) {
                    interrupted |= Thread.interrupted();
                    LockSupport.parkNanos(FULL_PAUSE_NANOS);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Waits for the next frame.
     *
     * @throws EOFException if the other process has closed its end or is dead
     * @throws IOException if the link fails, this end is closed, or the peer is out of step
     */
    public Frame receive() throws IOException {
        return receive(MAX_FRAME_BYTES);
    }

    /** As {@link #receive()}, from a peer that is not to be given memory for more than {@code limitBytes}. */
    Frame receive(int limitBytes) throws IOException {
        while (in.remaining() < HEADER_BYTES) {
            in.compact();
            fill(in);
            in.flip();
        }
        int length = in.getInt();
        if (length < 1 || length > limitBytes) {
            throw new IOException("frame: length=" + length + ", limit=" + limitBytes + "; the peer is out of step");
        }
        int type = in.get();
        return new Frame(type, payload(length - 1));
    }

    /** Grows with the bytes received: five bytes that announce gigabytes must not cost gigabytes. */
    private byte[] payload(int length) throws IOException {
        byte[] payload = new byte[Math.min(length, BUFFER_BYTES)];
        int got = 0;
        while (got < length) {
            if (!in.hasRemaining()) {
                in.clear();
                fill(in);
                in.flip();
            }
            if (got == payload.length) {
                payload = Arrays.copyOf(payload, (int) Math.min(length, 2L * got));
            }
            int n = Math.min(in.remaining(), payload.length - got);
            in.get(payload, got, n);
            got += n;
        }
        return payload;
    }

    /**
     * At a child's end: {@link #receive()} throws an {@link EOFException}, for threads that wait in it and for later
     * calls. The link stays open.
     */
    public void stopReceiving() {
        stopped = true;
        if (selector != null) {
            selector.wakeup();
        }
    }

    private void fill(ByteBuffer buffer) throws IOException {
        int n = channel.read(buffer);
        while (n == 0 && selector != null) {
            if (stopped) {
                throw new EOFException("this end of the control link receives no more");
            }
            try {
                selector.select();
                selector.selectedKeys().clear();
            } catch (ClosedSelectorException e) {
                throw new IOException("the control link is closed", e);
            }
            n = channel.read(buffer);
        }
        if (n < 0) {
            throw new EOFException("the control link is closed by the other process");
        }
    }

    /**
     * Closes this end; a thread that waits in {@link #receive()} is released with an {@link IOException}. Idempotent.
     */
    @Override
    public void close() throws IOException {
        channel.close();
        if (selector != null) {
            selector.close();
        }
    }
}

package dev.procession.internal.control;

import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Map;
import java.util.Set;

/**
 * A connection without a system call: gives bytes in pieces and then ends, or collects what is sent. Not thread-safe.
 */
final class ByteChannel extends SocketChannel {
    private final ByteBuffer in;
    private final int piece;
    private final OutputStream out;

    /** One that gives {@code bytes}, so many at once. */
    ByteChannel(byte[] bytes, int piece) {
        super(SelectorProvider.provider());
        in = ByteBuffer.wrap(bytes);
        this.piece = piece;
        out = OutputStream.nullOutputStream();
    }

    /** One to send to. */
    ByteChannel(OutputStream out) {
        super(SelectorProvider.provider());
        in = ByteBuffer.allocate(0);
        piece = 1;
        this.out = out;
    }

    @Override
    public int read(ByteBuffer target) {
        if (!in.hasRemaining()) {
            return -1;
        }
        int count = Math.min(piece, Math.min(in.remaining(), target.remaining()));
        target.put(in.slice(in.position(), count));
        in.position(in.position() + count);
        return count;
    }

    @Override
    public int write(ByteBuffer source) throws java.io.IOException {
        byte[] bytes = new byte[source.remaining()];
        source.get(bytes);
        out.write(bytes);
        return bytes.length;
    }

    @Override
    protected void implCloseSelectableChannel() {
        // Nothing is open.
    }

    @Override
    protected void implConfigureBlocking(boolean block) {
        // It never blocks.
    }

    // What a control link does not ask for.

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public SocketChannel bind(SocketAddress local) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> SocketChannel setOption(SocketOption<T> name, T value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> T getOption(SocketOption<T> name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return Map.<SocketOption<?>, Object>of().keySet();
    }

    @Override
    public SocketChannel shutdownInput() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SocketChannel shutdownOutput() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket socket() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isConnectionPending() {
        return false;
    }

    @Override
    public boolean connect(SocketAddress remote) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean finishConnect() {
        return true;
    }

    @Override
    public SocketAddress getRemoteAddress() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SocketAddress getLocalAddress() {
        throw new UnsupportedOperationException();
    }
}

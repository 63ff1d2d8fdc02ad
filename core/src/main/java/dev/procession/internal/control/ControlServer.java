package dev.procession.internal.control;

import dev.procession.internal.service.Log;
import dev.procession.internal.service.ServiceLoop;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The parent's listening end: accepts the children of a session on the Unix-domain socket {@code control.sock}
 * (0600, in a directory that is 0700), checks their handshake, and reads each link on a thread of its own, so that
 * no child can hold up another.
 *
 * <p>Thread safety: every method may be called from any thread.
 */
public final class ControlServer implements Closeable {
    private static final String NAME = "control.sock";
    private static final long FAILURE_PAUSE_NANOS = 10_000_000;

    private final Path socket;
    private final byte[] token = new byte[Handshake.TOKEN_BYTES];
    private final Thread acceptor;
    private final CountDownLatch bound = new CountDownLatch(1);
    private volatile @Nullable ServerSocketChannel server;
    private volatile @Nullable IOException failure;
    private final Map<Integer, LinkListener> expected = new ConcurrentHashMap<>();
    private final Set<SocketChannel> unproven = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Begins to listen in {@code directory}, on a thread of its own: the first children boot meanwhile. */
    public ControlServer(Path directory) {
        socket = directory.resolve(NAME);
        acceptor = Thread.ofPlatform().daemon().name("procession-accept").start(this::listen);
    }

    /**
     * Where children connect; waits until they can.
     *
     * @throws IOException if the socket cannot be made
     */
    public Path socket() throws IOException {
        awaitBound();
        return socket;
    }

    /**
     * The token that children must present; a secret of the session.
     *
     * @throws IOException if the socket cannot be made
     */
    public byte[] token() throws IOException {
        awaitBound();
        return token.clone();
    }

    private void awaitBound() throws IOException {
        awaitTried();
        IOException why = failure;
        if (why != null) {
            throw new IOException("cannot listen on " + socket + " (" + why + ")", why);
        }
    }

    /** Waits until the socket is bound, or cannot be. */
    private void awaitTried() {
        boolean interrupted = false;
        while (bound.getCount() > 0) {
            try {
                bound.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void listen() {
        try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            new SecureRandom().nextBytes(token);
            channel.bind(UnixDomainSocketAddress.of(socket));
            if (socket.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
            }
            server = channel;
            bound.countDown();
            ServiceLoop.untilMemory(() -> accept(channel));
        } catch (IOException e) {
            failure = e;
        } finally {
            bound.countDown();
        }
    }

    /** Says that the child with this id will connect, once. */
    public void expect(int childId, LinkListener listener) {
        expected.put(childId, listener);
    }

    /** Says that the child with this id will not connect. */
    public void forget(int childId) {
        expected.remove(childId);
    }

    private void accept(ServerSocketChannel server) {
        while (true) {
            try {
                begin(server.accept());
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                Log.warn("dev.procession.control", "cannot accept a child", e);
                if (closed) {
                    return;
                }
                // As without a free file descriptor, which may come back: until then, no storm.
                LockSupport.parkNanos(FAILURE_PAUSE_NANOS);
            }
        }
    }

    private void begin(SocketChannel channel) throws IOException {
        try {
            unproven.add(channel);
            Thread.ofPlatform().daemon().name("procession-link").start(() -> serve(channel));
        } catch (OutOfMemoryError e) { // no thread for this one, which is no end of all others
            ServiceLoop.noteShortage();
            unproven.remove(channel);
            channel.close();
            if (!ServiceLoop.isHeapFull(e)) {
                Log.warn("dev.procession.control", "cannot serve a child", e);
            }
        }
    }

    private void serve(SocketChannel channel) {
        try (channel;
                ControlLink link = ControlLink.ofAccepted(channel)) {
            @Nullable LinkListener listener = admit(channel, link);
            if (listener != null) {
                read(link, listener);
            }
        } catch (IOException e) {
            Log.debug("dev.procession.control", "a control link failed", e);
        } catch (OutOfMemoryError e) { // the child finds its link closed and ends
            ServiceLoop.noteShortage();
        } finally {
            unproven.remove(channel);
        }
    }

    private @Nullable LinkListener admit(SocketChannel channel, ControlLink link) throws IOException {
        try {
            Handshake hello = Handshake.decode(link.receive(Handshake.FRAME_BYTES), token);
            LinkListener listener = expected.remove(hello.childId());
            if (listener == null) {
                throw new IOException("handshake: child " + hello.childId() + " is not expected");
            }
            // From here on it stays open when the server closes.
            unproven.remove(channel);
            Thread.currentThread().setName("procession-link-" + hello.childId());
            listener.opened(link);
            return listener;
        } catch (EOFException e) { // a child that was killed while it booted, of which its start tells
            Log.debug("dev.procession.control", "a connection ended before its handshake");
            return null;
        } catch (IOException e) {
            if (!closed) {
                Log.warn("dev.procession.control", "a connection was refused: " + e.getMessage());
                link.send(FrameType.REJECT, Handshake.text(String.valueOf(e.getMessage())));
            }
            return null;
        }
    }

    private static void read(ControlLink link, LinkListener listener) {
        try {
            while (true) {
                listener.received(link.receive());
            }
        } catch (IOException e) {
            Log.debug("dev.procession.control", "a control link ended: " + e.getMessage());
        } catch (OutOfMemoryError e) {
            // The child finds its link closed and ends; what it sent does not fit this heap. Nothing is logged of
            // that: a
            // logging system that is first used without memory does not work for the rest of the JVM's life.
            ServiceLoop.noteShortage();
        } catch (RuntimeException e) {
            // As above: out of step, it cannot be understood any more.
            Log.warn("dev.procession.control", "a control link is given up: what a child sent makes no sense", e);
        } finally {
            listener.closed();
        }
    }

    /** Accepts no more; links that are open stay so. Idempotent. */
    @Override
    public void close() throws IOException {
        closed = true;
        awaitTried();
        boolean interrupted = false;
        ServerSocketChannel open = server;
        if (open != null) {
            open.close();
        }
        Files.deleteIfExists(socket);
        while (acceptor.isAlive()) {
            try {
                acceptor.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        // Only now: the acceptor may have had one more in hand.
        for (SocketChannel channel : unproven) {
            channel.close();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Connects a child and says hello. */
    public static ControlLink join(Path socket, byte[] token, int childId) throws IOException {
        ControlLink link = ControlLink.connect(socket);
        link.send(FrameType.HELLO, new Handshake(childId).encode(token));
        return link;
    }
}

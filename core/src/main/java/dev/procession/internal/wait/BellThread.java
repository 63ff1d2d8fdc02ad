package dev.procession.internal.wait;

import dev.procession.internal.liveness.Membership;
import dev.procession.internal.liveness.ProcessLayout;
import dev.procession.internal.memory.SharedWords;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The thread that listens at this process's bell; one for a session. While threads of this process are parked it also looks, ten times a second, after those processes whose
 * death nobody would tell it of.
 */
final class BellThread implements Runnable {
    private static final long WATCH_MILLIS = 100;
    private static final int BACKLOG = 128;
    private static final int BUFFER_BYTES = 4096;

    private final Bell bell;
    private final Path socket;
    private final SharedWords table;
    private final long missedAt;
    private final Selector selector;
    private final ServerSocketChannel server;
    private final Thread thread;
    /** Whether some process dies unseen unless it is looked after. */
    private volatile boolean watches = true;
    /** Whether the thread sleeps until it is rung. */
    private volatile boolean sleepsLong;

    private volatile boolean closed;

    private BellThread(Bell bell, Path socket, SharedWords table, Selector selector, ServerSocketChannel server) {
        this.bell = bell;
        this.socket = socket;
        this.table = table;
        this.selector = selector;
        this.server = server;
        missedAt = ProcessLayout.slot(bell.slot()) + ProcessLayout.MISSED;
        thread = Thread.ofPlatform().daemon().name("procession-bell").unstarted(this);
    }

    /** Listens at {@code socket}; what a former life in this slot has left there is removed. */
    static BellThread start(Bell bell, Path socket, SharedWords table) throws IOException {
        Files.deleteIfExists(socket);
        @Nullable Selector selector = null;
        @Nullable ServerSocketChannel server = null;
        boolean started = false;
        try {
            selector = Selector.open();
            server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.configureBlocking(false);
            server.bind(UnixDomainSocketAddress.of(socket), BACKLOG);
            server.register(selector, SelectionKey.OP_ACCEPT);
            BellThread made = new BellThread(bell, socket, table, selector, server);
            made.thread.start();
            started = true;
            return made;
        } finally {
            if (!started) {
                if (server != null) {
                    server.close();
                }
                if (selector != null) {
                    selector.close();
                }
            }
        }
    }

    /** The first thread of this process is about to park. */
    void somebodyWaits() {
        if (sleepsLong && watches) {
            selector.wakeup();
        }
    }

    /** A process has joined or died. */
    void somebodyCame() {
        watches = true;
        somebodyWaits();
    }

    void close() {
        closed = true;
        selector.wakeup();
        boolean interrupted = false;
        while (thread.isAlive() && thread != Thread.currentThread()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void run() {
        try {
            while (!closed) {
                boolean watching = watches && bell.isAwaited();
                sleepsLong = !watching;
                if (!watching && watches && bell.isAwaited()) {
                    continue; // somebody came to wait meanwhile
                }
                selector.select(watching ? WATCH_MILLIS : 0);
                sleepsLong = false;
                hear();
                if (watching) {
                    watch();
                }
            }
        } catch (IOException e) {
            System.getLogger("dev.procession.wait")
                    .log(System.Logger.Level.WARNING, "the bell of this process is broken; waits end late", e);
        } catch (IllegalStateException e) {
            if (!closed) {
                throw e;
            }
        } finally {
            release();
        }
    }

    private void hear() throws IOException {
        for (SelectionKey key : selector.selectedKeys()) {
            if (key.isAcceptable()) {
                accept();
            } else {
                read(key);
            }
        }
        selector.selectedKeys().clear();
        if (table.getVolatile(missedAt) != 0) {
            table.setVolatile(missedAt, 0);
            bell.lookAtEverything();
        }
    }

    private void accept() throws IOException {
        while (true) {
            @Nullable SocketChannel peer = server.accept();
            if (peer == null) {
                return;
            }
            peer.configureBlocking(false);
            peer.register(selector, SelectionKey.OP_READ, ByteBuffer.allocateDirect(BUFFER_BYTES));
        }
    }

    private void read(SelectionKey key) {
        ByteBuffer buffer = (ByteBuffer) key.attachment();
        SocketChannel peer = (SocketChannel) key.channel();
        int count;
        try {
            count = peer.read(buffer);
        } catch (IOException e) {
            count = -1;
        }
        buffer.flip();
        while (buffer.remaining() >= Long.BYTES) {
            long message = buffer.getLong();
            if (message == 0) {
                watches = true;
            }
            bell.rung(message);
        }
        buffer.compact();
        if (count < 0) {
            key.cancel();
            close(peer);
        }
    }

    /** Looks after those that nobody else looks after; a death found is told to everybody. */
    private void watch() {
        Membership members = bell.members();
        boolean any = false;
        boolean died = false;
        for (int slot = 0; slot < WaitPointLayout.SLOTS; slot++) {
            int owner = members.liveOwner(slot);
            if (owner != 0 && owner != members.self() && !members.isWatched(owner)) {
                any = true;
                died |= members.probe(owner);
            }
        }
        watches = any;
        if (died) {
            bell.ringEverybody();
        }
    }

    private void release() {
        for (SelectionKey key : selector.keys()) {
            close(key.channel());
        }
        close(selector);
        try {
            Files.deleteIfExists(socket);
        } catch (IOException e) {
            System.getLogger("dev.procession.wait").log(System.Logger.Level.DEBUG, "cannot remove " + socket, e);
        }
    }

    private static void close(java.io.Closeable what) {
        try {
            what.close();
        } catch (IOException e) {
            System.getLogger("dev.procession.wait").log(System.Logger.Level.DEBUG, "cannot close a bell's channel", e);
        }
    }
}

package dev.procession.internal.wait;

import dev.procession.internal.liveness.Membership;
import dev.procession.internal.liveness.ProcessTableLayout;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.service.Log;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Sends to other processes' doorbells. A connection is kept for as long as its process lives.
 *
 * <p>All sockets are in non-blocking mode: no thread waits for a process that does not listen, and an interrupt of the
 * calling thread does not close them.
 *
 * <p>Thread safety: any thread.
 */
final class DoorbellSender {
    private final Path directory;
    private final SharedWords table;
    private final Membership members;
    private final Map<Integer, Line> lines = new ConcurrentHashMap<>();

    DoorbellSender(Path directory, SharedWords table, Membership members) {
        this.directory = directory;
        this.table = table;
        this.members = members;
    }

    /** The socket at which the process in {@code slot} listens. */
    static Path socket(Path directory, int slot) {
        return directory.resolve("bell-" + slot);
    }

    /**
     * Sends to the process in {@code slot}; returns whether the message will be seen, at once or with the missed ones.
     */
    boolean ring(int slot, long message) {
        int owner = members.liveOwner(slot);
        long base = ProcessTableLayout.slot(slot);
        if (owner == 0 || table.getVolatile(base + ProcessTableLayout.BELL) != owner) {
            return false;
        }
        Line line = lines.computeIfAbsent(owner, key -> new Line(socket(directory, slot)));
        try {
            if (!line.write(message)) {
                // Its socket is full, and it reads this word once it has drained that. If there is space by now, it may
                // have read the word before: then this message is one more to read.
                table.setVolatile(base + ProcessTableLayout.MISSED, 1);
                line.write(message);
            }
            return true;
        } catch (IOException e) {
            lines.remove(owner, line);
            line.close();
            return false;
        }
    }

    /** Closes the connections to processes that are dead. */
    void forgetDead() {
        lines.forEach((owner, line) -> {
            if (members.isDead(owner) && lines.remove(owner, line)) {
                line.close();
            }
        });
    }

    void close() {
        lines.forEach((owner, line) -> {
            lines.remove(owner, line);
            line.close();
        });
    }

    /** A connection to one doorbell. */
    private static final class Line {
        private final UnixDomainSocketAddress address;
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(Long.BYTES);
        private @Nullable SocketChannel channel;
        private boolean closed;

        Line(Path socket) {
            address = UnixDomainSocketAddress.of(socket);
        }

        /** Writes a message; returns whether it fitted. */
        synchronized boolean write(long message) throws IOException {
            if (closed) {
                throw new IOException("closed");
            }
            SocketChannel open = channel;
            if (open == null) {
                open = SocketChannel.open(StandardProtocolFamily.UNIX);
                channel = open;
                open.configureBlocking(false);
                if (!open.connect(address)) {
                    // Its queue of connections is full.
                    channel = null;
                    open.close();
                    return false;
                }
            }
            buffer.clear().putLong(message).flip();
            int written = open.write(buffer);
            if (written != 0 && written != Long.BYTES) {
                // No kernel tears eight bytes; if one did, the next connection begins anew.
                channel = null;
                open.close();
                return false;
            }
            return written != 0;
        }

        synchronized void close() {
            closed = true;
            try {
                if (channel != null) {
                    channel.close();
                }
            } catch (IOException e) {
                Log.debug("dev.procession.wait", "cannot close a connection to a bell", e);
            }
        }
    }
}

package dev.procession.internal.wait;

import dev.procession.internal.liveness.Membership;
import dev.procession.internal.liveness.ProcessTableLayout;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.service.Log;
import dev.procession.internal.service.ServiceLoop;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Listens at this process's doorbell. One thread at a time listens, the <i>leader</i>: a parked platform thread if
 * there is one, so that a message wakes the very thread that waits and not another that wakes it (the leader/followers
 * pattern of Schmidt et al., Pattern Languages of Program Design 4); else the listener's own thread, because a virtual
 * thread must not block in a system call. While no thread is parked, none listens, and no process sends.
 *
 * <p>Ten times a second, the leader also probes the processes whose death no other process would report.
 */
final class DoorbellListener implements Runnable {
    private static final long WATCH_MILLIS = 100;
    /** Time that the listener's own thread listens before it checks whether any thread is still parked, in ms. */
    private static final long TURN_MILLIS = 1000;

    /** Interval at which all slots are scanned while there are processes without a living parent, in nanoseconds. */
    private static final long ALL_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Pause after a turn for which there was no memory, in ms. */
    private static final long NO_MEMORY_MILLIS = 10;

    private static final int BACKLOG = 128;
    private static final int BUFFER_BYTES = 4096;

    /** A thread that has nothing to do but wait. */
    interface Sleeper {
        /** Whether the thread is to go on. */
        boolean isSignalled();
    }

    private final Doorbell doorbell;
    private final Path socket;
    private final SharedWords table;
    private final long missedAt;
    private final Selector selector;
    private final ServerSocketChannel server;
    private final AtomicReference<@Nullable Thread> leader = new AtomicReference<>();
    private final Thread own;
    private boolean started;
    /** The owner of each slot at the last scan; the leader's. */
    private final int[] seen = new int[WaitPointLayout.SLOTS];
    /** The processes without a living parent, as of the last scan of all slots; the leader's. */
    private final int[] stranger = new int[WaitPointLayout.SLOTS];

    private int strangers;
    private long allSeenAt;
    /** Whether a process joined since all slots were scanned. */
    private volatile boolean lookAtAll = true;
    /** Whether some process dies unseen unless it is looked after. */
    private volatile boolean watches = true;

    private volatile boolean closed;

    private DoorbellListener(
            Doorbell doorbell, Path socket, SharedWords table, Selector selector, ServerSocketChannel server) {
        this.doorbell = doorbell;
        this.socket = socket;
        this.table = table;
        this.selector = selector;
        this.server = server;
        missedAt = ProcessTableLayout.slot(doorbell.slot()) + ProcessTableLayout.MISSED;
        own = Thread.ofPlatform().daemon().name("procession-bell").unstarted(() -> ServiceLoop.untilMemory(this));
    }

    /** Listens at {@code socket}; a socket that a former incarnation in this slot has left there is removed. */
    static DoorbellListener open(Doorbell doorbell, Path socket, SharedWords table) throws IOException {
        Files.deleteIfExists(socket);
        @Nullable Selector selector = null;
        @Nullable ServerSocketChannel server = null;
        try {
            selector = Selector.open();
            server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.configureBlocking(false);
            server.bind(UnixDomainSocketAddress.of(socket), BACKLOG);
            server.register(selector, SelectionKey.OP_ACCEPT);
            DoorbellListener post = new DoorbellListener(doorbell, socket, table, selector, server);
            post.noteOwners();
            return post;
        } catch (Throwable t) {
            if (server != null) {
                server.close();
            }
            if (selector != null) {
                selector.close();
            }
            throw t;
        }
    }

    /** Runs before any thread waits: the processes that are there now are no news to it. */
    private void noteOwners() {
        for (int slot = 0; slot < WaitPointLayout.SLOTS; slot++) {
            seen[slot] = doorbell.members().liveOwner(slot);
        }
    }

    /**
     * Leads, if no thread does, until the waiter is signalled, or its thread interrupted, or less than a millisecond is
     * left.
     *
     * @return whether it led
     */
    boolean lead(Sleeper waiter, long nanos) {
        Thread me = Thread.currentThread();
        if (nanos < TimeUnit.MILLISECONDS.toNanos(1) || me.isVirtual() || closed || !leader.compareAndSet(null, me)) {
            return false;
        }
        try {
            long end = System.nanoTime() + nanos;
            // SYNC leader-signal: a thread that signals this waiter sees the leader, or the waiter sees its signal
            while (!waiter.isSignalled() && !me.isInterrupted() && !closed) {
                long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (millis <= 0) {
                    break;
                }
                selectOnce(millis);
            }
            return true;
        } finally {
            leader.set(null);
        }
    }

    /** Wakes the thread if it stands here, which unparking does not. */
    void wake(Thread thread) {
        // SYNC leader-signal
        if (leader.get() == thread) {
            selector.wakeup();
        }
    }

    /** Ensures that a thread leads while threads are parked. */
    void ensureLeader() {
        if (leader.get() == null && doorbell.isAwaited() && !closed) {
            synchronized (this) {
                if (!started) {
                    started = true;
                    own.start();
                }
            }
            LockSupport.unpark(own);
        }
    }

    /** Reads what has arrived, if no thread leads: connections whose processes have ended are closed. */
    void closeStaleConnections() {
        Thread me = Thread.currentThread();
        if (me.isVirtual() || closed || !leader.compareAndSet(null, me)) {
            return;
        }
        try {
            selector.selectNow();
            drainSocket();
        } catch (IOException | ClosedSelectorException e) {
            // The next leader meets the failure as well, and reports it; or the doorbell is closed.
        } finally {
            leader.set(null);
            // A thread that came meanwhile has parked elsewhere.
            ensureLeader();
        }
    }

    /** A process has joined or died. */
    void membershipChanged() {
        lookAtAll = true;
        watches = true;
        selector.wakeup();
    }

    @Override
    public void run() {
        while (!closed) {
            if (doorbell.isAwaited() && leader.compareAndSet(null, own)) {
                try {
                    while (doorbell.isAwaited() && !closed) {
                        selectOnce(TURN_MILLIS);
                    }
                } finally {
                    leader.set(null);
                }
                ensureLeader();
            } else {
                LockSupport.park(this);
            }
        }
    }

    /** Waits for messages, at most for the given time, and reads them. */
    private void selectOnce(long millis) {
        boolean watching = watches;
        try {
            selector.select(watching ? Math.min(WATCH_MILLIS, millis) : millis);
            drainSocket();
            if (watching) {
                watch();
            }
        } catch (IOException e) {
            Log.warn("dev.procession.wait", "the bell of this process is broken; waits end late", e);
            LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(Math.min(WATCH_MILLIS, millis)));
        } catch (OutOfMemoryError e) {
            // The leader goes on: messages that it did not read count as missed, and all threads re-check.
            table.setVolatile(missedAt, 1);
            LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(Math.min(NO_MEMORY_MILLIS, millis)));
        } catch (IllegalStateException e) {
            // The session was closed and its memory is gone, or something is wrong indeed.
            if (!closed && !doorbell.isClosed()) {
                throw e;
            }
        }
    }

    private void drainSocket() throws IOException {
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
            doorbell.wakeAllForRecheck();
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
                lookAtAll = true;
                watches = true;
            }
            doorbell.rung(message);
        }
        buffer.compact();
        if (count < 0) {
            key.cancel();
            close(peer);
        }
    }

    /**
     * Probes processes without a living parent and reports any death to all. A death that another process detected but
     * did not report, because it died itself, is visible in the slot. All slots are scanned when a process joined, and
     * once a second; in between only the processes without a parent that were found then.
     */
    private void watch() {
        if (lookAtAll || System.nanoTime() - allSeenAt >= ALL_NANOS) {
            findStrangers();
        }
        Membership members = doorbell.members();
        boolean died = false;
        for (int i = 0; i < strangers; i++) {
            int owner = stranger[i];
            died |= members.isDead(owner) || members.probe(owner);
        }
        if (died) {
            lookAtAll = true;
            doorbell.ringEverybody();
        }
    }

    private void findStrangers() {
        // Before the scan: a process that joins meanwhile sets them again.
        lookAtAll = false;
        watches = false;
        allSeenAt = System.nanoTime();
        Membership members = doorbell.members();
        boolean changed = false;
        int count = 0;
        for (int slot = 0; slot < WaitPointLayout.SLOTS; slot++) {
            int owner = members.liveOwner(slot);
            changed |= seen[slot] != owner;
            seen[slot] = owner;
            if (owner != 0 && owner != members.self() && !members.isWatched(owner) && !members.isWatchedBy(owner)) {
                stranger[count] = owner;
                count++;
            }
        }
        strangers = count;
        if (count > 0) {
            watches = true;
        }
        if (changed) {
            doorbell.wakeAllForRecheck();
        }
    }

    /** No thread leads any more; removes the socket. */
    void close() {
        closed = true;
        boolean interrupted = false;
        while (leader.get() != null && leader.get() != Thread.currentThread()) {
            selector.wakeup();
            Thread.onSpinWait();
        }
        synchronized (this) {
            if (!started) {
                started = true;
            } else {
                LockSupport.unpark(own);
            }
        }
        while (own.isAlive() && own != Thread.currentThread()) {
            try {
                own.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        release();
        if (interrupted) {
            Thread.currentThread().interrupt();
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
            Log.debug("dev.procession.wait", "cannot remove " + socket, e);
        }
    }

    private static void close(java.io.Closeable what) {
        try {
            what.close();
        } catch (IOException e) {
            Log.debug("dev.procession.wait", "cannot close a bell's channel", e);
        }
    }
}

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
 * Listens at this process's doorbell. One thread at a time stands here, the <i>leader</i>: a parked platform thread
 * if there is one, so that a ring wakes the very thread that waits and not another that wakes it (the
 * leader/followers pattern of Schmidt et al., Pattern Languages of Program Design 4); else the
 * post's own thread, for a virtual thread must not stand in a system call. With nobody parked nobody listens, and
 * nobody rings.
 *
 * <p>The leader also looks, ten times a second, after those processes whose death nobody would tell it of.
 */
final class DoorbellListener implements Runnable {
    private static final long WATCH_MILLIS = 100;
    /** How long the post's own thread stands before it looks whether anybody is parked still. */
    private static final long TURN_MILLIS = 1000;

    /** How often all slots are looked at while there are strangers. */
    private static final long ALL_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Pause after a turn for which there was no memory. */
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
    /** Who was in each slot when last looked; the leader's. */
    private final int[] seen = new int[WaitPointLayout.SLOTS];
    /** Those that nobody else looks after, as found when all slots were looked at last; the leader's. */
    private final int[] stranger = new int[WaitPointLayout.SLOTS];

    private int strangers;
    private long allSeenAt;
    /** Whether somebody came since all slots were looked at. */
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

    /** Listens at {@code socket}; what a former life in this slot has left there is removed. */
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

    /** Before any thread waits: those who are there now are no news to it. */
    private void noteOwners() {
        for (int slot = 0; slot < WaitPointLayout.SLOTS; slot++) {
            seen[slot] = doorbell.members().liveOwner(slot);
        }
    }

    /**
     * Stands here as the leader, if nobody does, until the waiter is signalled, or its thread interrupted, or less
     * than a millisecond is left.
     *
     * @return whether it stood here
     */
    boolean lead(Sleeper waiter, long nanos) {
        Thread me = Thread.currentThread();
        if (nanos < TimeUnit.MILLISECONDS.toNanos(1) || me.isVirtual() || closed || !leader.compareAndSet(null, me)) {
            return false;
        }
        try {
            long end = System.nanoTime() + nanos;
            // SYNC leader-signal: who signals this waiter sees the leader, or the waiter its signal
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

    /** Sees to it that somebody stands here while threads are parked. */
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

    /** Hears what is there, if nobody stands here: connections whose processes have ended are closed. */
    void closeStaleConnections() {
        Thread me = Thread.currentThread();
        if (me.isVirtual() || closed || !leader.compareAndSet(null, me)) {
            return;
        }
        try {
            selector.selectNow();
            drainSocket();
        } catch (IOException | ClosedSelectorException e) {
            // Whoever stands here next meets it as well, and tells; or the doorbell is closed.
        } finally {
            leader.set(null);
            // Who came meanwhile has parked elsewhere.
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

    /** Waits for rings, for so long at most, and hears them. */
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
            // The thread that stands here goes on: what it did not hear is told as missed, and all look again.
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
     * Looks after those that nobody else looks after; a death found is told to everybody. That somebody went
     * unseen, found by another that died before it could tell, shows in the slot. All slots are looked at when
     * somebody came, and once a second; in between only the strangers found then.
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
        // Before the look: somebody who comes meanwhile sets them again.
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

    /** Nobody stands here any more; the socket goes. */
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

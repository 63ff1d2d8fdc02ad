package dev.procession.internal.wait;

import dev.procession.internal.liveness.Membership;
import dev.procession.internal.liveness.Peers;
import dev.procession.internal.liveness.ProcessTableLayout;
import dev.procession.internal.memory.SharedWords;
import dev.procession.process.ProcessionException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Wakes other processes, and lets them wake this one: each process that has parked threads listens at a socket of its
 * own ({@link DoorbellListener}), and a wake-up is a message of eight bytes that names a wait point.
 *
 * <pre>
 *   bit  63                         9 8            1   0
 *       +----------------------------+--------------+-----+
 *       | segment's id               | wait point   | all |      0: check everything
 *       +----------------------------+--------------+-----+
 * </pre>
 *
 * <p>Thread safety: any thread.
 */
public final class Doorbell {
    /** Wakes all waiters. */
    static final long ALL = 1;

    private static final int NUMBER_BITS = 8;

    /** Where threads of this process wait to be woken. */
    interface Waiting {
        /** The message that wakes these threads. */
        long key();

        /** Wakes the first of the threads, or all. */
        void wake(boolean all);
    }

    private final Path directory;
    private final SharedWords table;
    private final Membership members;
    private final int slot;
    private final Runnable look;
    private final DoorbellSender doorbellSender;
    private final ConcurrentHashMap<Long, Waiting> waiting = new ConcurrentHashMap<>();
    private final AtomicLong looks = new AtomicLong();
    private volatile @Nullable DoorbellListener post;
    private volatile boolean closed;

    /**
     * The doorbell of this process in a session.
     *
     * @param directory the session's
     * @param table the process table
     * @param look runs when the session or its processes have changed, before waiting threads are woken
     */
    public Doorbell(Path directory, SharedWords table, Membership members, Runnable look) {
        this.directory = directory;
        this.table = table;
        this.members = members;
        this.look = look;
        slot = Peers.slot(members.self());
        doorbellSender = new DoorbellSender(directory, table, members);
    }

    /** The message for a wait point; {@code number} is less than 256. */
    static long key(long segment, int number) {
        return (segment << NUMBER_BITS | number) << 1;
    }

    int slot() {
        return slot;
    }

    Membership members() {
        return members;
    }

    /**
     * Makes the socket, if it is not there; before anything says that a thread waits here.
     *
     * @throws ProcessionException if it cannot be made
     */
    public void open() {
        if (post == null) {
            openNow();
        }
    }

    private synchronized void openNow() {
        if (post != null || closed) {
            return;
        }
        try {
            post = DoorbellListener.open(this, DoorbellSender.socket(directory, slot), table);
        } catch (IOException e) {
            throw new ProcessionException(
                    "waiting: cannot listen at " + DoorbellSender.socket(directory, slot) + " (" + e
                            + "); out of file descriptors?",
                    e);
        }
        table.setVolatile(ProcessTableLayout.slot(slot) + ProcessTableLayout.BELL, members.self());
    }

    void addWaitQueue(Waiting point) {
        waiting.put(point.key(), point);
    }

    void removeWaitQueue(Waiting point) {
        waiting.remove(point.key(), point);
    }

    /** Waits for so long at most: at the post as its leader if it is free, else parked while another stands there. */
    void park(DoorbellListener.Sleeper waiter, long nanos) {
        DoorbellListener open = post;
        if (open == null) {
            LockSupport.parkNanos(this, nanos);
        } else if (!open.lead(waiter, nanos)) {
            open.ensureLeader();
            if (!waiter.isSignalled()) {
                LockSupport.parkNanos(this, nanos);
            }
        }
    }

    /** Ensures that a thread listens while threads are parked. */
    void ensureLeader() {
        DoorbellListener open = post;
        if (open != null) {
            open.ensureLeader();
        }
    }

    /**
     * Wakes a thread, parked or leading. A leader that reads a message for itself is awake, and checks whether it is
     * signalled before it waits again.
     */
    void wake(Thread thread) {
        if (thread == Thread.currentThread()) {
            return;
        }
        LockSupport.unpark(thread);
        DoorbellListener open = post;
        if (open != null) {
            open.wake(thread);
        }
    }

    /** The number of times that all threads had to re-check. */
    long looks() {
        return looks.get();
    }

    boolean isClosed() {
        return closed;
    }

    /** Whether a thread of this process is parked. */
    boolean isAwaited() {
        return !waiting.isEmpty();
    }

    /** Sends a message to the process in {@code target}; returns whether it will see it. */
    boolean ring(int target, long message) {
        return doorbellSender.ring(target, message);
    }

    /** A ring has come. */
    void rung(long message) {
        if (message == 0) {
            wakeAllForRecheck();
            return;
        }
        Waiting point = waiting.get(message & ~ALL);
        if (point != null) {
            point.wake((message & ALL) != 0);
        }
    }

    /** Closes the connections to processes that are dead, and from them. */
    public void forgetDead() {
        doorbellSender.forgetDead();
        DoorbellListener open = post;
        if (open != null) {
            open.closeStaleConnections();
        }
    }

    /** A change may have happened that no message names: every parked thread re-checks. */
    void wakeAllForRecheck() {
        doorbellSender.forgetDead();
        looks.incrementAndGet();
        look.run();
        wakeAll();
    }

    private void wakeAll() {
        for (Waiting point : waiting.values()) {
            point.wake(true);
        }
    }

    /**
     * Makes every parked thread of every process of the session re-check: a process died or joined, a segment was found
     * damaged, or the session is closed.
     */
    public void ringEverybody() {
        for (int target = 0; target < WaitPointLayout.SLOTS; target++) {
            if (target != slot && members.liveOwner(target) != 0) {
                doorbellSender.ring(target, 0);
            }
        }
        looks.incrementAndGet();
        look.run();
        DoorbellListener open = post;
        if (open != null) {
            open.membershipChanged();
        }
        wakeAll();
    }

    /** Ends the listening, removes the socket, and wakes all waiters; again with every further call. */
    public void close() {
        DoorbellListener open;
        synchronized (this) {
            open = closed ? null : post;
            closed = true;
        }
        if (open != null) {
            open.close();
        }
        wakeAll();
        doorbellSender.close();
    }
}

package dev.procession.internal.channel;

import dev.procession.internal.liveness.LivenessFile;
import dev.procession.internal.liveness.Peers;
import dev.procession.internal.lock.RobustLock;
import dev.procession.internal.lock.RobustLock.Outcome;
import dev.procession.internal.memory.CheckedWord;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.wait.SegmentContext;
import dev.procession.process.ProcessionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The holders of the two ends of a pipe. An end is <i>used</i> once a process has attached it, or a handle of it has
 * travelled; it is <i>gone</i> when it was used and no living process holds it and no handle of it is on its way. Gone
 * is final.
 *
 * <p>All changes and checks are made under one lock. Each change is one store, so that a death in between leaves
 * nothing to repair:
 *
 * <table>
 * <caption>Stores, in order</caption>
 * <tr><td>attach</td><td>HOLDER · used + 1</td></tr>
 * <tr><td>close</td><td>HOLDER = 0 · used + 1, then judged</td></tr>
 * <tr><td>issue a ticket</td><td>TICKET · used + 1</td></tr>
 * <tr><td>settle a ticket</td><td>TICKET = 0, then judged</td></tr>
 * <tr><td>cancel a ticket</td><td>used − 1 · TICKET = 0</td></tr>
 * <tr><td>judge</td><td>GONE</td></tr>
 * </table>
 *
 * <p>A ticket names the process that is responsible for the handle in transit; one whose process is dead is settled. A
 * holder of an older generation of a slot is dead.
 */
final class PipeEndpoints {
    private static final int SEQUENCE_BITS = 21;
    private static final int SEQUENCE_MASK = (1 << SEQUENCE_BITS) - 1;

    private final SegmentContext context;
    private final SharedWords words;
    private final long base;
    private final RobustLock lock;
    private final AtomicInteger sequence = new AtomicInteger();

    PipeEndpoints(SegmentContext context, long base) {
        this.context = context;
        words = context.words();
        this.base = base;
        lock = new RobustLock(context, base + PipeLayout.ENDS_LOCK, PipeLayout.ENDS_NUMBER);
    }

    private long read(long at) {
        long word = words.getAcquire(at);
        if (!CheckedWord.isValid(word)) {
            throw context.corrupted("pipe word at " + at + " is " + Long.toHexString(word));
        }
        return CheckedWord.value(word);
    }

    /** The value of a word that may be free; 0 then. */
    private long readOrFree(long at) {
        return words.getAcquire(at) == CheckedWord.FREE ? 0 : read(at);
    }

    private void write(long at, long value) {
        words.setRelease(at, CheckedWord.seal(value));
    }

    private void use(int end) {
        write(usedAt(end), read(usedAt(end)) + 1);
    }

    private long usedAt(int end) {
        return base + PipeLayout.USED + end * 8L;
    }

    private long goneAt(int end) {
        return base + PipeLayout.GONE + end * 8L;
    }

    private long holderAt(int end, int slot) {
        return base + PipeLayout.HOLDERS + (long) end * PipeLayout.HOLDERS_BYTES + slot * 8L;
    }

    private long ticketAt(int end, int index) {
        return base + PipeLayout.TICKETS + (long) end * PipeLayout.TICKET_COUNT * 8 + index * 8L;
    }

    boolean isDuplex() {
        return read(base + PipeLayout.DUPLEX) != 0;
    }

    /** Nothing here is derived: a lock that was taken over needs no repair. */
    private void lock() {
        Outcome outcome = lock.acquire();
        assert outcome != Outcome.BUSY;
    }

    /** This process holds the end from now on; returns whether it may: not if it is gone. */
    boolean attach(int end) {
        context.check();
        lock();
        try {
            if (isGone(end)) {
                return false;
            }
            int self = context.peers().self();
            write(holderAt(end, Peers.slot(self)), self);
            use(end);
            return true;
        } finally {
            lock.release();
        }
    }

    /** This process does not hold the end any more; returns whether that was the last. */
    boolean close(int end) {
        context.check();
        lock();
        try {
            long at = holderAt(end, Peers.slot(context.peers().self()));
            if (readOrFree(at) == context.peers().self()) {
                words.setRelease(at, CheckedWord.FREE);
            }
            // Closing is using: the end of a pipe that is closed at once is gone.
            use(end);
            return judgeLocked(end, false);
        } finally {
            lock.release();
        }
    }

    /** A handle of the end sets out; returns its ticket, which is not 0. */
    long issueTicket(int end) {
        context.check();
        int self = context.peers().self();
        lock();
        try {
            for (int index = 0; index < PipeLayout.TICKET_COUNT; index++) {
                long value = readOrFree(ticketAt(end, index));
                if (value == 0 || context.peers().isDead((int) (value >>> SEQUENCE_BITS))) {
                    long ticket = (long) self << SEQUENCE_BITS | (sequence.incrementAndGet() & SEQUENCE_MASK);
                    write(ticketAt(end, index), ticket);
                    use(end);
                    return ticket;
                }
            }
        } finally {
            lock.release();
        }
        throw new ProcessionException("connection: handles on their way=" + PipeLayout.TICKET_COUNT + ", limit="
                + PipeLayout.TICKET_COUNT + "; let some arrive first");
    }

    /**
     * The handle with this ticket was never sent. If it was the endpoint's only use, the endpoint counts as unused
     * again.
     */
    void cancel(int end, long ticket) {
        context.check();
        lock();
        try {
            write(usedAt(end), Math.max(0, read(usedAt(end)) - 1));
            free(end, ticket);
        } finally {
            lock.release();
        }
    }

    private void free(int end, long ticket) {
        for (int index = 0; index < PipeLayout.TICKET_COUNT; index++) {
            if (readOrFree(ticketAt(end, index)) == ticket) {
                words.setRelease(ticketAt(end, index), CheckedWord.FREE);
            }
        }
    }

    /** The handle with this ticket has arrived, or will not; returns whether the end is gone by that. */
    boolean settleTicket(int end, long ticket) {
        context.check();
        lock();
        try {
            free(end, ticket);
            return judgeLocked(end, false);
        } finally {
            lock.release();
        }
    }

    /** Whether the end was judged to be gone. */
    boolean isGone(int end) {
        return read(goneAt(end)) != 0;
    }

    /** Checks whether the end is gone; asks the kernel whether its holders are dead. */
    boolean checkGone(int end) {
        if (isGone(end)) {
            return true;
        }
        if (read(usedAt(end)) == 0) {
            return false;
        }
        lock();
        try {
            return judgeLocked(end, true);
        } finally {
            lock.release();
        }
    }

    private boolean judgeLocked(int end, boolean probe) {
        if (isGone(end)) {
            return true;
        }
        if (read(usedAt(end)) == 0) {
            return false;
        }
        for (int slot = 0; slot < LivenessFile.SLOTS; slot++) {
            if (isAlive((int) readOrFree(holderAt(end, slot)), probe)) {
                return false;
            }
        }
        for (int index = 0; index < PipeLayout.TICKET_COUNT; index++) {
            if (isAlive((int) (readOrFree(ticketAt(end, index)) >>> SEQUENCE_BITS), probe)) {
                return false;
            }
        }
        write(goneAt(end), 1);
        return true;
    }

    private boolean isAlive(int owner, boolean probe) {
        return owner != 0
                && !(probe ? context.peers().probe(owner) : context.peers().isDead(owner));
    }
}

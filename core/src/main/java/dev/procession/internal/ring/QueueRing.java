package dev.procession.internal.ring;

import dev.procession.channel.QueueClosedException;
import dev.procession.internal.lock.StealableLock;
import dev.procession.internal.lock.StealableLock.Outcome;
import dev.procession.internal.memory.Sealed;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.wait.Site;
import dev.procession.internal.wait.WaitPoint;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The ring of a queue: many producers, many consumers, each side under a {@linkplain StealableLock stealable lock}; the shape of
 * {@link java.util.concurrent.LinkedBlockingQueue} in memory that survives the death of anybody who uses it. {@link RingLayout} says where things are, {@link PutSide} and
 * {@link TakeSide} what is stored in which order, and what a death in between leaves.
 *
 * <p>Thread safety: any thread of any process.
 */
public final class QueueRing implements RecordRing {
    /** How often who waits for what is on loan asks whether the borrowers live. */
    private static final long LOANS_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    final RingWords ring;
    private final RingSpace space;
    private final StealableLock putLock;
    private final StealableLock takeLock;
    private final PutSide puts;
    private final TakeSide takes;
    private final Listeners listeners;
    private final WaitPoint notEmpty;
    private final WaitPoint notFull;
    private final WaitPoint finished;
    private final WaitPoint deadLetters;
    /** When loans were last looked through. */
    private volatile long loansSeen = System.nanoTime() - LOANS_NANOS;

    /** The ring at {@code base}. */
    public QueueRing(Site site, long base, RingSpace space) {
        this.space = space;
        ring = new RingWords(site, base);
        putLock = new StealableLock(site, base + RingLayout.PUT_LOCK, RingLayout.PUT_LOCK_NUMBER);
        takeLock = new StealableLock(site, base + RingLayout.TAKE_LOCK, RingLayout.TAKE_LOCK_NUMBER);
        puts = new PutSide(ring, space);
        takes = new TakeSide(ring);
        listeners = new Listeners(ring);
        notEmpty = site.waitPoint(base + RingLayout.NOT_EMPTY, RingLayout.NOT_EMPTY_NUMBER);
        notFull = site.waitPoint(base + RingLayout.NOT_FULL, RingLayout.NOT_FULL_NUMBER);
        finished = site.waitPoint(base + RingLayout.FINISHED, RingLayout.FINISHED_NUMBER);
        deadLetters = site.waitPoint(base + RingLayout.DEAD_LETTERS, RingLayout.DEAD_LETTERS_NUMBER);
    }

    /** How many bytes a ring takes whose records have so many, which is a power of two. */
    public static long bytes(long capacityBytes) {
        return RingLayout.RECORDS + capacityBytes;
    }

    /** How many of them must have room from the beginning. */
    public static long firstBytes() {
        return RingLayout.RECORDS;
    }

    /**
     * Lays out a ring in memory that is all zeros.
     *
     * @param capacity the largest number of records
     * @param capacityBytes of records; a power of two
     * @param leasing whether what is taken is on loan
     * @param deliveryLimit how often a record is lent, 1 to 15
     */
    public static void layOut(
            SharedWords words, long base, int capacity, long capacityBytes, boolean leasing, int deliveryLimit) {
        words.setPlain(base + RingLayout.CAPACITY, Sealed.seal(capacity));
        words.setPlain(base + RingLayout.CAPACITY_CELLS, Sealed.seal(capacityBytes >>> 3));
        words.setPlain(base + RingLayout.MODE, Sealed.seal((long) deliveryLimit << 1 | (leasing ? 1 : 0)));
        for (int zero : new int[] {
            RingLayout.CLOSED,
            RingLayout.TAIL,
            RingLayout.HEAD,
            RingLayout.PUTS,
            RingLayout.NEXT_TAIL,
            RingLayout.NEXT_PUTS,
            RingLayout.PASSED,
            RingLayout.NEXT,
            RingLayout.TAKEN,
            RingLayout.DONE,
            RingLayout.NEXT_HEAD,
            RingLayout.NEXT_PASSED,
            RingLayout.DEAD_COUNT
        }) {
            words.setPlain(base + zero, Sealed.seal(0));
        }
    }

    private void lockPuts() {
        if (putLock.acquire() == Outcome.STOLEN) {
            unlockPuts(false);
            lockPuts();
        }
    }

    private void lockTakes() {
        if (takeLock.acquire() == Outcome.STOLEN) {
            unlockTakes(false);
            lockTakes();
        }
    }

    /** Gives the lock back; what is derived is computed again first, if somebody died, or failed, in the middle of it. */
    private void unlockPuts(boolean clean) {
        try {
            if (!clean) {
                puts.repair();
            }
        } finally {
            putLock.release();
        }
        if (!clean) {
            notEmpty.signalAll();
            notFull.signalAll();
        }
    }

    /** As {@link #unlockPuts}. */
    private void unlockTakes(boolean clean) {
        try {
            if (!clean) {
                takes.repair();
            }
        } finally {
            takeLock.release();
        }
        if (!clean) {
            notEmpty.signalAll();
            notFull.signalAll();
            finished.signalAll();
        }
    }

    // Putting.

    @Override
    public boolean offer(Payload payload) {
        Payload record = inRing(payload);
        boolean put = false;
        try {
            put = tryPut(record);
            return put;
        } finally {
            if (!put) {
                discard(record);
            }
        }
    }

    @Override
    public boolean put(Payload payload, long timeoutNanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Payload record = inRing(payload);
        boolean put = false;
        try {
            put = tryPut(record)
                    || (timeoutNanos > 0
                            && notFull.await(() -> mayPut() && tryPut(record), timeoutNanos, WaitPoint.NO_RECHECK));
            return put;
        } finally {
            if (!put) {
                discard(record);
            }
        }
    }

    @Override
    public void putAll(List<? extends Payload> payloads) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        List<Payload> records = new ArrayList<>(payloads.size());
        int[] put = {0};
        try {
            for (Payload payload : payloads) {
                records.add(inRing(payload));
            }
            while (put[0] < records.size()) {
                int more = tryPutMany(records, put[0]);
                put[0] += more;
                if (more == 0) {
                    notFull.await(
                            () -> {
                                int later = mayPut() ? tryPutMany(records, put[0]) : 0;
                                put[0] += later;
                                return later > 0;
                            },
                            WaitPoint.FOREVER,
                            WaitPoint.NO_RECHECK);
                }
            }
        } finally {
            for (int i = put[0]; i < records.size(); i++) {
                discard(records.get(i));
            }
        }
    }

    /** What is put into the ring for a payload: itself, or, if it is too long, the name of a segment it was written to. */
    private Payload inRing(Payload payload) {
        ring.site.check();
        long length = payload.length();
        if (length <= RecordHeader.MOST_LENGTH && RecordHeader.cells(length) <= ring.longestCells) {
            return payload;
        }
        RingSpace.Side side = space.create(length);
        boolean written = false;
        try {
            payload.write(side.words(), side.at());
            written = true;
            return new SidePayload(side.id(), length);
        } finally {
            side.close();
            if (!written) {
                space.delete(side.id());
            }
        }
    }

    private void discard(Payload record) {
        if (record instanceof SidePayload side) {
            space.delete(side.id());
        }
    }

    /** Whether it looks as if there were a place; without the lock, for those who look often. */
    private boolean mayPut() {
        ring.site.check();
        return ring.read(RingLayout.CLOSED) != 0
                || ring.read(RingLayout.PUTS) - PutSide.takes(ring) < ring.capacity
                || putLock.isAbandoned()
                || takeLock.isAbandoned();
    }

    private boolean tryPut(Payload record) {
        ring.site.check();
        lockPuts();
        boolean clean = false;
        boolean put;
        try {
            put = puts.put(record);
            clean = true;
        } finally {
            unlockPuts(clean);
        }
        afterPut(put);
        return put;
    }

    private int tryPutMany(List<Payload> records, int from) {
        ring.site.check();
        lockPuts();
        boolean clean = false;
        int count;
        try {
            count = puts.put(records, from);
            clean = true;
        } finally {
            unlockPuts(clean);
        }
        afterPut(count > 0);
        return count;
    }

    private void afterPut(boolean put) {
        if (put) {
            notEmpty.signalAfterFence();
            // Others may find room that is left. Whether there is any costs a look at the consumers' words, and is
            // asked only if somebody waits.
            if (notFull.isAwaited() && ring.read(RingLayout.PUTS) - PutSide.takes(ring) < ring.capacity) {
                notFull.signalAfterFence();
            }
        } else if (takeLock.isAbandoned()) {
            // What is taken may not have been counted.
            lockTakes();
            unlockTakes(true);
        }
    }

    // Taking.

    @Override
    public @Nullable Object poll(Reader reader) {
        return tryTake(reader, false);
    }

    @Override
    public @Nullable Object take(Reader reader, long timeoutNanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Object first = tryTake(reader, true);
        if (first != null || timeoutNanos <= 0) {
            return first;
        }
        @Nullable Object[] taken = new @Nullable Object[1];
        notEmpty.await(
                () -> {
                    taken[0] = mayTake() ? tryTake(reader, true) : null;
                    return taken[0] != null;
                },
                timeoutNanos,
                ring.leasing ? LOANS_NANOS : WaitPoint.NO_RECHECK);
        return taken[0];
    }

    /** Whether it looks as if there were a record; without the lock, for those who look often. */
    private boolean mayTake() {
        ring.site.check();
        return isMore()
                || ring.read(RingLayout.CLOSED) != 0
                || (ring.read(RingLayout.TAKEN) != 0 && areLoansDue())
                || takeLock.isAbandoned();
    }

    private boolean areLoansDue() {
        return System.nanoTime() - loansSeen >= LOANS_NANOS / 2;
    }

    /**
     * Takes a record if there is one.
     *
     * @param ends whether a closed and drained ring throws
     */
    private @Nullable Object tryTake(Reader reader, boolean ends) {
        ring.site.check();
        long position;
        Object result = null;
        SidePayload side = null;
        boolean over = false;
        lockTakes();
        boolean clean = false;
        try {
            position = takes.find();
            if ((position < 0 || ring.leasing) && areLoansDue()) {
                redeliver();
                // In any case: to look through the loans is to find other records.
                position = takes.find();
            }
            if (position < 0) {
                over = ends && isOver();
            } else if (takes.isSide()) {
                side = takes.side(position);
                takes.lend(position);
            } else {
                result = reader.read(ring.words, takes.payloadAt(position), takes.length(), position);
                if (ring.leasing) {
                    takes.lend(position);
                } else {
                    takes.take(position);
                }
            }
            clean = true;
        } finally {
            unlockTakes(clean);
        }
        afterTake(position >= 0);
        if (over) {
            space.ended();
            throw new QueueClosedException("the queue is closed and drained");
        }
        return side == null ? result : readSide(reader, side, position);
    }

    /** Whether there seems to be a record to take; without the lock. */
    private boolean isMore() {
        long start = ring.read(RingLayout.TAKEN) == 0 ? ring.read(RingLayout.HEAD) : ring.read(RingLayout.NEXT);
        return start < ring.read(RingLayout.TAIL); // SYNC tail-commit
    }

    /** Whether nothing will ever be taken any more: closed, drained, and nothing on loan that could come back. */
    private boolean isOver() {
        // Closed first: what was put before it was closed is before the tail read after.
        return ring.read(RingLayout.CLOSED) != 0 && takes.find() < 0 && !takes.othersHaveLoans();
    }

    /** Right after the lock was released, which is a full fence. */
    private void afterTake(boolean taken) {
        if (!taken) {
            return;
        }
        signalRoom();
        // Whether there is more costs a look at the producers' words, and is asked only if somebody waits.
        if (notEmpty.isAwaited() && isMore()) {
            notEmpty.signalAfterFence();
        }
    }

    private void signalRoom() {
        long wanted = ring.base + RingLayout.BYTES_WANTED;
        if (ring.words.getPlain(wanted) != 0) {
            ring.words.setVolatile(wanted, 0);
            notFull.signalAll();
        } else {
            notFull.signalAfterFence();
        }
    }

    private Object readSide(Reader reader, SidePayload side, long position) {
        boolean read = false;
        try {
            RingSpace.Side open = space.open(side.id());
            try {
                if (open.at() + side.bytes() > open.words().size()) {
                    throw ring.site.corrupted("record at position " + position + " on the side has " + side.bytes()
                            + " bytes, its segment " + open.words().size());
                }
                Object result = reader.read(open.words(), open.at(), side.bytes(), position);
                read = true;
                if (!ring.leasing) {
                    done(position);
                }
                return result;
            } finally {
                open.close();
            }
        } finally {
            if (!read) {
                giveBack(position);
            }
        }
    }

    private void giveBack(long position) {
        lockTakes();
        boolean clean = false;
        try {
            if (takes.isLent(position)) {
                takes.giveBack(position);
            }
            clean = true;
        } finally {
            unlockTakes(clean);
        }
        notEmpty.signal();
    }

    @Override
    public int drain(Reader reader, int max, List<Object> taken) {
        int count = 0;
        while (count < max) {
            int more = ring.leasing ? 0 : takeMany(reader, max - count, taken);
            if (more == 0) {
                Object one = tryTake(reader, false);
                if (one == null) {
                    break;
                }
                taken.add(one);
                more = 1;
            }
            count += more;
        }
        return count;
    }

    private int takeMany(Reader reader, int max, List<Object> taken) {
        ring.site.check();
        int count;
        lockTakes();
        boolean clean = false;
        try {
            count = takes.takeMany(reader, max, taken);
            clean = true;
        } finally {
            unlockTakes(clean);
        }
        if (count > 1) {
            notFull.signalAll();
        }
        afterTake(count > 0);
        return count;
    }

    @Override
    public @Nullable Object peek(Reader reader) {
        ring.site.check();
        lockTakes();
        boolean clean = false;
        try {
            long position = takes.findFirst();
            Object result = position < 0 ? null : look(reader, position);
            clean = true;
            return result;
        } finally {
            unlockTakes(clean);
        }
    }

    /** Reads the record found, which stays. */
    private Object look(Reader reader, long position) {
        if (!takes.isSide()) {
            return reader.read(ring.words, takes.payloadAt(position), takes.length(), position);
        }
        SidePayload side = takes.side(position);
        RingSpace.Side open = space.open(side.id());
        try {
            return reader.read(open.words(), open.at(), side.bytes(), position);
        } finally {
            open.close();
        }
    }

    @Override
    public List<Object> snapshot(Reader reader) {
        ring.site.check();
        List<Object> all = new ArrayList<>();
        lockTakes();
        boolean clean = false;
        try {
            for (long position = takes.findFirst(); position >= 0; position = takes.findAfter(position)) {
                all.add(look(reader, position));
            }
            clean = true;
        } finally {
            unlockTakes(clean);
        }
        return all;
    }

    @Override
    public boolean remove(long position) {
        ring.site.check();
        boolean removed;
        SidePayload side = null;
        lockTakes();
        boolean clean = false;
        try {
            removed = takes.isReady(position);
            if (removed) {
                // Read first: once head is past the record, a producer may write there.
                side = takes.isSide() ? takes.side(position) : null;
                takes.remove(position);
            }
            clean = true;
        } finally {
            unlockTakes(clean);
        }
        if (side != null) {
            space.delete(side.id());
        }
        if (removed) {
            signalRoom();
            signalFinished();
        }
        return removed;
    }

    // Loans.

    @Override
    public void done(long position) {
        ring.site.check();
        SidePayload side = null;
        lockTakes();
        boolean clean = false;
        try {
            if (!takes.isLent(position)) {
                throw ring.site.corrupted("record at position " + position + " is not on loan to this process");
            }
            if (takes.isSide()) {
                side = takes.side(position);
            }
            takes.endLoan(position);
            clean = true;
        } finally {
            unlockTakes(clean);
        }
        if (side != null) {
            space.delete(side.id());
        }
        signalRoom();
        signalFinished();
    }

    private void signalFinished() {
        if (ring.leasing && isFinished()) {
            finished.signalAll();
        }
        if (ring.leasing && ring.read(RingLayout.CLOSED) != 0) {
            // Those who take from a closed ring wait for the last loan.
            notEmpty.signalAll();
            if (isFinished()) {
                space.ended();
            }
        }
    }

    /** Under the take lock: makes what the dead had on loan available; returns whether anything changed. */
    private boolean redeliver() {
        loansSeen = System.nanoTime();
        boolean changed = takes.redeliver(true);
        if (ring.readPlain(RingLayout.DEAD_COUNT) > 0) {
            if (listeners.any()) {
                deadLetters.signal();
            } else {
                int dropped = takes.dropDeadLetters();
                System.getLogger("dev.procession.queue")
                        .log(
                                System.Logger.Level.WARNING,
                                "{0} elements were dropped: each was taken {1} times by processes that died before"
                                        + " taskDone(), and no process listens for dead letters",
                                dropped,
                                ring.deliveryLimit);
                finished.signalAll();
            }
        }
        return changed;
    }

    @Override
    public boolean awaitFinished(long timeoutNanos) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return finished.await(
                () -> {
                    ring.site.check();
                    if (isFinished()) {
                        return true;
                    }
                    if (ring.read(RingLayout.TAKEN) != 0 && areLoansDue()) {
                        lookAfterLoans();
                    }
                    return false;
                },
                timeoutNanos,
                LOANS_NANOS);
    }

    private void lookAfterLoans() {
        boolean changed;
        lockTakes();
        boolean clean = false;
        try {
            changed = redeliver();
            clean = true;
        } finally {
            unlockTakes(clean);
        }
        if (changed) {
            notEmpty.signalAll();
        }
    }

    @Override
    public void listen(boolean listening) {
        listeners.set(listening);
    }

    @Override
    public @Nullable Object takeDeadLetter(Reader reader, long timeoutNanos) throws InterruptedException {
        @Nullable Object[] taken = new @Nullable Object[1];
        deadLetters.await(
                () -> {
                    ring.site.check();
                    taken[0] = ring.read(RingLayout.DEAD_COUNT) == 0 ? null : tryTakeDeadLetter(reader);
                    return taken[0] != null;
                },
                timeoutNanos,
                WaitPoint.NO_RECHECK);
        return taken[0];
    }

    private @Nullable Object tryTakeDeadLetter(Reader reader) {
        boolean more;
        Object letter;
        lockTakes();
        boolean clean = false;
        try {
            long position = takes.lendDeadLetter();
            letter = position < 0 ? null : look(reader, position);
            more = ring.readPlain(RingLayout.DEAD_COUNT) > 0;
            clean = true;
        } finally {
            unlockTakes(clean);
        }
        if (more) {
            deadLetters.signal();
        }
        return letter;
    }

    /** The numbers of all segments that records of this ring name. */
    public Set<Long> sides() {
        Set<Long> all = new HashSet<>();
        lockTakes();
        boolean clean = false;
        try {
            takes.forEachSide(all::add);
            clean = true;
        } finally {
            unlockTakes(clean);
        }
        return all;
    }

    // What it is.

    /** Repairs what a dead process may have left half counted. */
    private void settle() {
        if (putLock.isAbandonedNow()) {
            lockPuts();
            unlockPuts(true);
        }
        if (takeLock.isAbandonedNow()) {
            lockTakes();
            unlockTakes(true);
        }
    }

    @Override
    public int size() {
        ring.site.check();
        settle();
        long takes = PutSide.takes(ring);
        return clamp(ring.read(RingLayout.PUTS) - takes);
    }

    @Override
    public int unfinished() {
        ring.site.check();
        settle();
        return unfinishedNow();
    }

    /** Whether all is done: nothing is between head and tail. The counters would not do: a put may be taken and done before it is counted. */
    private boolean isFinished() {
        long head = ring.read(RingLayout.HEAD);
        return head == ring.read(RingLayout.TAIL);
    }

    private int unfinishedNow() {
        // As takes are counted: too few done for a moment, never too many.
        long passed = ring.read(RingLayout.PASSED);
        long done = passed + ring.read(RingLayout.DONE);
        int count = clamp(ring.read(RingLayout.PUTS) - done);
        return count == 0 && !isFinished() ? 1 : count;
    }

    /** Between the two reads the other side may have gone on. */
    private static int clamp(long count) {
        return (int) Math.max(0, Math.min(count, Integer.MAX_VALUE));
    }

    @Override
    public int capacity() {
        return ring.capacity;
    }

    @Override
    public long capacityBytes() {
        return ring.capacityCells << 3;
    }

    @Override
    public boolean isClosed() {
        ring.site.check();
        return ring.read(RingLayout.CLOSED) != 0;
    }

    @Override
    public void close() {
        ring.site.check();
        lockPuts();
        try {
            ring.write(RingLayout.CLOSED, 1); // under the lock, so that no put that has not seen it comes after
        } finally {
            unlockPuts(true);
        }
        notFull.signalAll();
        notEmpty.signalAll();
        deadLetters.signalAll();
        if (isFinished()) {
            space.ended();
        }
    }
}

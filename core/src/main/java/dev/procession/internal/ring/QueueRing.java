package dev.procession.internal.ring;

import dev.procession.internal.lock.RobustLock;
import dev.procession.internal.memory.CheckedWord;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.wait.SegmentContext;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ring of a queue: many producers, many consumers, each side under a {@linkplain RobustLock stealable lock}; the shape of
 * {@link java.util.concurrent.LinkedBlockingQueue} in memory that survives the death of anybody who uses it. {@link RingLayout} says where things are, {@link PutSide} and
 * {@link TakeSide} what is stored in which order, and what a death in between leaves.
 *
 * <p>Thread safety: any thread of any process.
 */
public final class QueueRing implements RecordRing {
    /** How often the counters are read without a lock. */
    private static final int BALANCES = 3;

    private final RingWords ring;
    private final RingLock putLock;
    private final RingLock takeLock;
    private final RingPuts puts;
    private final RingTakes takes;
    private final RingLoans loans;

    /**
     * The ring at {@code base}.
     *
     * @param memory gives room to what of it never had any
     * @param space for records that are too long for it
     */
    public QueueRing(SegmentContext context, long base, RingRoom memory, RingSpace space) {
        ring = new RingWords(context, base);
        RingSignals signals = new RingSignals(ring, space);
        PutSide putSide = new PutSide(ring, memory);
        TakeSide takeSide = new TakeSide(ring);
        putLock = new RingLock(
                new RobustLock(context, base + RingLayout.PUT_LOCK, RingLayout.PUT_LOCK_NUMBER),
                putSide::repair,
                List.of(signals.notEmpty, signals.notFull));
        takeLock = new RingLock(
                new RobustLock(context, base + RingLayout.TAKE_LOCK, RingLayout.TAKE_LOCK_NUMBER),
                takeSide::repair,
                List.of(signals.notEmpty, signals.notFull, signals.finished));
        puts = new RingPuts(ring, space, signals, putSide, putLock, takeLock);
        FoundRecord found = new FoundRecord(ring, space, takeSide);
        loans = new RingLoans(ring, space, signals, takeSide, takeLock, found);
        takes = new RingTakes(ring, space, signals, takeSide, takeLock, loans, found);
    }

    /** How many bytes a ring takes whose records have so many, which is a power of two. */
    public static long bytes(long capacityBytes) {
        return RingLayout.RECORDS + capacityBytes;
    }

    /** How many of them must have room from the beginning. */
    public static long firstBytes(long capacityBytes) {
        return RingLayout.RECORDS + firstRoom(capacityBytes);
    }

    private static long firstRoom(long capacityBytes) {
        return Math.min(capacityBytes, RingLayout.FIRST_ROOM_BYTES);
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
        words.setPlain(base + RingLayout.CAPACITY, CheckedWord.seal(capacity));
        words.setPlain(base + RingLayout.CAPACITY_CELLS, CheckedWord.seal(capacityBytes >>> 3));
        words.setPlain(base + RingLayout.MODE, CheckedWord.seal((long) deliveryLimit << 1 | (leasing ? 1 : 0)));
        words.setPlain(base + RingLayout.ROOM, CheckedWord.seal(firstRoom(capacityBytes) >>> 3));
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
            words.setPlain(base + zero, CheckedWord.seal(0));
        }
    }

    @Override
    public boolean offer(Payload payload) {
        return puts.offer(payload);
    }

    @Override
    public boolean put(Payload payload, long timeoutNanos) throws InterruptedException {
        return puts.put(payload, timeoutNanos);
    }

    @Override
    public void putAll(List<? extends Payload> payloads) throws InterruptedException {
        puts.putAll(payloads);
    }

    @Override
    public @Nullable Object poll(Reader reader) {
        return takes.poll(reader);
    }

    @Override
    public @Nullable Object take(Reader reader, long timeoutNanos) throws InterruptedException {
        return takes.take(reader, timeoutNanos);
    }

    @Override
    public int drain(Reader reader, int max, List<Object> taken) {
        return takes.drain(reader, max, taken);
    }

    @Override
    public @Nullable Object peek(Reader reader) {
        return takes.peek(reader);
    }

    @Override
    public List<Object> snapshot(Reader reader) {
        return takes.snapshot(reader);
    }

    @Override
    public boolean remove(long position) {
        return takes.remove(position);
    }

    @Override
    public void done(long position) {
        loans.end(position);
    }

    @Override
    public boolean awaitFinished(long timeoutNanos) throws InterruptedException {
        return loans.awaitFinished(timeoutNanos);
    }

    @Override
    public void listen(boolean listening) {
        loans.listen(listening);
    }

    @Override
    public @Nullable Object takeDeadLetter(Reader reader, long timeoutNanos) throws InterruptedException {
        return loans.takeDeadLetter(reader, timeoutNanos);
    }

    /** The numbers of all segments that records of this ring name. */
    public Set<Long> sides() {
        return takes.sides();
    }

    /** Repairs what a dead process may have left half counted. */
    private void settle() {
        putLock.settle();
        takeLock.settle();
    }

    @Override
    public int size() {
        ring.context.check();
        settle();
        return clamp(balance(RingLayout.TAKEN));
    }

    /** As {@link RingWords#balance}; behind the consumers' lock if they give no rest. */
    private long balance(int counter) {
        for (int attempt = 0; attempt < BALANCES; attempt++) {
            long balance = ring.balance(counter);
            if (balance != Long.MIN_VALUE) {
                return balance;
            }
        }
        takeLock.lock();
        try {
            return ring.puts() - ring.read(RingLayout.PASSED) - ring.read(counter);
        } finally {
            takeLock.unlock(true);
        }
    }

    @Override
    public int unfinished() {
        ring.context.check();
        settle();
        return clamp(balance(RingLayout.DONE));
    }

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
        ring.context.check();
        return ring.isClosed();
    }

    @Override
    public void close() {
        puts.close();
    }
}

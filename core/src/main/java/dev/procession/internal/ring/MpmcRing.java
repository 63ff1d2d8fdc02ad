package dev.procession.internal.ring;

import dev.procession.internal.lock.RobustLock;
import dev.procession.internal.memory.CheckedWord;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.wait.SegmentContext;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ring of a queue: many producers, many consumers, each side under a {@link RobustLock}; the structure of
 * {@link java.util.concurrent.LinkedBlockingQueue} in memory that survives the death of any process that uses it.
 * {@link MpmcRingLayout} has the offsets; {@link PutProtocol}, {@link TakeProtocol} and {@link LeaseProtocol} the order
 * of stores, and what a death in between leaves.
 *
 * <p>Thread safety: any thread of any process.
 */
public final class MpmcRing implements RecordRing {
    /** Maximum number of attempts to read the counters without a lock. */
    private static final int BALANCES = 3;

    private final RingState ring;
    private final RingLock putLock;
    private final RingLock takeLock;
    private final RingProducers puts;
    private final RingConsumers takes;
    private final RingLeases leases;

    /**
     * The ring at {@code base}.
     *
     * @param memory commits memory for parts of the ring that never had any
     * @param space for records that are too long for it
     */
    public MpmcRing(SegmentContext context, long base, BackingStore memory, OverflowStore space) {
        ring = new RingState(context, base);
        RingWaitPoints signals = new RingWaitPoints(ring, space);
        PutProtocol put = new PutProtocol(ring, memory);
        RecordCursor cursor = new RecordCursor(ring, space);
        TakeProtocol take = new TakeProtocol(ring);
        LeaseProtocol lease = new LeaseProtocol(ring, take);
        putLock = new RingLock(
                new RobustLock(context, base + MpmcRingLayout.PUT_LOCK, MpmcRingLayout.PUT_LOCK_NUMBER),
                put::repair,
                List.of(signals.notEmpty, signals.notFull));
        takeLock = new RingLock(
                new RobustLock(context, base + MpmcRingLayout.TAKE_LOCK, MpmcRingLayout.TAKE_LOCK_NUMBER),
                () -> take.repair(cursor),
                List.of(signals.notEmpty, signals.notFull, signals.finished));
        puts = new RingProducers(ring, space, signals, put, putLock, takeLock);
        leases = new RingLeases(ring, space, signals, cursor, lease, takeLock);
        takes = new RingConsumers(ring, space, signals, cursor, take, lease, takeLock, leases);
    }

    /** The length in bytes of a ring with {@code capacityBytes}, a power of two, for its records. */
    public static long bytes(long capacityBytes) {
        return MpmcRingLayout.RECORDS + capacityBytes;
    }

    /** The number of those bytes that must be committed from the beginning. */
    public static long firstBytes(long capacityBytes) {
        return MpmcRingLayout.RECORDS + firstRoom(capacityBytes);
    }

    private static long firstRoom(long capacityBytes) {
        return Math.min(capacityBytes, MpmcRingLayout.FIRST_ROOM_BYTES);
    }

    /**
     * Lays out a ring in memory that is all zeros.
     *
     * @param capacity the largest number of records
     * @param capacityBytes of records; a power of two
     * @param leasing whether what is taken is on lease
     * @param deliveryLimit the maximum number of deliveries of a record, 1 to 15
     */
    public static void layOut(
            SharedWords words, long base, int capacity, long capacityBytes, boolean leasing, int deliveryLimit) {
        words.setPlain(base + MpmcRingLayout.CAPACITY, CheckedWord.seal(capacity));
        words.setPlain(base + MpmcRingLayout.CAPACITY_CELLS, CheckedWord.seal(capacityBytes >>> 3));
        words.setPlain(base + MpmcRingLayout.MODE, CheckedWord.seal((long) deliveryLimit << 1 | (leasing ? 1 : 0)));
        words.setPlain(base + MpmcRingLayout.ROOM, CheckedWord.seal(firstRoom(capacityBytes) >>> 3));
        for (int zero : new int[] {
            MpmcRingLayout.CLOSED,
            MpmcRingLayout.TAIL,
            MpmcRingLayout.HEAD,
            MpmcRingLayout.PUTS,
            MpmcRingLayout.NEXT_TAIL,
            MpmcRingLayout.NEXT_PUTS,
            MpmcRingLayout.PASSED,
            MpmcRingLayout.NEXT,
            MpmcRingLayout.TAKEN,
            MpmcRingLayout.DONE,
            MpmcRingLayout.NEXT_HEAD,
            MpmcRingLayout.NEXT_PASSED,
            MpmcRingLayout.DEAD_COUNT
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
        leases.end(position);
    }

    @Override
    public boolean awaitFinished(long timeoutNanos) throws InterruptedException {
        return leases.awaitFinished(timeoutNanos);
    }

    @Override
    public void listen(boolean listening) {
        leases.listen(listening);
    }

    @Override
    public @Nullable Object takeDeadLetter(Reader reader, long timeoutNanos) throws InterruptedException {
        return leases.takeDeadLetter(reader, timeoutNanos);
    }

    /** The numbers of all segments that records of this ring name. */
    public Set<Long> sides() {
        return takes.sides();
    }

    /** Repairs what a dead process may have left half counted. */
    private void repairIfOwnerDied() {
        putLock.repairIfOwnerDied();
        takeLock.repairIfOwnerDied();
    }

    @Override
    public int size() {
        ring.context.check();
        repairIfOwnerDied();
        return clamp(balance(MpmcRingLayout.TAKEN));
    }

    /** As {@link RingState#balance}; behind the consumers' lock if they give no rest. */
    private long balance(int counter) {
        for (int attempt = 0; attempt < BALANCES; attempt++) {
            long balance = ring.balance(counter);
            if (balance != Long.MIN_VALUE) {
                return balance;
            }
        }
        takeLock.lock();
        try {
            return ring.puts() - ring.readAcquire(MpmcRingLayout.PASSED) - ring.readAcquire(counter);
        } finally {
            takeLock.unlock(true);
        }
    }

    @Override
    public int unfinished() {
        ring.context.check();
        repairIfOwnerDied();
        return clamp(balance(MpmcRingLayout.DONE));
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

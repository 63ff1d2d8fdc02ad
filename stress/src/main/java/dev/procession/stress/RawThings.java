package dev.procession.stress;

import dev.procession.internal.lock.LockLayout;
import dev.procession.internal.lock.LockState;
import dev.procession.internal.lock.SemaphoreState;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.ring.MpmcRing;
import dev.procession.internal.ring.OverflowStore;
import dev.procession.internal.ring.RecordRing;
import dev.procession.internal.session.SessionAttachment;
import dev.procession.internal.sync.MappedLock;
import dev.procession.internal.sync.MappedSemaphore;
import dev.procession.internal.wait.SegmentContext;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** What the workers fight over: two rings, a lock, a semaphore, each in a segment of its own. */
final class RawThings {
    static final int PERMITS = 2;
    private static final int KIND = 99;
    private static final long BASE = 128;
    private static final long RING_BYTES = 1 << 14;
    private static final int CAPACITY = 64;
    /** More than an element is ever lent here by those that die: none becomes poison. */
    private static final int DELIVERIES = 15;

    final RecordRing plain;
    final RecordRing leasing;
    final MappedLock lock;
    final MappedSemaphore semaphore;

    /**
     * The arena of a session.
     *
     * @param through what this process sees the segments through
     */
    RawThings(SessionAttachment session, UnaryOperator<SegmentContext> through) {
        plain = ring(session, "n-stress-plain", false, through);
        leasing = ring(session, "n-stress-leasing", true, through);
        SegmentContext locked = segment(
                session, "n-stress-lock", LockLayout.BYTES, words -> LockState.layOut(words, BASE, false), through);
        lock = new MappedLock(locked, new LockState(locked, BASE, (from, upTo) -> {}), index -> {
            throw new UnsupportedOperationException("no condition here");
        });
        SegmentContext counted = segment(
                session,
                "n-stress-semaphore",
                SemaphoreState.BYTES,
                words -> SemaphoreState.layOut(words, BASE, PERMITS),
                through);
        semaphore = new MappedSemaphore(counted, new SemaphoreState(counted, BASE));
    }

    private static RecordRing ring(
            SessionAttachment session, String file, boolean leasing, UnaryOperator<SegmentContext> through) {
        SegmentContext context = segment(
                session,
                file,
                MpmcRing.bytes(RING_BYTES),
                words -> MpmcRing.layOut(words, BASE, CAPACITY, RING_BYTES, leasing, DELIVERIES),
                through);
        return new MpmcRing(context, BASE, (from, upTo) -> {}, new NoSides());
    }

    private static SegmentContext segment(
            SessionAttachment session,
            String file,
            long bytes,
            Consumer<? super SharedWords> layout,
            UnaryOperator<SegmentContext> through) {
        return through.apply(session.openOrCreate(file, KIND, BASE + bytes, BASE + bytes, layout));
    }

    /** No record is long. */
    private static final class NoSides implements OverflowStore {
        @Override
        public OverflowSegment create(long length) {
            throw new UnsupportedOperationException("no record is that long here: bytes=" + length);
        }

        @Override
        public OverflowSegment open(long id) {
            throw new UnsupportedOperationException("no record is that long here: id=" + id);
        }

        @Override
        public void delete(long id) {}

        @Override
        public void ended() {}
    }
}

package dev.procession.internal.channel;

import dev.procession.internal.liveness.HostedSession;
import dev.procession.internal.ring.MpmcRing;
import dev.procession.internal.segment.SegmentLayout;
import dev.procession.internal.session.OpenSegment;
import dev.procession.internal.session.SessionAttachment;
import dev.procession.internal.session.SessionRegistry;

/** Queues in mapped memory, of a session that has this process only. */
final class SessionQueues implements AutoCloseable {
    private static final long CAPACITY_BYTES = 1 << 16;

    private final HostedSession home = HostedSession.create(null, null);
    private final SessionAttachment session = SessionRegistry.own(home);

    private OpenSegment segment(int capacity, long capacityBytes, boolean leasing) {
        long bytes = SegmentLayout.BYTES + MpmcRing.bytes(capacityBytes);
        return session.create(
                7,
                bytes,
                bytes,
                words -> MpmcRing.layOut(words, SegmentLayout.BYTES, capacity, capacityBytes, leasing, 3));
    }

    private static MpmcRing ring(OpenSegment segment) {
        return new MpmcRing(segment, SegmentLayout.BYTES, (from, upTo) -> {}, new HeapSpace());
    }

    <E> RingQueue<E> plain(int capacity) {
        return plain(capacity, CAPACITY_BYTES);
    }

    <E> RingQueue<E> plain(int capacity, long capacityBytes) {
        OpenSegment segment = segment(capacity, capacityBytes, false);
        return new RingQueue<>(ring(segment), segment, HeapQueues.CODEC, "test queue");
    }

    <E> RingJoinableQueue<E> joinable(int capacity) {
        OpenSegment segment = segment(capacity, CAPACITY_BYTES, true);
        return new RingJoinableQueue<>(ring(segment), segment, HeapQueues.CODEC, "test queue");
    }

    @Override
    public void close() {
        SessionRegistry.close(home);
        home.delete();
    }
}

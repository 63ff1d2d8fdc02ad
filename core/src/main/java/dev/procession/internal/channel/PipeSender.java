package dev.procession.internal.channel;

import dev.procession.channel.ConnectionClosedException;
import dev.procession.internal.ring.BackingStore;
import dev.procession.internal.ring.OverflowReference;
import dev.procession.internal.ring.OverflowStore;
import dev.procession.internal.ring.RecordRing;
import dev.procession.internal.ring.SpscProducer;
import dev.procession.internal.ring.SpscRing;
import dev.procession.internal.segment.NoSpaceException;
import dev.procession.internal.wait.SegmentContext;
import dev.procession.internal.wait.WaitPoint;

/**
 * The sending half of an end. A message that is longer than the ring takes goes to a segment of its own, written
 * before the right to send is taken.
 */
final class PipeSender {
    private final SegmentContext context;
    private final PipeEndpoints ends;
    private final int other;
    private final OverflowStore space;
    private final EndpointLock side;
    private final SpscRing ring;
    private final SpscProducer producer;
    private final PeerLiveness life;

    PipeSender(SegmentContext context, long base, int end, PipeEndpoints ends, BackingStore room, OverflowStore space) {
        this.context = context;
        this.ends = ends;
        this.space = space;
        other = 1 - end;
        side = new EndpointLock(context, base, end);
        ring = new SpscRing(context, base + PipeLayout.ring(end), PipeLayout.FIRST_RING_NUMBER + 2 * end);
        producer = new SpscProducer(ring, room);
        life = new PeerLiveness(context, ends, other);
    }

    void wakeAll() {
        ring.notFull().signalAll();
        ring.notEmpty().signalAll();
    }

    /** Sends, waiting for space. */
    void send(int kind, RecordRing.Payload payload) throws InterruptedException {
        checkOther();
        if (payload.length() <= ring.longest()) {
            try {
                put(kind, payload);
                return;
            } catch (NoSpaceException e) {
                // It may fit elsewhere.
            }
        }
        putAside(kind, payload);
    }

    private void putAside(int kind, RecordRing.Payload payload) throws InterruptedException {
        OverflowReference own = OverflowReference.create(space, payload);
        try {
            put(kind | MessageReader.SIDE, own);
        } catch (Throwable t) {
            space.delete(own.id());
            throw t;
        }
    }

    private void put(int kind, RecordRing.Payload payload) throws InterruptedException {
        if (tryPut(kind, payload)) {
            return;
        }
        ring.notFull()
                .await(
                        () -> {
                            context.check();
                            if (life.isOtherGone()) {
                                throw gone();
                            }
                            return tryPut(kind, payload);
                        },
                        WaitPoint.FOREVER,
                        PeerLiveness.EVERY_NANOS);
    }

    private boolean tryPut(int kind, RecordRing.Payload payload) {
        int length = (int) payload.length();
        if (!side.acquire()) {
            producer.resume();
        }
        try {
            long at = producer.claim(length);
            if (at < 0) {
                return false;
            }
            payload.write(context.words(), at);
            producer.commit(kind, length);
            return true;
        } finally {
            side.release();
        }
    }

    private void checkOther() {
        if (ends.isGone(other)) {
            throw gone();
        }
    }

    private static ConnectionClosedException gone() {
        return new ConnectionClosedException(
                "sending into a pipe: no process is left at the other end, all that held it have closed it or died");
    }
}

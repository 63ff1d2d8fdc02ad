package dev.procession.internal.channel;

import dev.procession.internal.ring.OverflowReference;
import dev.procession.internal.ring.OverflowStore;
import dev.procession.internal.ring.SpscConsumer;
import dev.procession.internal.ring.SpscRing;
import dev.procession.internal.wait.SegmentContext;
import dev.procession.internal.wait.WaitPoint;
import java.io.EOFException;
import java.util.List;

/** The receiving half of an end. What was sent comes before the end of file, which is final. */
final class PipeReceiver {
    private final SegmentContext context;
    private final OverflowStore space;
    private final EndpointLock side;
    private final SpscRing ring;
    private final SpscConsumer consumer;
    private final PeerLiveness life;

    PipeReceiver(SegmentContext context, long base, int end, PipeEndpoints ends, OverflowStore space) {
        this.context = context;
        this.space = space;
        int other = 1 - end;
        side = new EndpointLock(context, base, 2 + end);
        ring = new SpscRing(context, base + PipeLayout.ring(other), PipeLayout.FIRST_RING_NUMBER + 2 * other);
        consumer = new SpscConsumer(ring);
        life = new PeerLiveness(context, ends, other);
    }

    void wakeAll() {
        ring.notFull().signalAll();
        ring.notEmpty().signalAll();
    }

    /** Receives into {@code message}; returns whether it did in time. */
    boolean receive(MessageReader message, long timeoutNanos) throws EOFException, InterruptedException {
        if (tryReceive(message)) {
            return true;
        }
        Receiving receiving = new Receiving(message);
        ring.notEmpty().await(receiving, timeoutNanos, PeerLiveness.EVERY_NANOS);
        if (receiving.atEnd) {
            throw new EOFException(
                    "no process is left at the other end of the pipe, and all that was sent is received");
        }
        return receiving.received;
    }

    /** One wait for a message. */
    private final class Receiving implements WaitPoint.Attempt {
        private final MessageReader message;
        private boolean received;
        private boolean atEnd;

        Receiving(MessageReader message) {
            this.message = message;
        }

        @Override
        public boolean succeeds() {
            context.check();
            received = !ring.isEmpty() && tryReceive(message);
            if (!received && life.isOtherGone()) {
                // Judged first: what was sent before is found now.
                received = tryReceive(message);
                atEnd = !received;
            }
            return received || atEnd;
        }
    }

    private boolean tryReceive(MessageReader message) {
        if (!side.acquire()) {
            consumer.resume();
        }
        boolean more;
        OverflowReference named = null;
        try {
            if (!consumer.next()) {
                return false;
            }
            int kind = consumer.kind();
            if ((kind & MessageReader.SIDE) == 0) {
                message.check(kind, consumer.length());
                message.read(kind, context.words(), consumer.at(), consumer.length());
            } else {
                named = OverflowReference.read(context, consumer.at(), consumer.length());
                message.check(kind & ~MessageReader.SIDE, named.bytes());
                readSide(message, kind & ~MessageReader.SIDE, named);
            }
            consumer.take();
            more = !ring.isEmpty();
        } finally {
            side.release();
        }
        if (named != null) {
            space.delete(named.id());
        }
        if (more) {
            ring.notEmpty().signalAfterFence();
        }
        return true;
    }

    private void readSide(MessageReader message, int kind, OverflowReference named) {
        named.open(context, space, open -> {
            message.read(kind, open.words(), open.at(), named.bytes());
            return message;
        });
    }

    /** Whether a receive would not wait. */
    boolean isReady() {
        context.check();
        return !ring.isEmpty() || life.isOtherGone() || !ring.isEmpty();
    }

    boolean awaitReady(long timeoutNanos) throws InterruptedException {
        return awaitAny(List.of(this), timeoutNanos);
    }

    /** Waits until one is ready; returns whether one was in time. */
    static boolean awaitAny(List<PipeReceiver> inputs, long timeoutNanos) throws InterruptedException {
        WaitPoint.Attempt anyReady = () -> {
            for (int i = 0; i < inputs.size(); i++) {
                if (inputs.get(i).isReady()) {
                    return true;
                }
            }
            return false;
        };
        if (inputs.isEmpty() || anyReady.succeeds()) {
            return !inputs.isEmpty();
        }
        List<WaitPoint> points =
                inputs.stream().map(input -> input.ring.notEmpty()).toList();
        return points.get(0).awaitAny(points, anyReady, timeoutNanos, PeerLiveness.EVERY_NANOS);
    }
}

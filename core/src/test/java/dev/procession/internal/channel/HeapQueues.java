package dev.procession.internal.channel;

import dev.procession.internal.codec.ObjectCodec;
import java.util.List;

/** Queues on {@link HeapRing}. */
final class HeapQueues {
    static final ObjectCodec CODEC = ObjectCodec.create(List.of());

    private HeapQueues() {}

    static <E> RingQueue<E> queue(int capacity) {
        return new RingQueue<>(new HeapRing(capacity, false, 1).process(1), CODEC, new Object(), "test queue");
    }

    static <E> RingJoinableQueue<E> joinable(int capacity) {
        return joinable(new HeapRing(capacity, true, 3), 1);
    }

    static <E> RingJoinableQueue<E> joinable(HeapRing ring, int process) {
        return new RingJoinableQueue<>(ring.process(process), CODEC, ring, "test queue");
    }
}

package dev.procession.internal.channel;

import dev.procession.internal.codec.ObjectCodec;
import dev.procession.internal.memory.ArrayWords;
import dev.procession.internal.wait.SegmentContext;
import dev.procession.simulator.ThreadedSite;
import java.util.List;

/** Queues on {@link HeapRing}. */
final class HeapQueues {
    static final ObjectCodec CODEC = ObjectCodec.create(List.of());

    private HeapQueues() {}

    private static SegmentContext site(int process) {
        return new ThreadedSite(new ArrayWords(8)).process(process);
    }

    static <E> RingQueue<E> queue(int capacity) {
        return new RingQueue<>(new HeapRing(capacity, false, 1).process(1), site(1), CODEC, "test queue");
    }

    static <E> RingJoinableQueue<E> joinable(int capacity) {
        return joinable(new HeapRing(capacity, true, 3), 1, "test queue");
    }

    static <E> RingJoinableQueue<E> joinable(HeapRing ring, int process, String name) {
        return new RingJoinableQueue<>(ring.process(process), site(process), CODEC, name);
    }
}

package dev.procession.internal.channel;

import dev.procession.channel.JoinableQueue;
import dev.procession.internal.channel.JoinableQueueContractTest.Session;
import java.util.HashMap;
import java.util.Map;

/** One queue on the heap's ring, and simulated processes that share it. */
final class HeapRingSession implements Session {
    private final HeapRing ring;
    private final Map<Integer, RingJoinableQueue<?>> queues = new HashMap<>();

    HeapRingSession(int capacity) {
        ring = new HeapRing(capacity, true, 3);
    }

    @Override
    @SuppressWarnings("unchecked") // each test uses its queue for one type
    public <E> JoinableQueue<E> queue(int number) {
        return (JoinableQueue<E>)
                queues.computeIfAbsent(number, process -> HeapQueues.joinable(ring, process, "test queue"));
    }

    @Override
    public void kill(int number) {
        ring.kill(number);
    }
}

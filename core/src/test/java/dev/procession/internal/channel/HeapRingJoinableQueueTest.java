package dev.procession.internal.channel;

import dev.procession.channel.JoinableQueue;
import java.util.HashMap;
import java.util.Map;

/** Loans on the heap's ring. */
class HeapRingJoinableQueueTest extends JoinableQueueContractTest {
    @Override
    Session open(int capacity) {
        HeapRing ring = new HeapRing(capacity, true, 3);
        Map<Integer, RingJoinableQueue<?>> queues = new HashMap<>();
        return new Session() {
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
        };
    }
}

package dev.procession.internal.channel;

import dev.procession.channel.ProcessQueue;

/** The plain queue, on the heap's ring. */
class HeapRingQueueContractTest extends BlockingQueueContractTest {
    @Override
    <E> ProcessQueue<E> make(int capacity) {
        return HeapQueues.queue(capacity);
    }
}

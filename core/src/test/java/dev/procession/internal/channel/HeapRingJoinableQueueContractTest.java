package dev.procession.internal.channel;

import dev.procession.channel.ProcessQueue;

/** The queue that lends, on the heap's ring. */
class HeapRingJoinableQueueContractTest extends BlockingQueueContractTest {
    @Override
    <E> ProcessQueue<E> make(int capacity) {
        return HeapQueues.joinable(capacity);
    }
}

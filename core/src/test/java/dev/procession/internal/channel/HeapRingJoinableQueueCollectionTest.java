package dev.procession.internal.channel;

import dev.procession.channel.ProcessQueue;

/** The queue that lends, on the heap's ring. */
class HeapRingJoinableQueueCollectionTest extends QueueCollectionContractTest {
    @Override
    <E> ProcessQueue<E> make(int capacity) {
        return HeapQueues.joinable(capacity);
    }
}

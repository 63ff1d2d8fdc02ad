package dev.procession.internal.channel;

import dev.procession.channel.ProcessQueue;

/** The queue that lends, on the ring. */
class RingJoinableQueueCollectionTest extends QueueCollectionContractTest {
    @Override
    <E> ProcessQueue<E> make(int capacity) {
        return new SimulatedQueues(capacity, true).plain(1);
    }
}

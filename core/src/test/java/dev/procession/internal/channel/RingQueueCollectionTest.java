package dev.procession.internal.channel;

import dev.procession.channel.ProcessQueue;

/** The plain queue, on the ring. */
class RingQueueCollectionTest extends QueueCollectionContractTest {
    @Override
    <E> ProcessQueue<E> make(int capacity) {
        return new SimulatedQueues(capacity, false).plain(1);
    }
}

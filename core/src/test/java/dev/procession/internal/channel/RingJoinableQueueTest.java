package dev.procession.internal.channel;

/** Loans, joins, deaths and dead letters on the ring. */
class RingJoinableQueueTest extends JoinableQueueContractTest {
    @Override
    Session open(int capacity) {
        return new SimulatedQueues(capacity, true);
    }
}

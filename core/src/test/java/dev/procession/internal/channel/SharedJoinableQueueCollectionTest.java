package dev.procession.internal.channel;

import dev.procession.channel.ProcessQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

/** In the shared memory of a real session. */
@Tag("process")
class SharedJoinableQueueCollectionTest extends QueueCollectionContractTest {
    private final SessionQueues session = new SessionQueues();

    @AfterEach
    void close() {
        session.close();
    }

    @Override
    <E> ProcessQueue<E> make(int capacity) {
        return session.joinable(capacity);
    }
}

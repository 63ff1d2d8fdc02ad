package dev.procession.internal.channel;

import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;

/** In the shared memory of a real session. */
@Tag("process")
class SessionBlockingQueueContractTest extends BlockingQueueContractTest {
    static Stream<Named<Supplier<Queues>>> queues() {
        return Queues.inASession();
    }
}

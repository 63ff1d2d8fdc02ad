package dev.procession.internal.channel;

import dev.procession.channel.ProcessQueue;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests of queues, on the heap; a subclass with another {@link #queues} runs them on others. That is a class of its own
 * because a tag holds for a whole class.
 */
@ParameterizedClass
@MethodSource("queues")
abstract class QueueContractTest {
    @Parameter
    @SuppressWarnings("NullAway.Init") // before any test
    Supplier<Queues> source;

    private Queues queues;

    static Stream<Named<Supplier<Queues>>> queues() {
        return Queues.onTheHeap();
    }

    @BeforeEach
    void open() {
        queues = source.get();
    }

    @AfterEach
    void close() {
        queues.close();
    }

    /** An empty queue. */
    final <E> ProcessQueue<E> make(int capacity) {
        return queues.make(capacity);
    }
}

package dev.procession.internal.channel;

import static org.junit.jupiter.api.Named.named;

import dev.procession.channel.ProcessQueue;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;

/** Where the queues of a contract test come from; each call makes a new one. */
interface Queues extends AutoCloseable {
    <E> ProcessQueue<E> make(int capacity);

    @Override
    default void close() {
        // The heap's own.
    }

    /** On the heap's ring, and on the ring of shared memory, here an array. */
    static Stream<Named<Supplier<Queues>>> onTheHeap() {
        return Stream.of(
                named("queue on the heap's ring", () -> HeapQueues::queue),
                named("joinable queue on the heap's ring", () -> HeapQueues::joinable),
                named("queue on the ring", () -> new OnRing(false)),
                named("joinable queue on the ring", () -> new OnRing(true)));
    }

    /** In the shared memory of a real session. */
    static Stream<Named<Supplier<Queues>>> inASession() {
        return Stream.of(
                named("queue of a session", () -> new InSession(false)),
                named("joinable queue of a session", () -> new InSession(true)));
    }

    /** Each queue in an array of its own. */
    record OnRing(boolean isJoinable) implements Queues {
        @Override
        public <E> ProcessQueue<E> make(int capacity) {
            return new SimulatedQueues(capacity, isJoinable).plain(1);
        }
    }

    /** All queues in one session, which this object opens. */
    final class InSession implements Queues {
        private final SessionQueues session = new SessionQueues();
        private final boolean isJoinable;

        InSession(boolean isJoinable) {
            this.isJoinable = isJoinable;
        }

        @Override
        public <E> ProcessQueue<E> make(int capacity) {
            return isJoinable ? session.joinable(capacity) : session.plain(capacity);
        }

        @Override
        public void close() {
            session.close();
        }
    }
}

package dev.procession.internal.channel;

import static dev.procession.internal.channel.QueueThreads.call;
import static dev.procession.internal.channel.QueueThreads.run;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Named.named;

import dev.procession.channel.JoinableQueue;
import dev.procession.codec.CodecException;
import dev.procession.internal.channel.QueueThreads.Call;
import dev.procession.testkit.Await;
import dev.procession.testkit.Deadline;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Loans, joins, deaths and dead letters, with processes that are simulated. */
@Deadline(seconds = 60)
@ParameterizedClass
@MethodSource("sessions")
class JoinableQueueContractTest {

    /** A session of simulated processes that share one queue of three deliveries. */
    interface Session {
        /** The queue as process {@code number}, from 1 on, has it; always the same object. */
        <E> JoinableQueue<E> queue(int number);

        void kill(int number);
    }

    private final Session session;
    private final JoinableQueue<Integer> queue;

    JoinableQueueContractTest(IntFunction<Session> open) {
        session = open.apply(8);
        queue = session.queue(1);
    }

    static Stream<Named<IntFunction<Session>>> sessions() {
        return Stream.of(
                named("on the heap's ring", HeapRingSession::new),
                named("on the ring", capacity -> new SimulatedQueues(capacity, true)));
    }

    // ---- leases

    @Test
    void taskDone_nothingOnLoan_throws() {
        assertThrows(IllegalStateException.class, queue::taskDone);
        queue.add(1);
        assertThrows(IllegalStateException.class, queue::taskDone);
        assertEquals(1, queue.poll());
        queue.taskDone();
        assertThrows(IllegalStateException.class, queue::taskDone);
    }

    @Test
    void taskDone_inAnotherProcess_throws() {
        queue.add(1);
        queue.poll();

        assertThrows(IllegalStateException.class, () -> session.queue(2).taskDone());
        assertEquals(1, queue.unfinished());
    }

    @Test
    void taken_onLoan_countsAsUnfinishedNotAsSize() throws InterruptedException {
        queue.putAll(List.of(0, 1, 2));
        assertEquals(3, queue.unfinished());

        assertEquals(0, queue.take());
        assertEquals(2, queue.size());
        assertEquals(3, queue.unfinished());
        assertEquals(6, queue.remainingCapacity());

        queue.taskDone();
        assertEquals(2, queue.size());
        assertEquals(2, queue.unfinished());
    }

    @Test
    void capacity_loans_doNotCount() {
        for (int i = 0; i < 8; i++) {
            queue.add(i);
        }
        assertFalse(queue.offer(8));
        assertEquals(0, queue.poll());
        assertTrue(queue.offer(8));
    }

    @Test
    void everyWayOut_lends() throws InterruptedException {
        queue.putAll(List.of(0, 1, 2, 3, 4));
        queue.take();
        queue.poll();
        queue.poll(1, SECONDS);
        queue.remove();
        queue.drainTo(new ArrayList<>());
        assertEquals(5, queue.unfinished());

        for (int i = 4; i >= 0; i--) {
            queue.taskDone();
            assertEquals(i, queue.unfinished());
        }
    }

    @Test
    void removedOrCleared_isFinished() {
        queue.addAll(List.of(0, 1, 2));
        assertTrue(queue.remove((Object) 1));
        assertEquals(2, queue.unfinished());
        queue.clear();
        assertEquals(0, queue.unfinished());
    }

    @Test
    void onLoan_isNotSeenByLookers() {
        queue.addAll(List.of(0, 1));
        queue.poll();

        assertFalse(queue.contains(0));
        assertEquals(List.of(1), new ArrayList<>(queue));
        assertFalse(queue.remove((Object) 0));
        assertEquals(1, queue.peek());
    }

    @Test
    void taskDone_ofAThread_endsItsOwnOldest() throws Exception {
        queue.addAll(List.of(0, 1, 2));
        assertEquals(0, queue.poll());
        call(() -> {
                    assertEquals(1, queue.poll());
                    assertEquals(2, queue.poll());
                    queue.taskDone();
                    return true;
                })
                .get();
        session.kill(1);

        // What is delivered again is what was still on lease.
        JoinableQueue<Integer> heir = session.queue(2);
        assertEquals(0, heir.poll(60, SECONDS));
        assertEquals(2, heir.poll(60, SECONDS));
        assertNull(heir.poll());
    }

    @Test
    void taskDone_ofAThreadWithoutLoans_endsTheOldestOfTheProcess() throws Exception {
        queue.addAll(List.of(0, 1));
        queue.poll();
        queue.poll();
        run(queue::taskDone).get();
        session.kill(1);

        assertEquals(1, session.<Integer>queue(2).poll(60, SECONDS));
        assertNull(session.queue(2).poll());
    }

    @Test
    void taskDone_virtualThreads_endAll() throws Exception {
        JoinableQueue<Integer> own = queue;
        for (int i = 0; i < 8; i++) {
            own.add(i);
        }
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            threads.add(Thread.startVirtualThread(own::poll));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(8, own.unfinished());
        for (int i = 0; i < 8; i++) {
            own.taskDone();
        }
        assertTrue(own.join(Duration.ZERO));
    }

    // ---- join

    @Test
    void join_nothingUnfinished_returns() throws InterruptedException {
        queue.join();
        assertTrue(queue.join(Duration.ZERO));
        assertTrue(queue.join(Duration.ofSeconds(-1)));
    }

    @Test
    void join_elements_waitsForTheirTaskDone() throws Exception {
        queue.add(1);
        Call<Boolean> joiner = run(queue::join).untilWaiting();
        assertEquals(1, queue.take());
        assertFalse(joiner.isDone());
        assertFalse(queue.join(Duration.ofMillis(1)));

        queue.taskDone();

        assertTrue(joiner.get());
    }

    @Test
    void join_closed_stillWaitsForLoans() throws Exception {
        queue.add(1);
        queue.close();
        assertFalse(queue.join(Duration.ZERO));
        queue.take();
        queue.taskDone();
        assertTrue(queue.join(Duration.ofDays(Long.MAX_VALUE / 86400)));
    }

    @Test
    void join_interrupted_throws() {
        queue.add(1);
        Call<Boolean> joiner = run(queue::join).untilWaiting().interrupt();

        assertThrows(InterruptedException.class, joiner::get);
    }

    // ---- deaths

    @Test
    void death_onLoan_isDeliveredAgainInItsOldPlace() throws InterruptedException {
        queue.putAll(List.of(0, 1, 2));
        assertEquals(0, session.queue(2).poll());
        assertEquals(1, queue.poll());
        session.kill(2);
        // A death is noticed soon, not at once; join() checks for deaths.
        Await.until("the death is noticed", () -> !queue.join(Duration.ofMillis(1)) && queue.size() == 2);

        assertEquals(0, queue.poll(60, SECONDS), "before what came after it");
        assertEquals(2, queue.poll());
    }

    @Test
    void death_onLoan_wakesATaker() throws Exception {
        queue.add(7);
        assertEquals(7, session.queue(2).poll());
        Call<Integer> taker = call(queue::take).untilWaiting();
        session.kill(2);

        assertEquals(7, taker.get());
    }

    @Test
    void death_beforeTaskDone_doesNotEndTheJoin() throws Exception {
        queue.add(7);
        assertEquals(7, session.queue(2).poll());
        Call<Boolean> joiner = run(queue::join).untilWaiting();
        session.kill(2);
        assertEquals(7, queue.take());
        assertFalse(joiner.isDone());
        queue.taskDone();

        assertTrue(joiner.get());
    }

    // ---- dead letters

    /** Process {@code first} and the two after it take the oldest element and die of it. */
    private void dieOfTheOldest(int first) throws InterruptedException {
        for (int i = first; i < first + 3; i++) {
            session.queue(i).poll(60, SECONDS);
            session.kill(i);
        }
    }

    @Test
    void poison_withAListener_goesThereOnce() throws Exception {
        BlockingQueue<Integer> letters = new LinkedBlockingQueue<>();
        queue.onDeadLetter(letters::add);
        queue.addAll(List.of(0, 1));
        dieOfTheOldest(2);

        assertEquals(1, session.<Integer>queue(5).take());
        session.queue(5).taskDone();
        assertEquals(0, letters.poll(60, SECONDS));
        queue.join();
        assertTrue(letters.isEmpty());
    }

    @Test
    void poison_withoutAListener_isGone() throws Exception {
        queue.add(0);
        dieOfTheOldest(2);

        queue.join();
        assertNull(queue.poll());
    }

    @Test
    void poison_listenerThrows_isDoneAllTheSame() throws Exception {
        BlockingQueue<Integer> letters = new LinkedBlockingQueue<>();
        queue.onDeadLetter(letter -> {
            letters.add(letter);
            throw new IllegalStateException("thrown by the test's listener");
        });
        queue.add(0);
        dieOfTheOldest(2);
        queue.join();
        assertEquals(0, letters.poll());

        queue.onDeadLetter(letter -> letters.add(letter + 100));
        queue.add(1);
        dieOfTheOldest(5);
        queue.join();
        assertEquals(101, letters.poll());
    }

    @Test
    void listener_queueUnused_itsThreadEnds() {
        String name = "procession-dead-letters-" + listenAndForget();
        Await.until("the listener's thread ends", () -> {
            System.gc();
            return Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().equals(name));
        });
    }

    private static String listenAndForget() {
        RingJoinableQueue<Integer> unused = HeapQueues.joinable(new HeapRing(1, true, 1), 1, "unused queue");
        unused.onDeadLetter(letter -> {});
        return unused.name();
    }

    // ---- what cannot be decoded

    /** Can be sent, and refuses to arrive. */
    record Refuses(int number) implements Serializable {
        private static final ThreadLocal<Boolean> MAY_BE_MADE = ThreadLocal.withInitial(() -> false);

        Refuses {
            if (!MAY_BE_MADE.get()) {
                throw new IllegalStateException("refused by the test's class");
            }
        }

        static Refuses make(int number) {
            MAY_BE_MADE.set(true);
            try {
                return new Refuses(number);
            } finally {
                MAY_BE_MADE.set(false);
            }
        }
    }

    @Test
    void undecodable_taken_isOnLoanUntilTaskDone() {
        JoinableQueue<Object> objects = session.queue(1);
        objects.add(Refuses.make(1));
        objects.add("next");

        assertThrows(CodecException.class, objects::take);
        assertEquals(2, objects.unfinished());
        objects.taskDone();
        assertEquals(1, objects.unfinished());
        assertEquals("next", objects.poll());
    }

    @Test
    void undecodable_drained_isOnLoanAndTheRestIsAdded() {
        JoinableQueue<Object> objects = session.queue(1);
        objects.addAll(List.of(1, Refuses.make(2), 3, Refuses.make(4)));
        List<Object> target = new ArrayList<>();

        CodecException thrown = assertThrows(CodecException.class, () -> objects.drainTo(target));
        assertEquals(1, thrown.getSuppressed().length);
        assertEquals(List.of(1, 3), target);
        assertEquals(4, objects.unfinished());
    }

    @Test
    void drained_targetRefuses_loansCanBeEnded() {
        queue.addAll(List.of(0, 1, 2));
        assertThrows(UnsupportedOperationException.class, () -> queue.drainTo(List.of()));

        queue.taskDone();
        queue.taskDone();
        queue.taskDone();
        assertEquals(0, queue.unfinished());
    }

    @Test
    void undecodable_lookedAt_staysAndEqualsNothing() {
        JoinableQueue<Object> objects = session.queue(1);
        objects.addAll(List.of(Refuses.make(1), "other"));

        assertThrows(CodecException.class, objects::peek);
        assertThrows(CodecException.class, objects::toArray);
        assertTrue(objects.contains("other"));
        assertFalse(objects.contains(Refuses.make(1)));
        assertTrue(objects.remove("other"));
        assertEquals(1, objects.size());
        objects.clear();
        assertEquals(0, objects.size());
    }

    @Test
    void undecodable_takersDie_isPoisonThatIsGivenUp() throws Exception {
        JoinableQueue<Object> objects = session.queue(1);
        BlockingQueue<Object> letters = new LinkedBlockingQueue<>();
        objects.onDeadLetter(letters::add);
        objects.add(Refuses.make(1));
        for (int i = 2; i < 5; i++) {
            int taker = i;
            assertThrows(CodecException.class, () -> session.queue(taker).poll(60, SECONDS));
            session.kill(i);
        }

        objects.join();
        assertTrue(letters.isEmpty());
    }
}

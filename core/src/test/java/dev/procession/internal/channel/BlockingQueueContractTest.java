package dev.procession.internal.channel;

import static dev.procession.internal.channel.QueueThreads.call;
import static dev.procession.internal.channel.QueueThreads.run;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.channel.ProcessQueue;
import dev.procession.channel.QueueClosedException;
import dev.procession.codec.CodecException;
import dev.procession.internal.channel.QueueThreads.Call;
import dev.procession.process.ProcessionException;
import dev.procession.testkit.Deadline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What {@link java.util.concurrent.BlockingQueue} and {@link ProcessQueue} promise of putting, taking, waiting and
 * closing.
 */
@Deadline(seconds = 60)
@SuppressWarnings("NullAway") // null is given where it is refused
class BlockingQueueContractTest extends QueueContractTest {

    /** A queue of the numbers from 0 on. */
    ProcessQueue<Integer> filled(int count, int capacity) {
        ProcessQueue<Integer> queue = make(capacity);
        for (int i = 0; i < count; i++) {
            queue.add(i);
        }
        return queue;
    }

    // ---- an empty queue

    @Test
    void make_empty_hasNothingAndRoom() {
        ProcessQueue<Integer> queue = make(3);

        assertEquals(0, queue.size());
        assertTrue(queue.isEmpty());
        assertEquals(3, queue.remainingCapacity());
        assertEquals(3, queue.capacity());
        assertTrue(queue.capacityBytes() >= 4096);
        assertFalse(queue.isClosed());
    }

    @Test
    void poll_empty_isNull() {
        assertNull(make(1).poll());
    }

    @Test
    void peek_empty_isNull() {
        assertNull(make(1).peek());
    }

    @Test
    void element_empty_throws() {
        assertThrows(NoSuchElementException.class, () -> make(1).element());
    }

    @Test
    void remove_empty_throws() {
        assertThrows(NoSuchElementException.class, () -> make(1).remove());
    }

    @Test
    void timedPoll_empty_isNullAfterTheTime() throws InterruptedException {
        long before = System.nanoTime();

        assertNull(make(1).poll(20, MILLISECONDS));
        assertTrue(System.nanoTime() - before >= MILLISECONDS.toNanos(20));
    }

    @Test
    void timedPoll_emptyAndNoTime_isNullAtOnce() throws InterruptedException {
        assertNull(make(1).poll(0, SECONDS));
        assertNull(make(1).poll(-1, SECONDS));
    }

    // ---- order and bounds

    @Test
    void take_several_isInTheOrderPut() throws InterruptedException {
        ProcessQueue<Integer> queue = filled(5, 5);

        for (int i = 0; i < 5; i++) {
            assertEquals(i, queue.take());
        }
        assertTrue(queue.isEmpty());
    }

    @Test
    void everyWayIn_everyWayOut_isOneOrder() throws InterruptedException {
        ProcessQueue<Integer> queue = make(6);

        assertTrue(queue.add(0));
        assertTrue(queue.offer(1));
        queue.put(2);
        assertTrue(queue.offer(3, 1, SECONDS));
        queue.putAll(List.of(4, 5));

        assertEquals(0, queue.element());
        assertEquals(0, queue.peek());
        assertEquals(0, queue.remove());
        assertEquals(1, queue.poll());
        assertEquals(2, queue.take());
        assertEquals(3, queue.poll(1, SECONDS));
        assertEquals(List.of(4, 5), drained(queue));
    }

    private static <E> List<E> drained(ProcessQueue<E> queue) {
        List<E> list = new ArrayList<>();
        queue.drainTo(list);
        return list;
    }

    @Test
    void size_whileFillingAndDraining_isExact() {
        ProcessQueue<Integer> queue = make(4);
        for (int i = 1; i <= 4; i++) {
            queue.add(i);
            assertEquals(i, queue.size());
            assertEquals(4 - i, queue.remainingCapacity());
        }
        for (int i = 3; i >= 0; i--) {
            queue.remove();
            assertEquals(i, queue.size());
            assertEquals(4 - i, queue.remainingCapacity());
        }
    }

    @Test
    void offer_full_isFalse() {
        assertFalse(filled(2, 2).offer(9));
    }

    @Test
    void add_full_throws() {
        assertThrows(IllegalStateException.class, () -> filled(2, 2).add(9));
    }

    @Test
    void timedOffer_full_isFalseAfterTheTime() throws InterruptedException {
        long before = System.nanoTime();

        assertFalse(filled(1, 1).offer(9, 20, MILLISECONDS));
        assertTrue(System.nanoTime() - before >= MILLISECONDS.toNanos(20));
        assertFalse(filled(1, 1).offer(9, 0, MILLISECONDS));
        assertFalse(filled(1, 1).offer(9, -1, MILLISECONDS));
    }

    @Test
    void capacityOne_manyRounds_keepsOrder() throws InterruptedException {
        ProcessQueue<Integer> queue = make(1);
        for (int i = 0; i < 1000; i++) {
            queue.put(i);
            assertFalse(queue.offer(-1));
            assertEquals(i, queue.take());
        }
    }

    @Test
    void peek_severalTimes_leavesTheElement() {
        ProcessQueue<Integer> queue = filled(2, 2);

        assertEquals(0, queue.peek());
        assertEquals(0, queue.peek());
        assertEquals(2, queue.size());
    }

    // ---- null

    @Test
    void null_everyWayIn_isRefused() {
        ProcessQueue<@Nullable Integer> queue = make(2);

        assertThrows(NullPointerException.class, () -> queue.add(null));
        assertThrows(NullPointerException.class, () -> queue.offer(null));
        assertThrows(NullPointerException.class, () -> queue.put(null));
        assertThrows(NullPointerException.class, () -> queue.offer(null, 1, SECONDS));
        assertThrows(NullPointerException.class, () -> queue.addAll(Arrays.asList(1, null)));
        assertEquals(1, queue.size());
        assertThrows(NullPointerException.class, () -> queue.putAll(Arrays.asList(2, null)));
        assertEquals(1, queue.size(), "putAll puts none if one is refused");
        assertThrows(NullPointerException.class, () -> queue.addAll(null));
        assertThrows(NullPointerException.class, () -> queue.putAll(null));
    }

    // ---- waiting

    @Test
    void take_waits_untilAPut() throws Exception {
        ProcessQueue<Integer> queue = make(1);
        Call<Integer> taker = call(queue::take).untilWaiting();

        queue.put(7);

        assertEquals(7, taker.get());
    }

    @Test
    void timedPoll_waits_untilAPut() throws Exception {
        ProcessQueue<Integer> queue = make(1);
        Call<@Nullable Integer> taker = call(() -> queue.poll(60, SECONDS)).untilWaiting();

        assertTrue(queue.offer(7));

        assertEquals(7, taker.get());
    }

    @Test
    void put_waits_untilATake() throws Exception {
        ProcessQueue<Integer> queue = filled(1, 1);
        Call<Boolean> putter = run(() -> queue.put(1)).untilWaiting();

        assertEquals(0, queue.take());

        assertTrue(putter.get());
        assertEquals(1, queue.take());
    }

    @Test
    void timedOffer_waits_untilATake() throws Exception {
        ProcessQueue<Integer> queue = filled(1, 1);
        Call<Boolean> putter = call(() -> queue.offer(1, 60, SECONDS)).untilWaiting();

        assertEquals(0, queue.poll());

        assertTrue(putter.get());
    }

    @Test
    void put_waits_untilARemoveOrClearOrDrain() throws Exception {
        ProcessQueue<Integer> queue = filled(1, 1);
        Call<Boolean> putter = run(() -> queue.put(1)).untilWaiting();
        assertTrue(queue.remove((Object) 0));
        assertTrue(putter.get());

        putter = run(() -> queue.put(2)).untilWaiting();
        queue.clear();
        assertTrue(putter.get());

        putter = run(() -> queue.put(3)).untilWaiting();
        assertEquals(List.of(2), drained(queue));
        assertTrue(putter.get());
        assertEquals(List.of(3), drained(queue));
    }

    @Test
    void putAll_moreThanTheCapacity_waitsForRoom() throws Exception {
        ProcessQueue<Integer> queue = make(2);
        List<Integer> all = List.of(0, 1, 2, 3, 4, 5, 6);
        Call<Boolean> putter = run(() -> queue.putAll(all)).untilWaiting();

        List<Integer> taken = new ArrayList<>();
        while (taken.size() < all.size()) {
            taken.add(queue.take());
        }

        assertTrue(putter.get());
        assertEquals(all, taken);
    }

    @Test
    void take_manyWaiters_eachGetsOne() throws Exception {
        ProcessQueue<Integer> queue = make(8);
        List<Call<Integer>> takers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            takers.add(call(queue::take).untilWaiting());
        }

        queue.putAll(List.of(0, 1, 2, 3, 4, 5, 6, 7));

        List<Integer> taken = new ArrayList<>();
        for (Call<Integer> taker : takers) {
            taken.add(taker.get());
        }
        assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7), taken.stream().sorted().toList());
    }

    // ---- interrupts

    @Test
    void take_interruptedWhileItWaits_throwsAndTakesNothing() throws Exception {
        ProcessQueue<Integer> queue = make(1);
        Call<Integer> taker = call(queue::take).untilWaiting().interrupt();

        assertThrows(InterruptedException.class, taker::get);
        queue.put(1);
        assertEquals(1, queue.poll());
    }

    @Test
    void timedPoll_interruptedWhileItWaits_throws() {
        ProcessQueue<Integer> queue = make(1);
        Call<@Nullable Integer> taker =
                call(() -> queue.poll(60, SECONDS)).untilWaiting().interrupt();

        assertThrows(InterruptedException.class, taker::get);
    }

    @Test
    void put_interruptedWhileItWaits_throwsAndPutsNothing() throws Exception {
        ProcessQueue<Integer> queue = filled(1, 1);
        Call<Boolean> putter = run(() -> queue.put(1)).untilWaiting().interrupt();

        assertThrows(InterruptedException.class, putter::get);
        assertEquals(List.of(0), drained(queue));
    }

    @Test
    void timedOffer_interruptedWhileItWaits_throws() {
        ProcessQueue<Integer> queue = filled(1, 1);
        Call<Boolean> putter =
                call(() -> queue.offer(1, 60, SECONDS)).untilWaiting().interrupt();

        assertThrows(InterruptedException.class, putter::get);
    }

    @Test
    void putAll_interruptedWhileItWaits_keepsWhatWasPut() {
        ProcessQueue<Integer> queue = make(2);
        Call<Boolean> putter =
                run(() -> queue.putAll(List.of(0, 1, 2))).untilWaiting().interrupt();

        assertThrows(InterruptedException.class, putter::get);
        assertEquals(List.of(0, 1), drained(queue));
    }

    @Test
    void waitingForms_interruptedBefore_throwEvenIfTheyNeedNotWait() {
        ProcessQueue<Integer> queue = filled(1, 3);

        assertThrows(InterruptedException.class, interrupted(() -> queue.put(1)));
        assertThrows(InterruptedException.class, interrupted(() -> queue.offer(1, 1, SECONDS)));
        assertThrows(InterruptedException.class, interrupted(() -> queue.putAll(List.of(1))));
        assertThrows(InterruptedException.class, interrupted(queue::take));
        assertThrows(InterruptedException.class, interrupted(() -> queue.poll(1, SECONDS)));
        assertEquals(1, queue.size());
    }

    private static org.junit.jupiter.api.function.Executable interrupted(QueueThreads.Waiting operation) {
        return () -> {
            Thread.currentThread().interrupt();
            operation.run();
        };
    }

    @Test
    void otherForms_interrupted_workAndKeepTheStatus() {
        ProcessQueue<Integer> queue = make(3);
        Thread.currentThread().interrupt();
        try {
            assertTrue(queue.offer(1));
            assertTrue(queue.add(2));
            assertEquals(1, queue.peek());
            assertEquals(1, queue.poll());
            assertEquals(List.of(2), drained(queue));
            assertNull(queue.poll());
        } finally {
            assertTrue(Thread.interrupted());
        }
    }

    // ---- closing

    @Test
    void close_everyWayIn_throws() {
        ProcessQueue<Integer> queue = make(3);
        queue.close();

        assertTrue(queue.isClosed());
        assertThrows(QueueClosedException.class, () -> queue.add(1));
        assertThrows(QueueClosedException.class, () -> queue.offer(1));
        assertThrows(QueueClosedException.class, () -> queue.put(1));
        assertThrows(QueueClosedException.class, () -> queue.offer(1, 1, SECONDS));
        assertThrows(QueueClosedException.class, () -> queue.putAll(List.of(1)));
        assertThrows(QueueClosedException.class, () -> queue.addAll(List.of(1)));
    }

    @Test
    void close_full_offerThrowsToo() {
        ProcessQueue<Integer> queue = filled(1, 1);
        queue.close();

        assertThrows(QueueClosedException.class, () -> queue.offer(1));
    }

    @Test
    void close_twice_isOnce() {
        ProcessQueue<Integer> queue = make(1);
        queue.close();
        queue.close();

        assertTrue(queue.isClosed());
    }

    @Test
    void close_withElements_takersDrainThenLearn() throws InterruptedException {
        ProcessQueue<Integer> queue = filled(3, 3);
        queue.close();

        assertEquals(3, queue.size());
        assertEquals(0, queue.take());
        assertEquals(1, queue.poll(1, SECONDS));
        assertEquals(2, queue.poll());
        assertNull(queue.poll());
        assertNull(queue.peek());
        assertThrows(QueueClosedException.class, queue::take);
        assertThrows(QueueClosedException.class, () -> queue.poll(1, SECONDS));
        assertThrows(QueueClosedException.class, () -> queue.poll(0, SECONDS));
        assertEquals(0, queue.drainTo(new ArrayList<>()));
    }

    @Test
    void close_whileTakersWait_throwsToAll() {
        ProcessQueue<Integer> queue = make(1);
        List<Call<Integer>> takers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            takers.add(call(queue::take).untilWaiting());
        }

        queue.close();

        takers.forEach(taker -> assertThrows(QueueClosedException.class, taker::get));
    }

    @Test
    void close_whilePuttersWait_throwsToAllAndKeepsTheElements() {
        ProcessQueue<Integer> queue = filled(1, 1);
        List<Call<Boolean>> putters = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            putters.add(run(() -> queue.put(9)).untilWaiting());
        }

        queue.close();

        putters.forEach(putter -> assertThrows(QueueClosedException.class, putter::get));
        assertEquals(List.of(0), drained(queue));
    }

    @Test
    void close_whilePutAllWaits_keepsWhatWasPut() {
        ProcessQueue<Integer> queue = make(2);
        Call<Boolean> putter = run(() -> queue.putAll(List.of(0, 1, 2))).untilWaiting();

        queue.close();

        assertThrows(QueueClosedException.class, putter::get);
        assertEquals(List.of(0, 1), drained(queue));
    }

    // ---- elements to come

    @Test
    void untilClosed_drained_ends() {
        ProcessQueue<Integer> queue = filled(3, 3);
        queue.close();

        List<Integer> seen = new ArrayList<>();
        for (Integer element : queue.untilClosed()) {
            seen.add(element);
        }

        assertEquals(List.of(0, 1, 2), seen);
        Iterator<Integer> another = queue.untilClosed().iterator();
        assertFalse(another.hasNext());
        assertThrows(NoSuchElementException.class, another::next);
    }

    @Test
    void untilClosed_hasNextTwice_takesOne() {
        ProcessQueue<Integer> queue = filled(2, 2);
        Iterator<Integer> elements = queue.untilClosed().iterator();

        assertTrue(elements.hasNext());
        assertTrue(elements.hasNext());
        assertEquals(0, elements.next());
        assertEquals(1, queue.size());
    }

    @Test
    void untilClosed_waits_untilClosed() throws Exception {
        ProcessQueue<Integer> queue = make(2);
        Call<Boolean> consumer =
                call(() -> queue.untilClosed().iterator().hasNext()).untilWaiting();

        queue.close();

        assertFalse(consumer.get());
    }

    @Test
    void untilClosed_interrupted_throwsAndKeepsTheStatus() throws Exception {
        ProcessQueue<Integer> queue = make(2);
        Call<Boolean> consumer = call(() -> {
                    Iterator<Integer> elements = queue.untilClosed().iterator();
                    assertThrows(ProcessionException.class, elements::hasNext);
                    return Thread.currentThread().isInterrupted();
                })
                .untilWaiting()
                .interrupt();

        assertTrue(consumer.get());
    }

    @Test
    void consume_limited_takesNoMore() {
        ProcessQueue<Integer> queue = filled(5, 5);

        assertEquals(List.of(0, 1, 2), queue.consume().limit(3).toList());
        assertEquals(2, queue.size());
    }

    @Test
    void consume_closed_takesAll() {
        ProcessQueue<Integer> queue = filled(5, 5);
        queue.close();

        assertEquals(List.of(0, 1, 2, 3, 4), queue.consume().toList());
        assertEquals(0, queue.consume().count());
    }

    // ---- what cannot be sent

    @Test
    void put_notSendable_failsHereAndPutsNothing() {
        ProcessQueue<Object> queue = make(3);
        Object unsendable = new Thread();

        assertThrows(CodecException.class, () -> queue.put(unsendable));
        assertThrows(CodecException.class, () -> queue.offer(unsendable));
        assertThrows(CodecException.class, () -> queue.putAll(List.of(1, unsendable)));
        assertTrue(queue.isEmpty());
        queue.add("still works");
        assertEquals("still works", queue.poll());
    }
}

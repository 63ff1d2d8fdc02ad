package dev.procession.internal.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.sync.ProcessBarrier;
import dev.procession.sync.ProcessEvent;
import dev.procession.sync.ProcessLatch;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The contracts of {@link java.util.concurrent.CountDownLatch} and {@link java.util.concurrent.CyclicBarrier}, and of
 * events, for the threads of one process.
 */
abstract class MeetingContractTest {
    private final Synchronizers all = open();

    abstract Synchronizers open();

    @AfterEach
    void close() {
        all.close();
    }

    // Latches.

    @Test
    void countDown_toZero_releasesAll() throws InterruptedException {
        ProcessLatch latch = all.latch(2);
        Background[] waiters = {Background.start(latch::await), Background.startVirtual(latch::await)};
        latch.countDown();
        assertEquals(1, latch.getCount());
        assertFalse(latch.await(10, TimeUnit.MILLISECONDS));
        assertFalse(waiters[0].isDone() || waiters[1].isDone());
        latch.countDown();
        waiters[0].join();
        waiters[1].join();
        assertEquals(0, latch.getCount());
    }

    @Test
    void countDown_atZero_staysThere() throws InterruptedException {
        ProcessLatch latch = all.latch(0);
        latch.countDown();
        assertEquals(0, latch.getCount());
        latch.await();
        assertTrue(latch.await(0, TimeUnit.SECONDS));
    }

    @Test
    void await_latchTimedOut_isNotEarly() throws InterruptedException {
        ProcessLatch latch = all.latch(1);
        long start = System.nanoTime();
        assertFalse(latch.await(25, TimeUnit.MILLISECONDS));
        assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(25));
        assertFalse(latch.await(-1, TimeUnit.SECONDS));
    }

    @Test
    void await_latchInterrupted_throws() throws InterruptedException {
        ProcessLatch latch = all.latch(1);
        Background waiter = Background.start(latch::await);
        waiter.interrupt();
        assertInstanceOf(InterruptedException.class, waiter.failure());
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> latch.await(1, TimeUnit.HOURS));
        assertEquals(1, latch.getCount());
    }

    // Events.

    @Test
    void set_event_releasesAllAndStays() throws InterruptedException {
        ProcessEvent event = all.event();
        assertFalse(event.isSet());
        Background[] waiters = {Background.start(event::await), Background.startVirtual(event::await)};
        assertFalse(event.await(10, TimeUnit.MILLISECONDS));
        event.set();
        event.set();
        waiters[0].join();
        waiters[1].join();
        event.await();
        assertTrue(event.isSet());
        event.clear();
        event.clear();
        assertFalse(event.isSet());
        assertFalse(event.await(0, TimeUnit.SECONDS));
    }

    @Test
    void set_clearedAtOnce_isNotMissed() {
        ProcessEvent event = all.event();
        for (int round = 0; round < 100; round++) {
            ProcessEvent begun = all.event();
            Background waiter = Background.start(() -> {
                begun.set();
                event.await();
            });
            // It may not wait yet, and then there is nothing to miss: it is set until the waiter has gone on.
            while (!waiter.isDone()) {
                event.set();
                event.clear();
            }
            waiter.join();
        }
    }

    @Test
    void await_eventInterrupted_throws() throws InterruptedException {
        ProcessEvent event = all.event();
        Background waiter = Background.start(event::await);
        waiter.interrupt();
        assertInstanceOf(InterruptedException.class, waiter.failure());
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> event.await(1, TimeUnit.HOURS));
    }

    // Barriers.

    @Test
    void await_allCome_eachHasItsNumber() {
        ProcessBarrier barrier = all.barrier(4);
        assertEquals(4, barrier.getParties());
        for (int round = 0; round < 50; round++) {
            Set<Integer> numbers = ConcurrentHashMap.newKeySet();
            Background[] parties = new Background[4];
            for (int i = 0; i < parties.length; i++) {
                Background.Body body = () -> numbers.add(barrier.await());
                parties[i] = i % 2 == 0 ? Background.start(body) : Background.startVirtual(body);
            }
            for (Background party : parties) {
                party.join();
            }
            assertEquals(Set.of(0, 1, 2, 3), numbers);
        }
        assertEquals(0, barrier.getNumberWaiting());
        assertFalse(barrier.isBroken());
    }

    @Test
    void await_oneParty_neverWaits() throws Exception {
        ProcessBarrier barrier = all.barrier(1);
        assertEquals(0, barrier.await());
        assertEquals(0, barrier.await(0, TimeUnit.SECONDS));
    }

    @Test
    void await_timedOut_breaksForAllWhoWaitAndCome() {
        ProcessBarrier barrier = all.barrier(3);
        Background waiter = Background.start(barrier::await);
        Background timed = Background.start(() -> barrier.await(30, TimeUnit.MILLISECONDS));
        assertInstanceOf(TimeoutException.class, timed.failure());
        assertInstanceOf(BrokenBarrierException.class, waiter.failure());
        assertTrue(barrier.isBroken());
        assertThrows(BrokenBarrierException.class, barrier::await);
        assertEquals(0, barrier.getNumberWaiting());
    }

    @Test
    void await_interruptedBeforeItCame_breaks() {
        ProcessBarrier barrier = all.barrier(2);
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, barrier::await);
        assertFalse(Thread.interrupted());
        assertTrue(barrier.isBroken());
    }

    @Test
    void await_interruptedWhileItWaits_breaksForTheOthers() throws InterruptedException {
        ProcessBarrier barrier = all.barrier(3);
        Background one = Background.start(barrier::await);
        Background other = Background.start(barrier::await);
        one.interrupt();
        assertInstanceOf(InterruptedException.class, one.failure());
        assertInstanceOf(BrokenBarrierException.class, other.failure());
        assertTrue(barrier.isBroken());
    }

    @Test
    void reset_brokenOrWaitedFor_isWholeAgain() throws Exception {
        ProcessBarrier barrier = all.barrier(2);
        Background waiter = Background.start(barrier::await);
        while (barrier.getNumberWaiting() == 0) {
            Thread.onSpinWait();
        }
        barrier.reset();
        assertInstanceOf(BrokenBarrierException.class, waiter.failure());
        assertFalse(barrier.isBroken());
        assertThrows(TimeoutException.class, () -> barrier.await(1, TimeUnit.MILLISECONDS));
        assertTrue(barrier.isBroken());
        barrier.reset();
        Background next = Background.start(barrier::await);
        barrier.await();
        next.join();
    }

    @Test
    void getNumberWaiting_partiesCome_countsThem() {
        ProcessBarrier barrier = all.barrier(3);
        assertEquals(0, barrier.getNumberWaiting());
        Background one = Background.start(barrier::await);
        while (barrier.getNumberWaiting() < 1) {
            Thread.onSpinWait();
        }
        Background two = Background.start(barrier::await);
        while (barrier.getNumberWaiting() < 2) {
            Thread.onSpinWait();
        }
        Background three = Background.start(barrier::await);
        one.join();
        two.join();
        three.join();
        assertEquals(0, barrier.getNumberWaiting());
    }
}

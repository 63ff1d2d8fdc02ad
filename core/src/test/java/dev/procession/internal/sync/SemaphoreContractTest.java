package dev.procession.internal.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.sync.ProcessSemaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The contract of {@link java.util.concurrent.Semaphore}, for the threads of one process. */
abstract class SemaphoreContractTest {
    private final Synchronizers all = open();

    abstract Synchronizers open();

    @AfterEach
    void close() {
        all.close();
    }

    @Test
    void tryAcquire_permits_areAsManyAsMade() {
        ProcessSemaphore semaphore = all.semaphore(2);
        assertEquals(2, semaphore.availablePermits());
        assertTrue(semaphore.tryAcquire());
        assertTrue(semaphore.tryAcquire());
        assertFalse(semaphore.tryAcquire());
        assertEquals(0, semaphore.availablePermits());
        semaphore.release();
        assertTrue(semaphore.tryAcquire());
    }

    @Test
    void semaphore_madeWithNone_waitsForTheFirstRelease() throws InterruptedException {
        ProcessSemaphore semaphore = all.semaphore(0);
        Background waiter = Background.start(semaphore::acquire);
        assertFalse(semaphore.tryAcquire(10, TimeUnit.MILLISECONDS));
        assertFalse(waiter.isDone());
        semaphore.release();
        waiter.join();
    }

    @Test
    void semaphore_madeNegative_needsReleasesFirst() {
        ProcessSemaphore semaphore = all.semaphore(-2);
        assertEquals(-2, semaphore.availablePermits());
        semaphore.release(2);
        assertFalse(semaphore.tryAcquire());
        semaphore.release();
        assertTrue(semaphore.tryAcquire());
    }

    @Test
    void tryAcquire_several_areAllOrNone() throws InterruptedException {
        ProcessSemaphore semaphore = all.semaphore(3);
        assertFalse(semaphore.tryAcquire(4));
        assertEquals(3, semaphore.availablePermits());
        assertTrue(semaphore.tryAcquire(3));
        assertFalse(semaphore.tryAcquire(1, 1, TimeUnit.MILLISECONDS));
        semaphore.release(3);
        assertTrue(semaphore.tryAcquire(2, 0, TimeUnit.SECONDS));
        assertEquals(1, semaphore.availablePermits());
    }

    @Test
    void acquire_none_isAlwaysGot() throws InterruptedException {
        ProcessSemaphore semaphore = all.semaphore(0);
        semaphore.acquire(0);
        assertTrue(semaphore.tryAcquire(0));
        semaphore.release(0);
        assertEquals(0, semaphore.availablePermits());
    }

    @Test
    void acquire_negative_isRefusedWithTheNumber() {
        ProcessSemaphore semaphore = all.semaphore(1);
        for (IllegalArgumentException refused : new IllegalArgumentException[] {
            assertThrows(IllegalArgumentException.class, () -> semaphore.acquire(-7)),
            assertThrows(IllegalArgumentException.class, () -> semaphore.acquireUninterruptibly(-7)),
            assertThrows(IllegalArgumentException.class, () -> semaphore.tryAcquire(-7)),
            assertThrows(IllegalArgumentException.class, () -> semaphore.tryAcquire(-7, 1, TimeUnit.SECONDS)),
            assertThrows(IllegalArgumentException.class, () -> semaphore.release(-7))
        }) {
            assertTrue(refused.toString().contains("-7"), refused.toString());
        }
        assertEquals(1, semaphore.availablePermits());
    }

    @Test
    void release_moreThanAnIntHolds_isRefusedAndNothingChanges() {
        ProcessSemaphore semaphore = all.semaphore(Integer.MAX_VALUE);
        assertThrows(IllegalArgumentException.class, semaphore::release);
        assertEquals(Integer.MAX_VALUE, semaphore.availablePermits());
        assertTrue(semaphore.tryAcquire(Integer.MAX_VALUE));
    }

    @Test
    void release_beyondWhatWasMade_adds() {
        ProcessSemaphore semaphore = all.semaphore(1);
        semaphore.release(4);
        assertEquals(5, semaphore.availablePermits());
        assertEquals(5, semaphore.drainPermits());
        assertEquals(0, semaphore.drainPermits());
        assertEquals(0, semaphore.availablePermits());
    }

    @Test
    void release_byAnotherThread_isAllowed() {
        ProcessSemaphore semaphore = all.semaphore(1);
        assertTrue(semaphore.tryAcquire());
        Background.start(semaphore::release).join();
        assertTrue(semaphore.tryAcquire());
    }

    @Test
    void tryAcquire_timedOut_isNotEarly() throws InterruptedException {
        ProcessSemaphore semaphore = all.semaphore(0);
        long start = System.nanoTime();
        assertFalse(semaphore.tryAcquire(25, TimeUnit.MILLISECONDS));
        assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(25));
        assertFalse(semaphore.tryAcquire(-1, TimeUnit.SECONDS));
    }

    @Test
    void acquire_interruptedBefore_throwsAndTakesNothing() {
        ProcessSemaphore semaphore = all.semaphore(1);
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, semaphore::acquire);
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> semaphore.tryAcquire(1, TimeUnit.HOURS));
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> semaphore.acquire(1));
        assertFalse(Thread.interrupted());
        assertEquals(1, semaphore.availablePermits());
    }

    @Test
    void acquire_interruptedWhileItWaits_throwsAndTakesNothing() throws InterruptedException {
        ProcessSemaphore semaphore = all.semaphore(0);
        Background waiter = Background.start(semaphore::acquire);
        Background several = Background.start(() -> semaphore.tryAcquire(3, 1, TimeUnit.HOURS));
        waiter.interrupt();
        several.interrupt();
        assertInstanceOf(InterruptedException.class, waiter.failure());
        assertInstanceOf(InterruptedException.class, several.failure());
        semaphore.release(3);
        assertEquals(3, semaphore.availablePermits());
    }

    @Test
    void acquireUninterruptibly_interrupted_waitsOnAndKeepsTheStatus() throws InterruptedException {
        ProcessSemaphore semaphore = all.semaphore(0);
        Background waiter = Background.start(() -> {
            semaphore.acquireUninterruptibly();
            assertTrue(Thread.interrupted());
            semaphore.acquireUninterruptibly(2);
        });
        waiter.interrupt();
        assertFalse(semaphore.tryAcquire(10, TimeUnit.MILLISECONDS));
        assertFalse(waiter.isDone());
        semaphore.release(3);
        waiter.join();
    }

    @Test
    void release_waiterThatWantsManyIsFirst_theOneThatWantsFewGoesOn() {
        ProcessSemaphore semaphore = all.semaphore(0);
        Background many = Background.start(() -> semaphore.acquire(5));
        Background few = Background.start(() -> semaphore.acquire(1));
        semaphore.release();
        few.join();
        assertFalse(many.isDone());
        semaphore.release(5);
        many.join();
    }

    @Test
    void acquire_manyThreads_neverMoreInsideThanPermits() {
        ProcessSemaphore semaphore = all.semaphore(3);
        AtomicInteger inside = new AtomicInteger();
        Background[] threads = new Background[8];
        for (int i = 0; i < threads.length; i++) {
            Background.Body body = () -> {
                for (int round = 0; round < 200; round++) {
                    semaphore.acquire();
                    int now = inside.incrementAndGet();
                    assertTrue(now <= 3, "inside=" + now);
                    inside.decrementAndGet();
                    semaphore.release();
                }
            };
            threads[i] = i % 2 == 0 ? Background.start(body) : Background.startVirtual(body);
        }
        for (Background thread : threads) {
            thread.join();
        }
        assertEquals(3, semaphore.availablePermits());
    }
}

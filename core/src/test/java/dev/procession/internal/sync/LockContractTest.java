package dev.procession.internal.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.sync.OwnerDeathPolicy;
import dev.procession.sync.ProcessLock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@link java.util.concurrent.locks.Lock}, and what {@link ProcessLock} adds, for the threads of one
 * process.
 */
@SuppressWarnings("LockNotBeforeTry") // what fails here fails the test
abstract class LockContractTest {
    private final Synchronizers all = open();
    private final ProcessLock lock = all.lock();

    abstract Synchronizers open();

    @AfterEach
    void close() {
        all.close();
    }

    /** Another thread holds the lock until it is told. */
    private Background hold(ProcessLock held, CountDownLatch until) throws InterruptedException {
        CountDownLatch has = new CountDownLatch(1);
        Background holder = Background.start(() -> {
            held.lock();
            has.countDown();
            until.await();
            held.unlock();
        });
        has.await();
        return holder;
    }

    @Test
    void lock_free_isHeldByThisThreadAlone() {
        assertFalse(lock.isLocked());
        lock.lock();
        assertTrue(lock.isHeldByCurrentThread());
        assertTrue(lock.isLocked());
        assertEquals(1, lock.getHoldCount());
        Background.start(() -> {
                    assertFalse(lock.isHeldByCurrentThread());
                    assertEquals(0, lock.getHoldCount());
                    assertTrue(lock.isLocked());
                })
                .join();
        lock.unlock();
        assertFalse(lock.isHeldByCurrentThread());
        assertFalse(lock.isLocked());
    }

    @Test
    void lock_again_countsHolds() {
        for (int i = 1; i <= 5; i++) {
            lock.lock();
            assertEquals(i, lock.getHoldCount());
        }
        for (int i = 4; i >= 0; i--) {
            assertTrue(lock.isLocked());
            lock.unlock();
            assertEquals(i, lock.getHoldCount());
        }
        assertFalse(lock.isLocked());
    }

    @Test
    void tryLock_heldByThisThread_countsHolds() throws InterruptedException {
        lock.lock();
        assertTrue(lock.tryLock());
        assertTrue(lock.tryLock(0, TimeUnit.SECONDS));
        lock.lockInterruptibly();
        assertEquals(4, lock.getHoldCount());
        for (int i = 0; i < 4; i++) {
            lock.unlock();
        }
        assertFalse(lock.isLocked());
    }

    @Test
    void unlock_notHeld_isRefused() {
        assertThrows(IllegalMonitorStateException.class, lock::unlock);
        lock.lock();
        assertInstanceOf(
                IllegalMonitorStateException.class,
                Background.start(lock::unlock).failure());
        lock.unlock();
        assertThrows(IllegalMonitorStateException.class, lock::unlock);
    }

    @Test
    void tryLock_heldByAnother_doesNotWait() throws Exception {
        CountDownLatch until = new CountDownLatch(1);
        Background holder = hold(lock, until);
        assertFalse(lock.tryLock());
        assertFalse(lock.tryLock(0, TimeUnit.SECONDS));
        assertFalse(lock.tryLock(-1, TimeUnit.SECONDS));
        until.countDown();
        holder.join();
        assertTrue(lock.tryLock());
        lock.unlock();
    }

    @Test
    void tryLock_timedOut_isNotEarly() throws Exception {
        CountDownLatch until = new CountDownLatch(1);
        Background holder = hold(lock, until);
        long start = System.nanoTime();
        assertFalse(lock.tryLock(30, TimeUnit.MILLISECONDS));
        assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(30));
        assertFalse(lock.isHeldByCurrentThread());
        until.countDown();
        holder.join();
    }

    @Test
    void tryLock_releasedInTime_isGot() throws Exception {
        CountDownLatch until = new CountDownLatch(1);
        Background holder = hold(lock, until);
        Background waiter = Background.start(() -> {
            assertTrue(lock.tryLock(1, TimeUnit.HOURS));
            lock.unlock();
        });
        assertFalse(lock.tryLock(10, TimeUnit.MILLISECONDS));
        assertFalse(waiter.isDone());
        until.countDown();
        holder.join();
        waiter.join();
    }

    @Test
    void lockInterruptibly_interruptedBefore_throwsAndClearsTheStatus() {
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, lock::lockInterruptibly);
        assertFalse(Thread.interrupted());
        assertFalse(lock.isLocked());
    }

    @Test
    void tryLock_timedAndInterruptedBefore_throws() {
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> lock.tryLock(1, TimeUnit.HOURS));
        assertFalse(Thread.interrupted());
        assertFalse(lock.isLocked());
    }

    @Test
    void lockInterruptibly_interruptedWhileItWaits_throws() throws Exception {
        CountDownLatch until = new CountDownLatch(1);
        Background holder = hold(lock, until);
        Background waiter = Background.start(lock::lockInterruptibly);
        Background timed = Background.start(() -> lock.tryLock(1, TimeUnit.HOURS));
        assertFalse(lock.tryLock(10, TimeUnit.MILLISECONDS));
        waiter.interrupt();
        timed.interrupt();
        assertInstanceOf(InterruptedException.class, waiter.failure());
        assertInstanceOf(InterruptedException.class, timed.failure());
        until.countDown();
        holder.join();
        assertFalse(lock.isLocked());
    }

    @Test
    void lock_interruptedWhileItWaits_getsItAndKeepsTheStatus() throws Exception {
        CountDownLatch until = new CountDownLatch(1);
        Background holder = hold(lock, until);
        Background waiter = Background.start(() -> {
            lock.lock();
            assertTrue(Thread.interrupted());
            lock.unlock();
        });
        waiter.interrupt();
        assertFalse(lock.tryLock(10, TimeUnit.MILLISECONDS));
        assertFalse(waiter.isDone());
        until.countDown();
        holder.join();
        waiter.join();
    }

    @Test
    void tryLock_interrupted_takesNoNotice() {
        Thread.currentThread().interrupt();
        assertTrue(lock.tryLock());
        assertTrue(Thread.interrupted());
        lock.unlock();
    }

    @Test
    void lock_manyThreads_excludeEachOther() {
        AtomicInteger inside = new AtomicInteger();
        int[] count = {0};
        Background[] threads = new Background[8];
        for (int i = 0; i < threads.length; i++) {
            Background.Body body = () -> {
                for (int round = 0; round < 300; round++) {
                    lock.lock();
                    try {
                        assertEquals(1, inside.incrementAndGet());
                        count[0]++;
                        inside.decrementAndGet();
                    } finally {
                        lock.unlock();
                    }
                }
            };
            threads[i] = i % 2 == 0 ? Background.start(body) : Background.startVirtual(body);
        }
        for (Background thread : threads) {
            thread.join();
        }
        assertEquals(8 * 300, count[0]);
    }

    @Test
    void wasAbandoned_nobodyDied_isFalseAndOfTheHolderOnly() {
        assertThrows(IllegalMonitorStateException.class, lock::wasAbandoned);
        lock.lock();
        assertFalse(lock.wasAbandoned());
        lock.unlock();
    }

    @Test
    void repair_nobodyDied_doesNotRun() {
        for (OwnerDeathPolicy policy : OwnerDeathPolicy.values()) {
            ProcessLock sound = all.lock(policy);
            assertFalse(sound.repair(() -> {
                throw new AssertionError("ran");
            }));
            assertFalse(sound.isLocked());
            sound.lock();
            assertFalse(sound.repair(() -> {
                throw new AssertionError("ran");
            }));
            assertEquals(1, sound.getHoldCount());
            sound.unlock();
        }
    }

    @Test
    void newCondition_moreThanSixteen_isRefusedAndNamesAreFound() {
        var first = lock.newCondition("first");
        for (int i = 1; i < 16; i++) {
            lock.newCondition();
        }
        IllegalStateException refused = assertThrows(IllegalStateException.class, lock::newCondition);
        assertTrue(refused.toString().contains("16"), refused.toString());
        assertThrows(IllegalStateException.class, () -> lock.newCondition("another"));
        lock.lock();
        lock.newCondition("first").signal();
        first.signal();
        lock.unlock();
    }

    @Test
    void newCondition_badName_isRefusedWithTheNumbers() {
        assertThrows(IllegalArgumentException.class, () -> lock.newCondition(""));
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> lock.newCondition("x".repeat(57)));
        assertTrue(refused.toString().contains("57"), refused.toString());
        assertTrue(refused.toString().contains("56"), refused.toString());
        lock.newCondition("x".repeat(56));
    }
}

package dev.procession.internal.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.sync.ProcessLock;
import java.util.Date;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The contract of {@link Condition}, for the threads of one process. */
@SuppressWarnings({"WaitNotInLoop", "JavaUtilDate", "LockNotBeforeTry"}) // what a single wait does is what is tested
abstract class ConditionContractTest {
    private final Synchronizers all = open();
    private final ProcessLock lock = all.lock();
    private final Condition condition = lock.newCondition();
    /** What waiters wait for; guarded by the lock. */
    private int tokens;

    abstract Synchronizers open();

    @AfterEach
    void close() {
        all.close();
    }

    /** A wait, with the lock held. */
    @FunctionalInterface
    private interface Wait {
        void once() throws InterruptedException;
    }

    /** A thread that waits for a token, and takes it; it waits when this returns. */
    private Background waiter(Wait wait) throws InterruptedException {
        CountDownLatch waits = new CountDownLatch(1);
        Background waiter = Background.start(() -> {
            lock.lock();
            try {
                while (tokens == 0) {
                    waits.countDown();
                    wait.once();
                    assertTrue(lock.isHeldByCurrentThread());
                }
                tokens--;
            } finally {
                lock.unlock();
            }
        });
        waits.await();
        lock.lock(); // it has let go of the lock, and so it waits
        lock.unlock();
        return waiter;
    }

    private void give(int count, Runnable signal) {
        lock.lock();
        try {
            tokens += count;
            signal.run();
        } finally {
            lock.unlock();
        }
    }

    @Test
    void signal_withoutTheLock_isRefused() {
        assertThrows(IllegalMonitorStateException.class, condition::signal);
        assertThrows(IllegalMonitorStateException.class, condition::signalAll);
        lock.lock();
        assertInstanceOf(
                IllegalMonitorStateException.class,
                Background.start(condition::signal).failure());
        lock.unlock();
    }

    @Test
    void await_withoutTheLock_isRefused() {
        assertThrows(IllegalMonitorStateException.class, condition::await);
        assertThrows(IllegalMonitorStateException.class, condition::awaitUninterruptibly);
        assertThrows(IllegalMonitorStateException.class, () -> condition.awaitNanos(1));
        assertThrows(IllegalMonitorStateException.class, () -> condition.await(1, TimeUnit.NANOSECONDS));
        assertThrows(IllegalMonitorStateException.class, () -> condition.awaitUntil(new Date()));
    }

    @Test
    void signal_nobodyWaits_isForgotten() throws InterruptedException {
        lock.lock();
        condition.signal();
        condition.signalAll();
        assertTrue(condition.awaitNanos(TimeUnit.MILLISECONDS.toNanos(5)) <= 0);
        lock.unlock();
    }

    @Test
    void signal_oneWaits_goesOn() throws InterruptedException {
        Background waiter = waiter(condition::await);
        give(1, condition::signal);
        waiter.join();
        assertEquals(0, tokens);
        assertFalse(lock.isLocked());
    }

    @Test
    void signal_everyKindOfWait_goesOn() throws InterruptedException {
        Background[] waiters = {
            waiter(condition::await),
            waiter(condition::awaitUninterruptibly),
            waiter(() -> condition.awaitNanos(TimeUnit.HOURS.toNanos(1))),
            waiter(() -> condition.await(1, TimeUnit.HOURS)),
            waiter(() -> condition.awaitUntil(new Date(System.currentTimeMillis() + 3_600_000)))
        };
        for (int i = 0; i < waiters.length; i++) {
            give(1, condition::signal);
        }
        for (Background waiter : waiters) {
            waiter.join();
        }
    }

    @Test
    void signalAll_manyWait_allGoOn() throws InterruptedException {
        Background[] waiters = new Background[6];
        for (int i = 0; i < waiters.length; i++) {
            waiters[i] = waiter(condition::await);
        }
        give(waiters.length, condition::signalAll);
        for (Background waiter : waiters) {
            waiter.join();
        }
        assertEquals(0, tokens);
    }

    @Test
    void signal_otherCondition_isAnothers() throws InterruptedException {
        Condition other = lock.newCondition();
        Background waiter = waiter(condition::await);
        Background others = waiter(other::await);
        give(1, other::signal);
        others.join();
        assertFalse(waiter.isDone());
        give(1, condition::signal);
        waiter.join();
    }

    @Test
    void awaitNanos_timeIsOver_isNotEarlyAndSaysSo() throws InterruptedException {
        long nanos = TimeUnit.MILLISECONDS.toNanos(20);
        lock.lock();
        long start = System.nanoTime();
        long left = nanos;
        while (left > 0) {
            left = condition.awaitNanos(left);
        }
        assertTrue(System.nanoTime() - start >= nanos);
        assertTrue(lock.isHeldByCurrentThread());
        assertTrue(condition.awaitNanos(0) <= 0);
        assertTrue(condition.awaitNanos(-5) <= 0);
        assertTrue(condition.awaitNanos(Long.MIN_VALUE) <= 0);
        lock.unlock();
    }

    @Test
    void awaitUntil_deadlineHasPassed_isFalse() throws InterruptedException {
        lock.lock();
        assertFalse(condition.awaitUntil(new Date(0)));
        assertFalse(condition.awaitUntil(new Date(Long.MIN_VALUE)));
        assertFalse(condition.await(0, TimeUnit.SECONDS));
        assertFalse(condition.await(-1, TimeUnit.SECONDS));
        lock.unlock();
    }

    @Test
    void await_interruptedBefore_throwsWithTheLockHeld() {
        lock.lock();
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, condition::await);
        assertFalse(Thread.interrupted());
        assertTrue(lock.isHeldByCurrentThread());
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> condition.awaitNanos(1_000_000));
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> condition.awaitUntil(new Date()));
        lock.unlock();
    }

    @Test
    void await_interruptedWhileItWaits_throwsWithTheLockHeld() throws InterruptedException {
        Background waiter = waiter(condition::await);
        Background timed = waiter(() -> condition.await(1, TimeUnit.HOURS));
        waiter.interrupt();
        timed.interrupt();
        // Both unlock in their finally blocks, which the lock would refuse if they did not hold it.
        assertInstanceOf(InterruptedException.class, waiter.failure());
        assertInstanceOf(InterruptedException.class, timed.failure());
        assertFalse(lock.isLocked());
    }

    @Test
    void awaitUninterruptibly_interrupted_waitsOnAndKeepsTheStatus() throws InterruptedException {
        Background waiter = waiter(() -> {
            condition.awaitUninterruptibly();
            if (tokens > 0) {
                assertTrue(Thread.interrupted());
            }
        });
        waiter.interrupt();
        lock.lock();
        lock.unlock();
        assertFalse(waiter.isDone());
        give(1, condition::signal);
        waiter.join();
    }

    @Test
    void await_severalHolds_givesThemAllUpAndTakesThemBack() throws InterruptedException {
        CountDownLatch waits = new CountDownLatch(1);
        Background waiter = Background.start(() -> {
            lock.lock();
            lock.lock();
            lock.lock();
            while (tokens == 0) {
                waits.countDown();
                condition.await();
                assertEquals(3, lock.getHoldCount());
            }
            for (int i = 0; i < 3; i++) {
                lock.unlock();
            }
        });
        waits.await();
        give(1, condition::signal);
        waiter.join();
        assertFalse(lock.isLocked());
    }

    @Test
    void await_virtualThreads_goOn() throws InterruptedException {
        CountDownLatch waits = new CountDownLatch(50);
        Background[] waiters = new Background[50];
        for (int i = 0; i < waiters.length; i++) {
            waiters[i] = Background.startVirtual(() -> {
                lock.lock();
                try {
                    waits.countDown();
                    while (tokens == 0) {
                        condition.await();
                    }
                    tokens--;
                    condition.signal();
                } finally {
                    lock.unlock();
                }
            });
        }
        waits.await();
        give(waiters.length, condition::signal);
        for (Background waiter : waiters) {
            waiter.join();
        }
    }

    @Test
    void signal_oneOfTwoGivesUp_theOtherHasIt() throws InterruptedException {
        for (int round = 0; round < 50; round++) {
            Background giver = waiter(() -> condition.awaitNanos(TimeUnit.HOURS.toNanos(1)));
            Background quitter = waiter(condition::await);
            quitter.interrupt();
            give(1, condition::signal);
            // Interrupted or signalled: if it has taken the token, the other gets the next.
            boolean took;
            try {
                took = !(quitter.failure() instanceof InterruptedException);
            } catch (AssertionError e) {
                took = true;
            }
            if (took) {
                give(1, condition::signal);
            }
            giver.join();
        }
    }
}

package dev.procession.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.procession.Procession;
import dev.procession.channel.ProcessQueue;
import dev.procession.process.ChildProcess;
import dev.procession.process.SessionClosedException;
import dev.procession.shared.SharedArray;
import dev.procession.shared.SharedLong;
import dev.procession.testkit.Signals;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Synchronizers between real processes. */
@Tag("process")
@SuppressWarnings("LockNotBeforeTry") // tests holders that die while they hold
class SyncProcessesTest {

    private static void await(List<ChildProcess> children) throws InterruptedException {
        for (ChildProcess child : children) {
            child.join();
            assertEquals(0, child.exitCode().getAsInt());
        }
    }

    /** A child that holds the lock until it is killed. */
    private static ChildProcess holder(Procession px, ProcessLock lock) throws InterruptedException {
        ProcessEvent held = px.event();
        ChildProcess child = px.start(() -> {
            lock.lock();
            held.set();
            Thread.sleep(Long.MAX_VALUE);
        });
        held.await();
        return child;
    }

    @Test
    void lock_processesCountWithoutAtomics_nothingIsLost() throws Exception {
        try (Procession px = Procession.local()) {
            ProcessLock lock = px.lock();
            SharedArray.OfLong count = px.sharedLongs(1);
            List<ChildProcess> children = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                children.add(px.start(() -> {
                    for (int k = 0; k < 20_000; k++) {
                        lock.lock();
                        try {
                            count.set(0, count.get(0) + 1);
                        } finally {
                            lock.unlock();
                        }
                    }
                }));
            }
            await(children);
            assertEquals(60_000, count.get(0));
        }
    }

    @Test
    void lock_holderIsKilled_nextHolderIsTold() throws Exception {
        try (Procession px = Procession.local()) {
            ProcessLock lock = px.lock();
            ChildProcess child = holder(px, lock);
            assertFalse(lock.tryLock());
            assertTrue(lock.isLocked());
            child.kill();
            lock.lock();
            assertTrue(lock.wasAbandoned());
            lock.unlock();
            lock.lock();
            assertFalse(lock.wasAbandoned());
            lock.unlock();
        }
    }

    @Test
    void lock_holderIsKilledAndPolicyReports_throwsUntilRepaired() throws Exception {
        try (Procession px = Procession.local()) {
            ProcessLock lock = px.lock(OwnerDeathPolicy.REPORT);
            ChildProcess child = holder(px, lock);
            child.kill();
            assertThrows(OwnerDiedException.class, lock::lock);
            assertThrows(OwnerDiedException.class, lock::lockInterruptibly);
            assertFalse(lock.isHeldByCurrentThread());
            assertThrows(
                    IllegalStateException.class,
                    () -> lock.repair(() -> {
                        throw new IllegalStateException("cannot");
                    }));
            assertThrows(OwnerDiedException.class, lock::tryLock);
            assertTrue(lock.repair(() -> assertTrue(lock.isHeldByCurrentThread())));
            assertFalse(lock.repair(() -> fail("sound already")));
            lock.lock();
            lock.unlock();
        }
    }

    @Test
    void newCondition_anotherProcessHoldsTheLock_waitsForNobodyAndHidesNoDeath() throws Exception {
        try (Procession px = Procession.local()) {
            ProcessLock lock = px.lock();
            ChildProcess child = holder(px, lock);
            lock.newCondition("full");
            assertTrue(lock.isLocked());
            child.kill();
            lock.newCondition();
            lock.lock();
            assertTrue(lock.wasAbandoned());
            lock.unlock();
        }
    }

    @Test
    void await_sessionIsClosedMeanwhile_saysSoThroughTheUnlock() throws Exception {
        Procession px = Procession.local();
        ProcessLock lock = px.lock();
        Condition never = lock.newCondition();
        Thread[] waiters = new Thread[2];
        List<Throwable> thrown = new CopyOnWriteArrayList<>();
        CountDownLatch waiting = new CountDownLatch(waiters.length);
        for (int i = 0; i < waiters.length; i++) {
            waiters[i] = Thread.ofPlatform().start(() -> {
                try {
                    lock.lock();
                    try {
                        waiting.countDown();
                        while (true) {
                            never.await();
                        }
                    } finally {
                        lock.unlock();
                    }
                } catch (Throwable e) {
                    thrown.add(e);
                }
            });
        }
        waiting.await();
        lock.lock();
        lock.unlock();
        px.close();
        for (Thread waiter : waiters) {
            waiter.join();
        }
        assertEquals(2, thrown.size());
        thrown.forEach(e -> assertInstanceOf(SessionClosedException.class, e));
    }

    /** Two are signalled, and the later one gives up before the earlier one has run. */
    @Test
    void signal_laterWaiterGivesUpFirst_earlierOneHasItsSignal() throws Exception {
        try (Procession px = Procession.local()) {
            for (int round = 0; round < 300; round++) {
                ProcessLock lock = px.lock("lock");
                Condition go = lock.newCondition("go");
                CountDownLatch waiting = new CountDownLatch(2);
                int[] signalled = {0};
                Thread[] waiters = new Thread[2];
                for (int i = 0; i < waiters.length; i++) {
                    long nanos = i == 0 ? Long.MAX_VALUE : 200_000 + round * 2_000L;
                    waiters[i] = Thread.ofVirtual().start(() -> {
                        lock.lock();
                        try {
                            waiting.countDown();
                            if (go.awaitNanos(nanos) > 0) {
                                signalled[0]++;
                            }
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        } finally {
                            lock.unlock();
                        }
                    });
                }
                waiting.await();
                lock.lock();
                go.signal();
                go.signal();
                lock.unlock();
                for (Thread waiter : waiters) {
                    waiter.join();
                }
                assertTrue(signalled[0] >= 1, "round " + round);
            }
        }
    }

    @Test
    void lock_heldByAnotherThreadHere_closeEndsTheWait() throws Exception {
        Procession px = Procession.local();
        ProcessLock lock = px.lock();
        lock.lock();
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        CountDownLatch begun = new CountDownLatch(1);
        Thread.ofPlatform().start(() -> {
            begun.countDown();
            try {
                lock.lock();
                ended.completeExceptionally(new AssertionError("got it"));
            } catch (SessionClosedException e) {
                ended.complete(e);
            }
        });
        begun.await();
        px.close();
        ended.join();
        assertThrows(SessionClosedException.class, lock::unlock);
    }

    @Test
    void unlock_sessionIsClosed_saysSo() {
        Procession px = Procession.local();
        ProcessLock lock = px.lock();
        lock.lock();
        px.close();
        assertThrows(SessionClosedException.class, lock::unlock);
        assertFalse(lock.isHeldByCurrentThread());
    }

    @Test
    void lock_holderIsStopped_isNotRobbed() throws Exception {
        try (Procession px = Procession.local()) {
            ProcessLock lock = px.lock();
            ProcessEvent held = px.event();
            ProcessEvent goOn = px.event();
            ChildProcess child = px.start(() -> {
                lock.lock();
                held.set();
                goOn.await();
                lock.unlock();
            });
            held.await();
            Signals.stop(child.pid());
            goOn.set();
            assertFalse(lock.tryLock(2, TimeUnit.SECONDS));
            Signals.send(child.pid(), "CONT");
            lock.lock();
            assertFalse(lock.wasAbandoned());
            lock.unlock();
            child.join();
            assertEquals(0, child.exitCode().getAsInt());
        }
    }

    @Test
    void condition_signalledFromAnotherProcess_wakes() throws Exception {
        try (Procession px = Procession.local()) {
            ProcessLock lock = px.lock();
            Condition changed = lock.newCondition();
            SharedLong turn = px.sharedLong(0);
            ChildProcess child = px.start(() -> {
                for (int round = 0; round < 200; round++) {
                    lock.lock();
                    try {
                        while (turn.get() % 2 == 0) {
                            changed.await();
                        }
                        turn.incrementAndGet();
                        changed.signal();
                    } finally {
                        lock.unlock();
                    }
                }
            });
            for (int round = 0; round < 200; round++) {
                lock.lock();
                try {
                    while (turn.get() % 2 == 1) {
                        changed.await();
                    }
                    turn.incrementAndGet();
                    changed.signal();
                } finally {
                    lock.unlock();
                }
            }
            child.join();
            assertEquals(400, turn.get());
        }
    }

    @Test
    void semaphore_holderIsKilled_permitsReturn() throws Exception {
        try (Procession px = Procession.local()) {
            ProcessSemaphore semaphore = px.semaphore(3);
            ProcessEvent held = px.event();
            ChildProcess child = px.start(() -> {
                semaphore.acquire(3);
                held.set();
                Thread.sleep(Long.MAX_VALUE);
            });
            held.await();
            assertEquals(0, semaphore.availablePermits());
            assertFalse(semaphore.tryAcquire());
            child.kill();
            assertTrue(semaphore.tryAcquire(3, 1, TimeUnit.MINUTES));
            semaphore.release(3);
            assertEquals(3, semaphore.availablePermits());
        }
    }

    @Test
    void semaphore_asASignal_staysReleasedAfterDeath() throws Exception {
        try (Procession px = Procession.local()) {
            ProcessSemaphore semaphore = px.semaphore(0);
            ChildProcess child = px.start(() -> semaphore.release(2));
            child.join();
            semaphore.acquire(2);
            assertEquals(0, semaphore.availablePermits());
        }
    }

    @Test
    void latch_childrenCountDown_opens() throws Exception {
        try (Procession px = Procession.local()) {
            ProcessLatch latch = px.latch(3);
            List<ChildProcess> children = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                children.add(px.start(latch::countDown));
            }
            latch.await();
            assertEquals(0, latch.getCount());
            await(children);
        }
    }

    @Test
    void barrier_allCome_tripsAgainAndAgain() throws Exception {
        try (Procession px = Procession.local()) {
            ProcessBarrier barrier = px.barrier(3);
            SharedLong trips = px.sharedLong(0);
            List<ChildProcess> children = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                children.add(px.start(() -> {
                    for (int round = 0; round < 50; round++) {
                        if (barrier.await() == 0) {
                            trips.incrementAndGet();
                        }
                    }
                }));
            }
            for (int round = 0; round < 50; round++) {
                if (barrier.await() == 0) {
                    trips.incrementAndGet();
                }
            }
            await(children);
            assertEquals(50, trips.get());
            assertFalse(barrier.isBroken());
        }
    }

    @Test
    void barrier_partyIsKilled_breaksForThoseWhoWait() throws Exception {
        try (Procession px = Procession.local()) {
            ProcessBarrier barrier = px.barrier(3);
            ProcessQueue<String> ready = px.queue(2);
            ChildProcess waiting = px.start(() -> {
                ready.put("waiting");
                assertThrows(BrokenBarrierException.class, barrier::await);
            });
            ChildProcess victim = px.start(() -> {
                ready.put("victim " + barrier.getParties());
                Thread.sleep(Long.MAX_VALUE);
            });
            ready.take();
            ready.take();
            CompletableFuture<Throwable> here = new CompletableFuture<>();
            Thread party = Thread.ofVirtual().start(() -> {
                try {
                    barrier.await();
                    here.complete(new AssertionError("it tripped"));
                } catch (InterruptedException | BrokenBarrierException e) {
                    here.complete(e);
                }
            });
            victim.kill();
            assertEquals(BrokenBarrierException.class, here.get().getClass());
            party.join();
            waiting.join();
            assertEquals(0, waiting.exitCode().getAsInt());
            assertTrue(barrier.isBroken());
            barrier.reset();
            assertFalse(barrier.isBroken());
        }
    }

    @Test
    void join_byName_sharesTheSameThings() throws Exception {
        String name = "test-" + ProcessHandle.current().pid();
        try (Procession px = Procession.builder().name(name).build()) {
            SharedLong sum = px.sharedLong("sum", 5);
            ProcessQueue<String> queue = px.queue("greetings", 4);
            ChildProcess child = px.start(() -> {
                try (Procession joined = Procession.join(name)) {
                    joined.sharedLong("sum", 0).addAndGet(2);
                    ProcessQueue<String> same = joined.queue("greetings", 4);
                    same.put("hello");
                    joined.lock("door").lock();
                    assertThrows(IllegalArgumentException.class, () -> joined.queue("greetings", 5));
                }
            });
            assertEquals("hello", queue.take());
            child.join();
            assertEquals(0, child.exitCode().getAsInt());
            assertEquals(7, sum.get());
            ProcessLock door = px.lock("door");
            assertTrue(door.tryLock(1, TimeUnit.MINUTES));
            door.unlock();
        }
        assertThrows(dev.procession.process.ProcessionException.class, () -> Procession.join(name));
    }
}

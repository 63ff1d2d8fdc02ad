package dev.procession.sync;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.Procession;
import dev.procession.channel.ProcessQueue;
import dev.procession.internal.session.OpenSite;
import dev.procession.internal.wait.SegmentResident;
import dev.procession.process.ChildProcess;
import dev.procession.process.ProcessionException;
import dev.procession.process.SessionClosedException;
import dev.procession.shared.SharedArray;
import dev.procession.shared.SharedLong;
import dev.procession.testkit.Await;
import java.io.File;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Closing small shared objects: by which process, when, repeatedly, and what others see of it. */
@Tag("process")
@SuppressWarnings("LockNotBeforeTry") // a lock that is closed while it is held
class ClosedThingsTest {

    private static void assertClosed(String kind, Executable use) {
        IllegalStateException e = assertThrows(IllegalStateException.class, use);
        assertTrue(e.toString().contains(kind + " used after close()"), e::toString);
    }

    private static void requireClosed(
            ProcessLock lock,
            ProcessSemaphore semaphore,
            ProcessLatch latch,
            ProcessBarrier barrier,
            ProcessEvent event,
            SharedLong number) {
        assertClosed("lock", lock::lock);
        assertClosed("lock", lock::tryLock);
        assertClosed("semaphore", semaphore::acquire);
        assertClosed("semaphore", semaphore::release);
        assertClosed("latch", latch::countDown);
        assertClosed("barrier", barrier::await);
        assertClosed("event", event::set);
        assertClosed("event", () -> event.await(1, TimeUnit.MINUTES));
        assertClosed("long", number::get);
        assertClosed("long", () -> number.set(1));
    }

    private static void closeTwice(
            ProcessLock lock,
            ProcessSemaphore semaphore,
            ProcessLatch latch,
            ProcessBarrier barrier,
            ProcessEvent event,
            SharedLong number) {
        for (int i = 0; i < 2; i++) {
            lock.close();
            semaphore.close();
            latch.close();
            barrier.close();
            event.close();
            number.close();
        }
    }

    @Test
    void close_eachKind_usesThrowAndTheSecondCloseDoesNot() {
        try (Procession px = Procession.local()) {
            ProcessLock lock = px.lock();
            ProcessSemaphore semaphore = px.semaphore(1);
            ProcessLatch latch = px.latch(1);
            ProcessBarrier barrier = px.barrier(2);
            ProcessEvent event = px.event();
            SharedLong number = px.sharedLong(1);
            SharedLong neighbour = px.sharedLong(2);
            closeTwice(lock, semaphore, latch, barrier, event, number);
            requireClosed(lock, semaphore, latch, barrier, event, number);
            assertEquals(2, neighbour.get());
            // What comes next does not lie in what is closed, and may still be known.
            assertEquals(5, px.sharedLong(5).get());
            assertClosed("long", number::get);
        }
    }

    @Test
    void close_arrays_useThrowsAndMemoryThatWasGivenOutStays() {
        try (Procession px = Procession.local()) {
            for (long length : new long[] {3, 1 << 20}) {
                SharedArray.OfInt array = px.sharedInts(length);
                MemorySegment memory = array.segment();
                array.set(2, 7);
                array.close();
                array.close();
                assertClosed("ints", () -> array.get(2));
                assertEquals(7, memory.getAtIndex(ValueLayout.JAVA_INT, 2));
            }
        }
    }

    @Test
    void close_withNames_theNamesStayTaken() {
        try (Procession px = Procession.local()) {
            closeTwice(
                    px.lock("a"),
                    px.semaphore("a", 1),
                    px.latch("a", 1),
                    px.barrier("a", 2),
                    px.event("a"),
                    px.sharedLong("a", 1));
            requireClosed(
                    px.lock("a"),
                    px.semaphore("a", 1),
                    px.latch("a", 1),
                    px.barrier("a", 2),
                    px.event("a"),
                    px.sharedLong("a", 1));
        }
    }

    @Test
    void close_othersWait_areWokenAndTold() throws Exception {
        try (Procession px = Procession.local()) {
            ProcessEvent event = px.event();
            ProcessSemaphore semaphore = px.semaphore(0);
            ProcessLock lock = px.lock();
            Condition never = lock.newCondition();
            ProcessLatch ready = px.latch(3);
            List<ChildProcess> children = List.of(
                    px.start(() -> {
                        ready.countDown();
                        assertClosed("event", event::await);
                    }),
                    px.start(() -> {
                        ready.countDown();
                        assertClosed("semaphore", semaphore::acquire);
                    }),
                    px.start(() -> {
                        lock.lock();
                        ready.countDown();
                        // The lock is not got back, and unlock undoes what was owed.
                        assertClosed("lock", () -> awaitForEver(never));
                        lock.unlock();
                    }));
            ready.await();
            lock.lock(); // the third has begun to wait
            event.close();
            semaphore.close();
            lock.close();
            lock.unlock();
            for (ChildProcess child : children) {
                child.join();
                assertEquals(0, child.exitCode().getAsInt());
            }
        }
    }

    private static void awaitForEver(Condition condition) throws InterruptedException {
        while (true) {
            condition.await();
        }
    }

    @Test
    void close_threadOfTheSameProcessWaits_isWokenAndTold() throws Exception {
        try (Procession px = Procession.local()) {
            ProcessEvent event = px.event();
            CompletableFuture<Thread> waiting = new CompletableFuture<>();
            CompletableFuture<Void> waited = CompletableFuture.runAsync(() -> {
                waiting.complete(Thread.currentThread());
                assertClosed("event", event::await);
            });
            Thread waiter = waiting.get();
            Await.until("it waits", () -> waiter.getState() != Thread.State.NEW);
            event.close();
            waited.get(1, TimeUnit.MINUTES);
        }
    }

    @Test
    void close_captureOfALaterTask_isSaidByTheTask() throws Exception {
        try (Procession px = Procession.local();
                var pool = px.pool(1)) {
            ProcessEvent event = px.event();
            assertFalse(pool.apply(event::isSet));
            event.close();
            ExecutionException e = assertThrows(
                    ExecutionException.class, () -> pool.submit(event::isSet).get());
            assertTrue(e.toString().contains("close()"), e::toString);
        }
    }

    @Test
    void close_afterTheyHaveBeenSent_memoryIsGivenBackWithTheirSlabs() throws Exception {
        try (Procession px = Procession.local()) {
            ProcessQueue<ProcessEvent> queue = px.queue(10);
            Path directory =
                    ((OpenSite) ((SegmentResident) queue).context()).session().directory();
            long before = bytes(directory);
            for (int i = 0; i < 20_000; i++) {
                ProcessEvent event = px.event();
                queue.put(event);
                queue.take().set();
                event.close();
            }
            long after = bytes(directory);
            assertTrue(after < before + (3 << 20), "before=" + before + ", after=" + after);
        }
    }

    private static long bytes(Path directory) {
        long bytes = 0;
        for (File file : directory.toFile().listFiles()) {
            bytes += file.length();
        }
        return bytes;
    }

    @Test
    void take_wasClosedOnItsWay_isSaidAtLatestByItsUse() throws Exception {
        try (Procession px = Procession.local()) {
            ProcessQueue<SharedLong> queue = px.queue(10);
            SharedLong number = px.sharedLong(1);
            queue.put(number);
            number.close();
            RuntimeException e =
                    assertThrows(RuntimeException.class, () -> queue.take().get());
            assertTrue(e instanceof IllegalStateException || e instanceof ProcessionException, e::toString);
            assertTrue(e.toString().contains("close()"), e::toString);
        }
    }

    @Test
    void use_sessionIsClosed_isSaidAndCloseIsNot() {
        ProcessEvent event;
        SharedLong number;
        try (Procession px = Procession.local()) {
            event = px.event();
            try (Procession other = Procession.local()) {
                number = other.sharedLong(3);
            }
            assertThrows(SessionClosedException.class, number::get);
            event.set();
            assertTrue(event.isSet());
        }
        assertThrows(SessionClosedException.class, event::isSet);
        assertDoesNotThrow(event::close);
        assertDoesNotThrow(number::close);
    }
}

package dev.procession.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.Procession;
import dev.procession.process.ChildProcess;
import dev.procession.process.Output;
import dev.procession.shared.Manager;
import dev.procession.shared.ManagerOptions;
import dev.procession.shared.SharedDeque;
import dev.procession.shared.SharedLong;
import dev.procession.shared.SharedMap;
import dev.procession.sync.ProcessEvent;
import dev.procession.testkit.Await;
import dev.procession.testkit.Deadline;
import dev.procession.testkit.Seeds;
import dev.procession.testkit.Signals;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Waits at a manager's queues: given up, interrupted, in great numbers, and beside each other in one process. */
@Tag("process")
class ManagerWaitsTest {
    private static Procession px;

    @BeforeAll
    static void open() {
        px = Procession.builder().output(Output.DISCARD).build();
    }

    @AfterAll
    static void close() {
        px.close();
    }

    @Test
    void waits_interruptedAndTimedOutAtRandom_everyElementArrivesOnce() throws Exception {
        try (Manager manager = px.manager()) {
            hammer(manager, "waits");
        }
    }

    @Test
    void waits_ofTheServersOwnProcess_everyElementArrivesOnce() throws Exception {
        try (Manager manager = px.manager(ManagerOptions.inParent())) {
            hammer(manager, "waits at home");
        }
    }

    private static void hammer(Manager manager, String what) throws Exception {
        int elements = 1500;
        Random random = Seeds.random(what);
        SharedDeque<Integer> queue = manager.queue(4);
        AtomicIntegerArray arrived = new AtomicIntegerArray(elements);
        AtomicInteger next = new AtomicInteger();
        AtomicInteger taken = new AtomicInteger();
        AtomicBoolean stopped = new AtomicBoolean();
        List<Throwable> wrong = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Random own = new Random(random.nextLong());
            Work work = i < 2
                    ? () -> put(queue, next, elements, own)
                    : () -> {
                        Integer element = take(queue, own);
                        if (element != null) {
                            arrived.incrementAndGet(element);
                            taken.incrementAndGet();
                        }
                        return taken.get() < elements;
                    };
            Thread.Builder builder = i % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual();
            threads.add(builder.start(() -> {
                try {
                    while (!stopped.get() && work.goesOn()) {
                        // The interrupt that came too late for one call is for the next.
                        Thread.interrupted();
                    }
                } catch (Throwable t) {
                    synchronized (wrong) {
                        wrong.add(t);
                    }
                    stopped.set(true);
                }
            }));
        }
        while (taken.get() < elements && !stopped.get()) {
            threads.get(random.nextInt(threads.size())).interrupt();
            for (int i = random.nextInt(50); i > 0; i--) {
                Thread.onSpinWait();
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(List.of(), wrong);
        for (int i = 0; i < elements; i++) {
            assertEquals(1, arrived.get(i), "element " + i);
        }
        assertNull(queue.poll());
    }

    private interface Work {
        boolean goesOn() throws Exception;
    }

    private static boolean put(SharedDeque<Integer> queue, AtomicInteger next, int elements, Random random) {
        int element = next.getAndIncrement();
        if (element >= elements) {
            return false;
        }
        boolean put = false;
        while (!put) {
            try {
                if (random.nextBoolean()) {
                    queue.put(element);
                    put = true;
                } else {
                    put = queue.offer(element, random.nextInt(300), TimeUnit.MICROSECONDS);
                }
            } catch (InterruptedException e) {
                // It is not in the queue, then.
            }
        }
        return true;
    }

    private static Integer take(SharedDeque<Integer> queue, Random random) throws Exception {
        try {
            return switch (random.nextInt(3)) {
                case 0 -> queue.poll(random.nextInt(300), TimeUnit.MICROSECONDS);
                case 1 -> queue.poll(2, TimeUnit.MILLISECONDS);
                default -> taken(queue.takeAsync(), random);
            };
        } catch (InterruptedException e) {
            return null;
        }
    }

    private static Integer taken(CompletableFuture<Integer> future, Random random) throws ExecutionException {
        try {
            return future.get(random.nextInt(500), TimeUnit.MICROSECONDS);
        } catch (TimeoutException | InterruptedException e) {
            if (random.nextBoolean() ? future.cancel(true) : future.completeExceptionally(new TimeoutException())) {
                return null;
            }
            return future.getNow(null);
        } catch (CancellationException e) {
            return null;
        }
    }

    @Test
    void poll_whileAFunctionHasTheQueue_isOverInTime() throws Exception {
        try (Manager manager = px.manager()) {
            SharedDeque<String> deque = manager.deque();
            ProcessEvent running = px.event();
            ProcessEvent end = px.event();
            deque.put("z");
            Thread busy = Thread.ofVirtual()
                    .start(() -> deque.reduce(0, (sum, element) -> {
                        running.set();
                        end.await();
                        return 1;
                    }));
            running.await();
            // Behind the function, which does not end before this is over.
            assertNull(deque.poll(1, TimeUnit.MILLISECONDS));
            end.set();
            busy.join();
            assertEquals("z", deque.poll());
        }
    }

    /** So many threads of that process. */
    private static int threadsOf(long pid) throws Exception {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (line.startsWith("Threads:")) {
                return Integer.parseInt(line.substring("Threads:".length()).trim());
            }
        }
        throw new IllegalStateException("no such process: " + pid);
    }

    @Test
    @Deadline(seconds = 240)
    void take_tenThousandWait_costNoThreadsAtTheServerAndAllAreServed() throws Exception {
        long takers = 5000;
        try (Manager manager = px.manager()) {
            SharedDeque<Integer> deque = manager.deque();
            SharedLong began = px.sharedLong(0);
            SharedLong served = px.sharedLong(0);
            SharedLong sum = px.sharedLong(0);
            long pid = ManagerCrashTest.serverPid(manager);
            int before = Files.exists(Path.of("/proc/self/status")) ? threadsOf(pid) : 0;
            List<ChildProcess> children = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                children.add(px.start(() -> {
                    List<Thread> threads = new ArrayList<>();
                    for (int k = 0; k < takers; k++) {
                        threads.add(Thread.ofVirtual().start(() -> {
                            began.addAndGet(1);
                            try {
                                sum.addAndGet(deque.take());
                                served.addAndGet(1);
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        }));
                    }
                    for (Thread thread : threads) {
                        thread.join();
                    }
                }));
            }
            Await.until("all to wait", Duration.ofMinutes(2), () -> began.get() == 2 * takers);
            // A call that comes after theirs is answered after them.
            SharedMap<String, Integer> map = manager.map();
            map.put("a", 1);
            if (before > 0) {
                int with = threadsOf(pid);
                assertTrue(with <= before + 20, "threads of the server before=" + before + ", with waits=" + with);
            }
            for (int i = 0; i < 2 * takers; i++) {
                deque.addAsync(i);
            }
            for (ChildProcess child : children) {
                child.join();
                assertEquals(0, child.exitCode().getAsInt());
            }
            assertEquals(2 * takers, served.get());
            assertEquals(takers * (2 * takers - 1), sum.get());
        }
    }

    @Test
    void take_behindOneThatIsAnsweredWithTheLastOfTheUnawaited_leadsNext() throws Exception {
        try (Manager manager = px.manager()) {
            SharedDeque<String> asked = manager.deque();
            SharedDeque<String> waited = manager.deque();
            long pid = ManagerCrashTest.serverPid(manager);
            for (int round = 0; round < 10; round++) {
                asked.put("x");
                // Stopped, so that its answers to what comes now come together.
                Signals.stop(pid);
                CompletableFuture<String> future = asked.takeAsync();
                CompletableFuture<Integer> size = new CompletableFuture<>();
                CompletableFuture<String> got = new CompletableFuture<>();
                Thread first = Thread.ofVirtual().start(() -> complete(size, waited::size));
                Await.until("it to wait", () -> isParked(first));
                Thread second = Thread.ofVirtual().start(() -> complete(got, waited::take));
                Await.until("it to wait", () -> isParked(second));
                Signals.send(pid, "CONT");
                assertEquals("x", future.get());
                assertEquals(0, size.get());
                px.start(() -> waited.put("y")).join();
                assertEquals("y", got.get(30, TimeUnit.SECONDS), "round " + round);
            }
        }
    }

    private static boolean isParked(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }

    private static <T> void complete(CompletableFuture<T> future, Callable<T> body) {
        try {
            future.complete(body.call());
        } catch (Exception e) {
            future.completeExceptionally(e);
        }
    }

    @Test
    void call_besideOneThatWaitsForLong_isForgottenWhenItIsOver() throws Exception {
        try (Manager manager = px.manager()) {
            SharedDeque<String> empty = manager.deque();
            SharedMap<byte[], Integer> map = manager.map();
            ProcessEvent done = px.event();
            ChildProcess child = px.process(() -> {
                        Thread waiter = Thread.ofVirtual().start(() -> {
                            try {
                                empty.take();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        });
                        while (waiter.getState() != Thread.State.WAITING
                                && waiter.getState() != Thread.State.TIMED_WAITING) {
                            Thread.onSpinWait();
                        }
                        byte[] key = new byte[24 << 10];
                        for (int i = 0; i < 4000; i++) {
                            map.get(key);
                        }
                        done.set();
                    })
                    .jvmOptions("-Xmx48m")
                    .start();
            child.join();
            assertEquals(0, child.exitCode().getAsInt(), () -> String.valueOf(child.failure()));
            assertTrue(done.isSet());
        }
    }

    @Test
    void request_largerThanTheServersHeap_failsAloneAndTyped() throws Exception {
        try (Manager manager =
                px.manager(ManagerOptions.defaults().withMaxHeap(16L << 20).withMaxRequestBytes(1L << 30))) {
            SharedMap<String, byte[]> map = manager.map();
            SharedDeque<String> deque = manager.deque();
            CompletableFuture<String> waits = deque.takeAsync();
            map.put("small", new byte[10]);
            OutOfMemoryError failure = assertThrows(OutOfMemoryError.class, () -> map.put("large", new byte[20 << 20]));
            assertTrue(String.valueOf(failure.getMessage()).contains("withMaxHeap"), failure.toString());
            assertEquals(10, map.get("small").length);
            deque.put("x");
            assertEquals("x", waits.get());
        }
    }

    @Test
    void requests_withFullRingsInBothDirections_allAreAnswered() throws Exception {
        try (Manager manager = px.manager()) {
            SharedMap<Integer, byte[]> map = manager.map();
            SharedLong wrong = px.sharedLong(0);
            for (int i = 0; i < 8; i++) {
                map.put(i, new byte[30_000 + i]);
            }
            List<ChildProcess> children = new ArrayList<>();
            for (int c = 0; c < 2; c++) {
                children.add(px.start(() -> {
                    Supplier<Integer> threads = () -> 6;
                    List<Thread> all = new ArrayList<>();
                    for (int t = 0; t < threads.get(); t++) {
                        int number = t;
                        all.add(Thread.ofPlatform().start(() -> {
                            List<CompletableFuture<byte[]>> futures = new ArrayList<>();
                            for (int k = 0; k < 300; k++) {
                                int key = (number + k) % 8;
                                switch (k % 3) {
                                    // The turns of functions answer from threads of their own.
                                    case 0 -> futures.add(map.computeAsync(key, (one, value) -> value));
                                    case 1 -> futures.add(map.getAsync(key));
                                    default -> {
                                        if (map.get(key).length != 30_000 + key) {
                                            wrong.addAndGet(1);
                                        }
                                    }
                                }
                            }
                            for (CompletableFuture<byte[]> future : futures) {
                                if (future.join().length < 30_000) {
                                    wrong.addAndGet(1);
                                }
                            }
                        }));
                    }
                    for (Thread thread : all) {
                        thread.join();
                    }
                }));
            }
            for (ChildProcess child : children) {
                child.join();
                assertEquals(0, child.exitCode().getAsInt());
            }
            assertEquals(0, wrong.get());
        }
    }
}

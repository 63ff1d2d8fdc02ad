package dev.procession.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.procession.Procession;
import dev.procession.channel.ProcessQueue;
import dev.procession.process.ChildProcess;
import dev.procession.process.Output;
import dev.procession.shared.Manager;
import dev.procession.shared.ManagerException;
import dev.procession.shared.ManagerOptions;
import dev.procession.shared.SharedCounter;
import dev.procession.shared.SharedLong;
import dev.procession.shared.SharedMap;
import dev.procession.sync.ProcessEvent;
import dev.procession.testkit.Await;
import dev.procession.testkit.Deadline;
import dev.procession.testkit.Seeds;
import dev.procession.testkit.Signals;
import java.io.Serializable;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which objects of a manager live, and which are freed. */
@Tag("process")
class ManagerReferencesTest {
    private static Procession px;

    @BeforeAll
    static void open() {
        px = Procession.builder().output(Output.DISCARD).build();
    }

    @AfterAll
    static void close() {
        px.close();
    }

    private static Manager manager(Duration lease) {
        return px.manager(ManagerOptions.defaults().withTravelLease(lease));
    }

    /** What is garbage here is given back once the collector has found it, with the next call. */
    private static void awaitSize(Manager manager, long size) {
        Await.until("manager.size() to be " + size, () -> {
            System.gc();
            return manager.size() == size;
        });
    }

    private static void makeCircle(Manager manager, int length) {
        List<SharedMap<String, Object>> maps = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            maps.add(manager.map());
        }
        for (int i = 0; i < length; i++) {
            maps.get(i).put("next", maps.get((i + 1) % length));
        }
    }

    @Test
    void circles_thatNobodyHolds_areSwept() {
        try (Manager manager = manager(Duration.ofMinutes(1))) {
            for (int length = 1; length < 5; length++) {
                makeCircle(manager, length);
            }
            awaitSize(manager, 0);
        }
    }

    @Test
    void object_insideANamedMap_livesUntilItIsTakenOut() {
        try (Manager manager = manager(Duration.ofMillis(50))) {
            SharedMap<String, SharedMap<String, Object>> named = manager.map("named");
            nest(manager, named);
            SharedMap<String, String> other = manager.map();
            other.put("x", "y");
            awaitSize(manager, 4);
            @SuppressWarnings("unchecked")
            SharedMap<String, String> inner =
                    (SharedMap<String, String>) named.get("outer").get("inner");
            assertEquals("deep", inner.get("a"));
            named.remove("outer");
            // The outer one is garbage, and the inner one is held here.
            awaitSize(manager, 3);
            assertEquals("deep", inner.get("a"));
            assertEquals("y", other.get("x"));
        }
    }

    private static void nest(Manager manager, SharedMap<String, SharedMap<String, Object>> named) {
        SharedMap<String, Object> outer = manager.map();
        SharedMap<String, String> inner = manager.map();
        inner.put("a", "deep");
        outer.put("inner", inner);
        named.put("outer", outer);
    }

    @Test
    void object_inAMessageWhoseSenderDied_livesUntilTheLeaseIsOver() throws Exception {
        try (Manager manager = manager(Duration.ofSeconds(8))) {
            ProcessQueue<SharedMap<String, String>> queue = px.queue(4);
            ProcessEvent sent = px.event();
            ChildProcess child = px.start(() -> {
                for (int i = 0; i < 2; i++) {
                    SharedMap<String, String> map = manager.map();
                    map.put("a", "travels");
                    queue.put(map);
                }
                sent.set();
                Thread.sleep(Long.MAX_VALUE);
            });
            sent.await();
            child.kill();
            child.join();
            manager.counter(0);
            SharedMap<String, String> received = queue.take();
            assertEquals("travels", received.get("a"));
            // An object that is not taken out in time is freed.
            awaitSize(manager, 1);
            assertEquals("travels", received.get("a"));
            SharedMap<String, String> late = queue.take();
            assertThrows(ManagerException.class, () -> late.get("a"));
            assertEquals("travels", received.get("a"));
        }
    }

    /**
     * A proxy that is on its way.
     *
     * @param map the proxy
     * @param sent when it was sent, by {@link System#nanoTime}, which is one for all processes
     */
    private record Sent(SharedMap<String, String> map, long sent) implements Serializable {}

    @Test
    void object_heldInTimeWhileTheServerIsStopped_livesWhenItGoesOn() throws Exception {
        Duration lease = Duration.ofSeconds(6);
        try (Manager manager = manager(lease)) {
            ProcessQueue<Sent> queue = px.queue(4);
            long pid = ManagerCrashTest.serverPid(manager);
            ChildProcess child = px.start(() -> {
                SharedMap<String, String> map = manager.map();
                map.put("a", "travels");
                queue.put(new Sent(map, System.nanoTime()));
                try {
                    Thread.sleep(Long.MAX_VALUE);
                } finally {
                    Reference.reachabilityFence(map);
                }
            });
            Await.until("the message", () -> queue.size() == 1);
            Signals.stop(pid);
            Sent received = queue.take();
            assumeTrue(System.nanoTime() - received.sent() < lease.toNanos() / 2, "the machine is too slow for this");
            child.kill();
            child.join();
            Await.until("the lease to be over", () -> System.nanoTime() - received.sent() > 2 * lease.toNanos());
            Signals.send(pid, "CONT");
            assertEquals("travels", received.map().get("a"));
        }
    }

    @Test
    void object_thatOnlyAFunctionOnItsWayRefersTo_livesUntilTheFunctionRuns() throws Exception {
        try (Manager manager = manager(Duration.ofMillis(20))) {
            SharedMap<String, Integer> map = manager.map();
            ProcessEvent runs = px.event();
            ProcessEvent end = px.event();
            CompletableFuture<Integer> first = map.computeAsync("a", (key, value) -> {
                runs.set();
                end.await();
                return 1;
            });
            runs.await();
            CompletableFuture<Integer> second = behind(manager, map);
            long then = System.nanoTime();
            Await.until("any lease to be over", () -> {
                System.gc();
                assertEquals(2, manager.size());
                return System.nanoTime() - then > TimeUnit.SECONDS.toNanos(1);
            });
            end.set();
            assertEquals(1, first.get());
            assertEquals(42, second.get());
        }
    }

    /** Nothing here refers to the counter any more when this returns, but the call. */
    private static CompletableFuture<Integer> behind(Manager manager, SharedMap<String, Integer> map) {
        SharedCounter counter = manager.counter(42);
        return map.computeAsync("b", (key, value) -> (int) counter.get());
    }

    @Test
    void function_thatRunsForLong_keepsNoLeaseAlive() throws Exception {
        try (Manager manager = manager(Duration.ofMillis(200))) {
            SharedMap<String, Object> busy = manager.map();
            busy.put("nested", manager.list());
            ProcessEvent runs = px.event();
            ProcessEvent end = px.event();
            Thread function = Thread.ofVirtual()
                    .start(() -> busy.compute("x", (key, value) -> {
                        runs.set();
                        end.await();
                        return 1;
                    }));
            runs.await();
            ProcessQueue<Object> queue = px.queue(4);
            send(manager, queue);
            // A sweep waits for the function; leases do not.
            busy.removeAsync("nested");
            awaitSize(manager, 2);
            end.set();
            function.join();
            awaitSize(manager, 1);
        }
    }

    private static void send(Manager manager, ProcessQueue<Object> queue) throws InterruptedException {
        queue.put(manager.list());
    }

    /**
     * Processes move objects between named maps, queues of the session and their own hands, drop them, and make new
     * ones. Each object counts how often it was touched; each that is reached must answer.
     */
    @Test
    @Deadline(seconds = 240)
    void objects_movedAndDroppedByManyProcesses_areThereWhereverTheyAreReached() throws Exception {
        long seed = Seeds.seed("references");
        try (Manager manager = manager(Duration.ofSeconds(15))) {
            ProcessQueue<SharedCounter> queue = px.queue(64);
            SharedLong lost = px.sharedLong(0);
            SharedLong reached = px.sharedLong(0);
            List<ChildProcess> children = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                long own = seed + i;
                children.add(px.process(() -> shuffle(manager, queue, new Random(own), lost, reached))
                        .jvmOptions("-Xmx32m", "-Xmn2m")
                        .start());
            }
            shuffle(manager, queue, new Random(seed - 1), lost, reached);
            for (ChildProcess child : children) {
                child.join();
                assertEquals(0, child.exitCode().getAsInt(), () -> String.valueOf(child.failure()));
            }
            assertEquals(0, lost.get(), "objects that were reached and gone, of reached=" + reached.get());
            while (queue.poll() != null) {
                // Given back with the others.
            }
            for (int i = 0; i < 4; i++) {
                manager.remove("shelf" + i);
            }
            SharedMap<String, Integer> tool = manager.map();
            Await.until("all to be freed", Duration.ofSeconds(60), () -> {
                System.gc();
                // What functions made or got there is given back when the collector has found it there.
                tool.compute("collect", (key, value) -> {
                    System.gc();
                    return null;
                });
                return manager.size() == 1;
            });
        }
    }

    private static void shuffle(
            Manager manager, ProcessQueue<SharedCounter> queue, Random random, SharedLong lost, SharedLong reached)
            throws InterruptedException {
        List<SharedMap<Integer, Object>> shelves = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            shelves.add(manager.map("shelf" + i));
        }
        SharedCounter hand = null;
        for (int step = 0; step < 700; step++) {
            SharedMap<Integer, Object> shelf = shelves.get(random.nextInt(4));
            int place = random.nextInt(8);
            try {
                switch (random.nextInt(10)) {
                    case 0 -> hand = manager.counter(0);
                    case 1 -> {
                        if (hand != null) {
                            shelf.put(place, hand);
                        }
                        hand = null;
                    }
                    case 2 -> {
                        if (shelf.get(place) instanceof SharedCounter found) {
                            hand = found;
                        }
                    }
                    case 3 -> {
                        if (shelf.remove(place) instanceof SharedCounter found) {
                            hand = found;
                        }
                    }
                    case 4 -> {
                        if (hand != null) {
                            queue.offer(hand);
                        }
                        hand = null;
                    }
                    case 5 -> {
                        SharedCounter found = queue.poll();
                        hand = found == null ? hand : found;
                    }
                    case 6 -> {
                        // Inside another, which only the argument store refers to.
                        SharedMap<Integer, Object> box = manager.map();
                        if (hand != null) {
                            box.put(0, hand);
                        }
                        hand = null;
                        shelf.put(place, box);
                    }
                    case 7 -> {
                        if (shelf.get(place) instanceof SharedMap<?, ?> box
                                && box.get(0) instanceof SharedCounter found) {
                            hand = found;
                        }
                    }
                    case 8 ->
                        // From one place to another, by a function that runs at the server, and puts a new one in its
                        // place.
                        shelf.compute(
                                place, (key, value) -> value instanceof SharedCounter ? value : manager.counter(7));
                    default -> shelf.remove(place);
                }
                if (hand != null) {
                    hand.incrementAndGet();
                    reached.addAndGet(1);
                }
            } catch (ManagerException e) {
                System.err.println("lost: " + e);
                lost.addAndGet(1);
                hand = null;
            }
        }
    }
}

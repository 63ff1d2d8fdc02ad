package dev.procession.manager;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.Procession;
import dev.procession.internal.session.OpenSite;
import dev.procession.internal.wait.SegmentResident;
import dev.procession.process.ChildProcess;
import dev.procession.process.Output;
import dev.procession.process.ProcessionException;
import dev.procession.shared.Manager;
import dev.procession.shared.SharedCounter;
import dev.procession.shared.SharedDeque;
import dev.procession.shared.SharedList;
import dev.procession.shared.SharedLong;
import dev.procession.shared.SharedMap;
import dev.procession.sync.ProcessEvent;
import dev.procession.testkit.Await;
import dev.procession.testkit.Signals;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a client's death is to the manager, and to the other clients. */
@Tag("process")
class ManagerClientDeathTest {
    private Procession px;
    private Manager manager;

    @BeforeEach
    void open() {
        px = Procession.builder().output(Output.DISCARD).build();
        manager = px.manager();
    }

    @AfterEach
    void close() {
        px.close();
    }

    private static void kill(ChildProcess child) throws InterruptedException {
        child.kill();
        child.join();
    }

    @Test
    void take_waitingClientIsKilled_whatIsPutLaterGoesToALiveOne() throws Exception {
        SharedDeque<String> deque = manager.deque();
        for (int i = 0; i < 3; i++) {
            ProcessEvent waits = px.event();
            ChildProcess child = px.start(() -> {
                for (int k = 0; k < 20; k++) {
                    deque.takeAsync();
                }
                waits.set();
                deque.take();
            });
            waits.await();

            kill(child);
            deque.put("x" + i);

            assertEquals("x" + i, deque.poll(30, TimeUnit.SECONDS));
        }
        assertNull(deque.poll());
    }

    @Test
    void poll_clientCannotBeWoken_failsBeforeItAsks() throws Exception {
        SharedDeque<String> deque = manager.deque();
        SharedLong failed = px.sharedLong(0);
        Path directory =
                ((OpenSite) ((SegmentResident) failed).context()).session().directory();
        // The server, the session's first child, must be able to listen: it has a doorbell once it has parked.
        Await.until("the server's bell", () -> Files.exists(directory.resolve("bell-1")));
        for (int slot = 2; slot < 20; slot++) {
            if (!Files.exists(directory.resolve("bell-" + slot))) {
                // It can neither be removed nor listened at.
                Files.createFile(
                        Files.createDirectory(directory.resolve("bell-" + slot)).resolve("full"));
            }
        }
        ChildProcess child = px.process(() -> {
                    try {
                        deque.poll(1, TimeUnit.MINUTES);
                    } catch (ProcessionException e) {
                        failed.set(1);
                    }
                    new CountDownLatch(1).await();
                })
                .daemon(true)
                .start();
        Await.until("the client's failure, in its body or before", () -> failed.get() == 1 || !child.isAlive());

        deque.put("x");

        assertEquals("x", deque.poll(30, TimeUnit.SECONDS));
    }

    @Test
    void put_waitingClientIsKilled_itsElementIsDropped() throws Exception {
        SharedDeque<String> full = manager.queue(1);
        full.put("first");
        ProcessEvent waits = px.event();
        ChildProcess child = px.start(() -> {
            waits.set();
            full.put("of the dead");
        });
        waits.await();
        kill(child);
        assertEquals("first", full.take());
        // It may have come in time, if the wait began after all; then it is there as a whole.
        full.offer("second");
        String next = full.take();
        assertTrue(next.equals("second") || next.equals("of the dead"), next);
    }

    @Test
    void objects_heldByAKilledClient_areFreed() throws Exception {
        SharedMap<String, SharedList<String>> named = manager.map("named");
        long before = manager.size();
        Manager there = manager;
        ProcessEvent ready = px.event();
        ChildProcess child = px.start(() -> {
            List<Object> held = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                held.add(there.map());
                SharedList<String> list = there.list();
                list.add("x");
                held.add(list);
                if (i == 50) {
                    named.put("kept", list);
                }
            }
            ready.set();
            try {
                Thread.sleep(Long.MAX_VALUE);
            } finally {
                Reference.reachabilityFence(held);
            }
        });
        ready.await();
        assertEquals(before + 200, manager.size());

        kill(child);

        Await.until("all but one to be freed", () -> manager.size() == before + 1);
        assertEquals("x", named.get("kept").get(0));
    }

    @Test
    void function_ofAKilledClient_isInterruptedAndChangesNothing() throws Exception {
        SharedMap<String, Integer> map = manager.map();
        map.put("a", 1);
        ProcessEvent runs = px.event();
        ProcessEvent interrupted = px.event();
        ChildProcess child = px.start(() -> map.compute("a", (key, value) -> {
            runs.set();
            try {
                Thread.sleep(Long.MAX_VALUE);
            } catch (InterruptedException e) {
                interrupted.set();
                throw e;
            }
            return 2;
        }));
        runs.await();

        kill(child);

        interrupted.await();
        assertEquals(1, map.get("a"));
        assertEquals(3, map.merge("a", 2, Integer::sum));
    }

    @Test
    void replies_forAStoppedClientFillItsRing_othersGoOnAndItsDeathFreesAll() throws Exception {
        SharedMap<Integer, byte[]> map = manager.map();
        map.put(1, new byte[20_000]);
        map.put(2, new byte[100_000]);
        SharedCounter calls = manager.counter(0);
        Manager there = manager;
        ChildProcess child = px.start(() -> {
            List<Object> held = new ArrayList<>();
            while (true) {
                map.getAsync(1);
                map.getAsync(2);
                calls.addAndGetAsync(1);
                if (held.size() < 50) {
                    held.add(there.map());
                }
            }
        });
        Await.until("it to call", () -> calls.get() > 300);
        for (int i = 0; i < 5; i++) {
            Signals.stop(child.pid());
            assertEquals(20_000, map.get(1).length);
            long then = calls.get();
            Signals.send(child.pid(), "CONT");
            Await.until("it to go on", () -> calls.get() > then);
        }
        Signals.stop(child.pid());
        kill(child);
        Await.until("its objects to be freed", () -> manager.size() == 2);
        assertEquals(100_000, map.get(2).length);
    }

    @Test
    void slot_usedAgainByTheNextProcess_hasAChannelOfItsOwn() throws Exception {
        SharedMap<String, Integer> map = manager.map();
        Manager there = manager;
        for (int i = 0; i < 6; i++) {
            int number = i;
            ProcessEvent ready = px.event();
            ChildProcess child = px.start(() -> {
                Object held = there.list();
                map.put("child", number);
                // Not all of it may be read before the end.
                for (int k = 0; k < 500; k++) {
                    map.putAsync("k" + k, number);
                }
                ready.set();
                try {
                    Thread.sleep(Long.MAX_VALUE);
                } finally {
                    Reference.reachabilityFence(held);
                }
            });
            ready.await();
            kill(child);
            assertEquals(i, map.get("child"));
        }
        Await.until("what they held to be freed", () -> manager.size() == 1);
    }
}

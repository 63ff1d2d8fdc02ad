package dev.procession.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.Procession;
import dev.procession.channel.ProcessQueue;
import dev.procession.internal.session.OpenSite;
import dev.procession.internal.wait.SegmentResident;
import dev.procession.internal.wait.WaitPoint;
import dev.procession.pool.ProcessPool;
import dev.procession.process.ChildProcess;
import dev.procession.shared.SharedArray;
import dev.procession.shared.SharedLong;
import dev.procession.testkit.Await;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is small shares pages: how much it takes, that neighbours do not meet, and that it is given back. */
@Tag("process")
class SmallThingsTest {
    private static final int MANY = 100_000;
    private static final int MAX_MAPPINGS = 400;

    private static OpenSite site(Object thing) {
        return (OpenSite) ((SegmentResident) thing).context();
    }

    private static long bytes(Procession px) {
        File[] files = site(px.sharedLong(0)).session().directory().toFile().listFiles();
        long bytes = 0;
        for (File file : files == null ? new File[0] : files) {
            // Not what the session makes for itself, in the background.
            if (file.getName().startsWith("s-")) {
                bytes += file.length();
            }
        }
        return bytes;
    }

    private static List<String> files(Procession px) {
        File[] files = site(px.sharedLong(0)).session().directory().toFile().listFiles();
        return Stream.of(files == null ? new File[0] : files)
                .map(file -> file.getName() + ":" + file.length())
                .toList();
    }

    private static long mappings(Procession px) throws IOException {
        return mappings(px.sharedLong(0));
    }

    private static long mappings(Object thing) throws IOException {
        String directory = site(thing).session().directory().toString();
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains(directory)).count();
        }
    }

    private static <T> void holdMany(Procession px, int count, Supplier<T> maker) throws IOException {
        List<T> things = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            things.add(maker.get());
        }
        assertEquals(count, things.size());
        assertTrue(mappings(px) < MAX_MAPPINGS, "mappings=" + mappings(px));
    }

    @Test
    void events_hundredThousand_takeFewMappingsAndAreGivenBack() throws Exception {
        try (Procession px = Procession.local()) {
            long before = bytes(px);
            holdMany(px, MANY, px::event);
            Await.until("the memory of unreachable events to be given back", () -> {
                System.gc();
                return bytes(px) < before + (4 << 20) && mappings(px) < 20;
            });
        }
    }

    @Test
    void otherKinds_many_takeFewMappings() throws Exception {
        try (Procession px = Procession.local()) {
            holdMany(px, MANY / 5, px::lock);
            holdMany(px, MANY / 5, () -> px.latch(1));
            holdMany(px, MANY / 5, () -> px.sharedInts(10));
            holdMany(px, MANY / 50, () -> px.semaphore(1));
            holdMany(px, MANY / 50, () -> px.barrier(2));
        }
    }

    @Test
    void events_manySentAsOneArgumentAndAsElements_takeFewMappingsThere() throws Exception {
        try (Procession px = Procession.local();
                ProcessPool pool = px.pool(1)) {
            List<ProcessEvent> events = new ArrayList<>();
            for (int i = 0; i < MANY / 10; i++) {
                events.add(px.event());
            }
            long mappings = pool.apply(() -> {
                events.forEach(ProcessEvent::set);
                return mappings(events.getFirst());
            });
            assertTrue(mappings < MAX_MAPPINGS, "mappings=" + mappings);
            assertTrue(events.stream().allMatch(ProcessEvent::isSet));

            pool.map(
                    event -> {
                        event.clear();
                        return 0;
                    },
                    events);
            assertTrue(events.stream().noneMatch(ProcessEvent::isSet));
        }
    }

    @Test
    void segmentsOfTheirOwn_dropped_areGivenBackUnlessTheyWereSent() throws Exception {
        try (Procession px = Procession.local()) {
            ProcessQueue<SharedArray.OfLong> queue = px.queue(10);
            SharedArray.OfLong sent = px.sharedLongs(100_000);
            sent.set(99_999, 5);
            queue.put(sent);
            sent = px.sharedLongs(1);
            assertEquals(0, sent.get(0));
            long before = bytes(px);
            for (int i = 0; i < 20; i++) {
                px.sharedLongs(100_000).set(0, 1);
                px.queue(10);
                px.pipe();
            }
            try {
                Await.until("dropped arrays, queues and pipes to be given back", () -> {
                    System.gc();
                    return bytes(px) <= before;
                });
            } catch (AssertionError e) {
                throw new AssertionError("bytes before=" + before + ", files=" + files(px), e);
            }
            assertEquals(5, queue.take().get(99_999));
        }
    }

    @Test
    void numbers_madeAndDroppedOverAndOver_areNotMixedUp() {
        try (Procession px = Procession.local()) {
            SharedLong[] last = new SharedLong[64];
            for (int i = 0; i < 100_000; i++) {
                int index = i % last.length;
                SharedLong old = last[index];
                assertTrue(old == null || old.get() == i - last.length, "i=" + i);
                last[index] = px.sharedLong(i);
                if (i % 20_000 == 0) {
                    System.gc(); // what was dropped is used again
                }
            }
        }
    }

    @Test
    void number_onItsWayAndReachableNowhereElse_isThereWhenItArrives() throws Exception {
        try (Procession px = Procession.local()) {
            ProcessQueue<SharedLong> queue = px.queue(10);
            queue.put(px.sharedLong(42));
            for (int i = 0; i < 3; i++) {
                System.gc();
                for (int k = 0; k < 1000; k++) {
                    px.sharedLong(-1);
                }
            }
            SharedLong arrived = queue.take();
            assertEquals(42, arrived.get());
            queue.put(arrived);
            assertSame(arrived, queue.take());
        }
    }

    @Test
    void number_ofAProcessThatDied_staysWhatItIs() throws Exception {
        String name = "small-things-" + ProcessHandle.current().pid();
        try (Procession px = Procession.builder().name(name).build()) {
            ProcessQueue<SharedLong> queue = px.queue(10);
            ProcessEvent received = px.event();
            ChildProcess child = px.start(() -> {
                Procession session = Procession.join(name);
                queue.put(session.sharedLong(7));
                received.await();
                Runtime.getRuntime().halt(9);
            });
            SharedLong number = queue.take();
            received.set();
            child.join();
            assertEquals(8, number.incrementAndGet());
            queue.put(number);
            assertEquals(8, queue.take().get());
        }
    }

    @Test
    void events_setInAnotherProcess_wakeNobodyAtTheirNeighbours() throws Exception {
        try (Procession px = Procession.local()) {
            ProcessEvent mine = px.event();
            ProcessEvent[] neighbours = new ProcessEvent[1000];
            for (int i = 0; i < neighbours.length; i++) {
                neighbours[i] = px.event();
            }
            assertEquals(site(mine).file(), site(neighbours[0]).file());
            ProcessSemaphore go = px.semaphore(0);
            ProcessSemaphore done = px.semaphore(0);
            ChildProcess child = px.start(() -> {
                for (int wave = 0; wave < 2; wave++) {
                    go.acquire();
                    for (ProcessEvent neighbour : neighbours) {
                        neighbour.set();
                        neighbour.clear();
                    }
                    done.release();
                }
                go.acquire();
            });
            AtomicLong looks = new AtomicLong();
            WaitPoint point = site(mine).waitPoint(256, 0); // of an event, behind the header
            Thread waiter = Thread.ofPlatform().start(() -> {
                point.awaitUninterruptibly(
                        () -> {
                            looks.incrementAndGet();
                            return mine.isSet();
                        },
                        WaitPoint.NO_RECHECK);
            });
            Await.until("the thread to wait", () -> looks.get() > 0);
            go.release();
            done.acquire(); // its spin is over
            long before = looks.get();
            go.release();
            done.acquire();
            // A ring for each of the neighbours would be two thousand looks; some are the net's.
            assertTrue(looks.get() - before < 100, "looks=" + (looks.get() - before));
            mine.set();
            waiter.join();
            go.release();
            child.join();
            assertEquals(0, child.exitCode().getAsInt());
        }
    }

    @Test
    void events_ofOneSlab_twoProcessesSignalEachOther() throws Exception {
        int rounds = 200;
        try (Procession px = Procession.local()) {
            ProcessEvent[] there = new ProcessEvent[rounds];
            ProcessEvent[] back = new ProcessEvent[rounds];
            for (int i = 0; i < rounds; i++) {
                there[i] = px.event();
                back[i] = px.event();
            }
            ChildProcess child = px.start(() -> {
                for (int i = 0; i < there.length; i++) {
                    there[i].await();
                    back[i].set();
                }
            });
            for (int i = 0; i < rounds; i++) {
                there[i].set();
                assertTrue(back[i].await(1, TimeUnit.MINUTES), "round=" + i);
            }
            child.join();
        }
    }

    @Test
    void condition_ofALockInASlab_worksBetweenProcessesAndGoesWithTheLock() throws Exception {
        try (Procession px = Procession.local()) {
            dropOneWithACondition(px);
            File directory = site(px.sharedLong(0)).session().directory().toFile();
            Await.until("the conditions of an unreachable lock to be removed", () -> {
                System.gc();
                return directory.list((parent, name) -> name.startsWith("c-")).length == 0;
            });

            ProcessLock lock = px.lock();
            Condition changed = lock.newCondition("changed");
            SharedLong value = px.sharedLong(0);
            ChildProcess child = px.start(() -> {
                lock.lock();
                try {
                    value.set(1);
                    lock.newCondition("changed").signalAll();
                    while (value.get() != 2) {
                        changed.await();
                    }
                } finally {
                    lock.unlock();
                }
            });
            lock.lock();
            try {
                while (value.get() != 1) {
                    changed.await();
                }
                value.set(2);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
            child.join();
            assertEquals(0, child.exitCode().getAsInt());
        }
    }

    /** Its creator has dropped it, and others use it: what is beside it must stay. */
    @Test
    void condition_ofALockThatItsMakerHasSentAndDropped_staysForOthers() throws Exception {
        try (Procession px = Procession.local()) {
            ProcessQueue<ProcessLock> queue = px.queue(1);
            SharedLong value = px.sharedLong(0);
            ChildProcess child = startWithALock(px, queue, value);
            Await.until("the child to have the lock", () -> value.get() == 1);
            for (int i = 0; i < 5; i++) {
                System.gc();
                for (int k = 0; k < 1000; k++) {
                    px.sharedLong(-1);
                }
            }
            ProcessLock lock = queue.take();
            lock.lock();
            try {
                value.set(2);
                lock.newCondition("changed").signalAll();
            } finally {
                lock.unlock();
            }
            child.join();
            assertEquals(0, child.exitCode().getAsInt());
        }
    }

    private static ChildProcess startWithALock(Procession px, ProcessQueue<ProcessLock> queue, SharedLong value)
            throws InterruptedException {
        ProcessLock lock = px.lock();
        lock.lock();
        try {
            lock.newCondition("changed").signalAll();
        } finally {
            lock.unlock();
        }
        return px.start(() -> {
            lock.lock();
            try {
                queue.put(lock);
                value.set(1);
                while (value.get() != 2) {
                    lock.newCondition("changed").await();
                }
            } finally {
                lock.unlock();
            }
        });
    }

    @SuppressWarnings("WaitNotInLoop") // nothing is waited for
    private static void dropOneWithACondition(Procession px) throws InterruptedException {
        ProcessLock lock = px.lock();
        lock.lock();
        try {
            assertFalse(lock.newCondition().await(1, TimeUnit.NANOSECONDS));
        } finally {
            lock.unlock();
        }
    }
}

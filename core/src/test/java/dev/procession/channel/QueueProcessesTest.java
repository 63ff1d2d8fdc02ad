package dev.procession.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.Procession;
import dev.procession.pool.ProcessPool;
import dev.procession.process.ChildProcess;
import dev.procession.shared.SharedLong;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Queues between real processes, as a user has them. */
@Tag("process")
class QueueProcessesTest {

    @Test
    void queue_childrenPutAndTake_everythingArrivesOnce() throws Exception {
        try (Procession px = Procession.local()) {
            ProcessQueue<Integer> work = px.queue(10);
            ProcessQueue<Integer> results = px.queue(1000);
            SharedLong sum = px.sharedLong(0);
            List<ChildProcess> children = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                children.add(px.start(() -> {
                    for (int value : work.untilClosed()) {
                        sum.addAndGet(value);
                        results.put(value * value);
                    }
                }));
            }
            for (int i = 1; i <= 500; i++) {
                work.put(i);
            }
            work.close();
            for (ChildProcess child : children) {
                child.join();
                assertEquals(0, child.exitCode().getAsInt());
            }
            assertEquals(500, results.size());
            assertEquals(500 * 501 / 2, sum.get());
            List<Integer> all = new ArrayList<>();
            results.drainTo(all);
            all.sort(null);
            for (int i = 1; i <= 500; i++) {
                assertEquals(i * i, all.get(i - 1));
            }
        }
    }

    @Test
    void queue_inAQueueAndAsATasksResult_isTheSameQueue() throws Exception {
        try (Procession px = Procession.local();
                ProcessPool pool = px.pool(1)) {
            ProcessQueue<ProcessQueue<String>> queues = px.queue(2);
            ProcessQueue<String> inner = px.queue(2);
            queues.put(inner);
            ProcessQueue<String> back = pool.apply(() -> {
                ProcessQueue<String> got = queues.take();
                got.put("from the worker");
                return got;
            });
            assertEquals("from the worker", inner.take());
            assertSame(inner, back, "one object for a queue in a process");
        }
    }

    @Test
    void take_parentKillsTheConsumer_elementNotTakenStays() throws Exception {
        try (Procession px = Procession.local()) {
            ProcessQueue<String> queue = px.queue(4);
            ProcessQueue<String> started = px.queue(1);
            ChildProcess child = px.start(() -> {
                started.put("started");
                queue.take();
            });
            started.take();
            child.kill();
            child.join();
            queue.put("x");
            assertEquals("x", queue.poll(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void joinableQueue_consumerIsKilled_elementIsDeliveredAgain() throws Exception {
        try (Procession px = Procession.local()) {
            JoinableQueue<String> queue = px.joinableQueue(4);
            ProcessQueue<String> taken = px.queue(4);
            queue.put("one");
            ChildProcess child = px.start(() -> {
                taken.put(queue.take());
                Thread.sleep(Long.MAX_VALUE);
            });
            assertEquals("one", taken.take());
            assertFalse(queue.join(Duration.ofMillis(10)));
            assertEquals(1, queue.unfinished());
            assertEquals(0, queue.size());
            child.kill();
            assertEquals("one", queue.take());
            queue.taskDone();
            queue.join();
            assertEquals(0, queue.unfinished());
        }
    }

    @Test
    void put_elementLargerThanTheRing_arrivesWhole() throws Exception {
        try (Procession px = Procession.local()) {
            ProcessQueue<byte[]> queue = px.queue(4);
            byte[] large = new byte[5 << 20];
            for (int i = 0; i < large.length; i++) {
                large[i] = (byte) (i * 31);
            }
            ChildProcess child = px.start(() -> queue.put(queue.take()));
            queue.put(large);
            child.join();
            assertEquals(0, child.exitCode().getAsInt());
            assertTrue(Arrays.equals(large, queue.take()));
        }
    }

    @Test
    void close_handleArrivesAfterTheEnd_endsAtOnce() throws Exception {
        try (Procession px = Procession.local()) {
            ProcessQueue<String> queue = px.queue(4);
            queue.close();
            ChildProcess child = px.start(() -> {
                for (String ignored : queue.untilClosed()) {
                    throw new IllegalStateException("nothing was put");
                }
            });
            child.join();
            assertEquals(0, child.exitCode().getAsInt());
            assertThrows(QueueClosedException.class, () -> queue.put("late"));
            assertNull(queue.poll());
        }
    }

    @Test
    void queue_manyChildrenBlocked_eachGetsOne() throws Exception {
        try (Procession px = Procession.local()) {
            ProcessQueue<Integer> queue = px.queue(100);
            ProcessQueue<Integer> got = px.queue(100);
            List<ChildProcess> children = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                children.add(px.start(() -> got.put(queue.take())));
            }
            for (int i = 0; i < 4; i++) {
                queue.put(i);
            }
            for (ChildProcess child : children) {
                child.join();
            }
            List<Integer> all = new ArrayList<>(got);
            all.sort(null);
            assertEquals(List.of(0, 1, 2, 3), all);
        }
    }
}

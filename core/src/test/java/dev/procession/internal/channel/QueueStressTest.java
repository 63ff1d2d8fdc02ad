package dev.procession.internal.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.internal.channel.QueueThreads.Call;
import dev.procession.testkit.Deadline;
import dev.procession.testkit.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many threads at one queue in mapped memory: every element comes out once, and each producer's in order. */
@Tag("process")
@Deadline(seconds = 120)
class QueueStressTest {
    private static final int PRODUCERS = 4;
    private static final int CONSUMERS = 3;
    private static final int EACH = 25_000;
    private static final int END = -1;

    private final SessionQueues session = new SessionQueues();

    @AfterEach
    void close() {
        session.close();
    }

    private static void produce(RingQueue<Integer> queue, int producer, Random random) throws InterruptedException {
        int next = producer * EACH;
        int end = next + EACH;
        while (next < end) {
            switch (random.nextInt(4)) {
                case 0 -> {
                    if (queue.offer(next)) {
                        next++;
                    }
                }
                case 1 -> {
                    if (queue.offer(next, 1, TimeUnit.MILLISECONDS)) {
                        next++;
                    }
                }
                case 2 -> {
                    List<Integer> batch = new ArrayList<>();
                    for (int i = Math.min(end - next, 1 + random.nextInt(20)); i > 0; i--) {
                        batch.add(next++);
                    }
                    queue.putAll(batch);
                }
                default -> queue.put(next++);
            }
        }
    }

    /** Takes in all ways until an end comes; what it got, in order. */
    private static List<Integer> consume(RingQueue<Integer> queue, Random random) throws InterruptedException {
        List<Integer> got = new ArrayList<>();
        while (true) {
            int before = got.size();
            switch (random.nextInt(4)) {
                case 0 -> addIfThere(got, queue.poll());
                case 1 -> addIfThere(got, queue.poll(1, TimeUnit.MILLISECONDS));
                case 2 -> queue.drainTo(got, 1 + random.nextInt(30));
                default -> got.add(queue.take());
            }
            for (int i = before; i < got.size(); i++) {
                if (queue instanceof RingJoinableQueue<Integer> joinable) {
                    joinable.taskDone();
                }
            }
            int ends = got.subList(before, got.size()).indexOf(END);
            if (ends >= 0) {
                // Other consumers' ends that came along go back.
                List<Integer> more = new ArrayList<>(got.subList(before + ends + 1, got.size()));
                got.subList(before + ends, got.size()).clear();
                queue.putAll(more);
                return got;
            }
        }
    }

    private static void addIfThere(List<Integer> got, @Nullable Integer element) {
        if (element != null) {
            got.add(element);
        }
    }

    private void stress(RingQueue<Integer> queue, String name) throws Exception {
        Random seeds = Seeds.random(name);
        List<Call<Boolean>> producers = new ArrayList<>();
        List<Call<List<Integer>>> consumers = new ArrayList<>();
        for (int i = 0; i < PRODUCERS; i++) {
            int producer = i;
            Random random = new Random(seeds.nextLong());
            producers.add(QueueThreads.run(() -> produce(queue, producer, random)));
        }
        for (int i = 0; i < CONSUMERS; i++) {
            Random random = new Random(seeds.nextLong());
            consumers.add(QueueThreads.call(() -> consume(queue, random)));
        }
        for (Call<Boolean> producer : producers) {
            producer.get();
        }
        for (int i = 0; i < CONSUMERS; i++) {
            queue.put(END);
        }
        BitSet seen = new BitSet();
        for (Call<List<Integer>> consumer : consumers) {
            int[] last = new int[PRODUCERS];
            Arrays.fill(last, END);
            for (int element : consumer.get()) {
                assertTrue(!seen.get(element), "came twice: " + element);
                seen.set(element);
                assertTrue(element > last[element / EACH], "out of order: " + element);
                last[element / EACH] = element;
            }
        }
        assertEquals(PRODUCERS * EACH, seen.cardinality());
        assertEquals(0, queue.size());
    }

    @Test
    void queue_manyThreads_conserves() throws Exception {
        stress(session.plain(64), "queue stress");
    }

    @Test
    void queueOfOne_manyThreads_conserves() throws Exception {
        stress(session.plain(1), "queue of one");
    }

    @Test
    void queueOfFewBytes_manyThreads_conserves() throws Exception {
        stress(session.plain(1000, 512), "queue of few bytes");
    }

    @Test
    void joinableQueue_manyThreads_conserves() throws Exception {
        RingJoinableQueue<Integer> queue = session.joinable(64);
        stress(queue, "joinable stress");
        queue.join();
        assertEquals(0, queue.unfinished());
    }
}

package dev.procession.internal.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.pool.TaskOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A submitter of many tasks does not keep others waiting. */
class FairQueueTest {
    private final FairQueue waiting = new FairQueue();

    private Chunk single(long thread) {
        Chunk chunk = Jobs.item(Jobs.ofOne(), 1, thread);
        waiting.add(chunk);
        return chunk;
    }

    private Chunk of(Job job) {
        Chunk chunk = Jobs.item(job, 1, 0);
        waiting.add(chunk);
        return chunk;
    }

    @Test
    void poll_oneSubmitter_isFirstInFirstOut() {
        Chunk first = single(1);
        Chunk second = single(1);

        assertSame(first, waiting.poll());
        assertSame(second, waiting.poll());
        assertNull(waiting.poll());
        assertTrue(waiting.isEmpty());
    }

    @Test
    void poll_severalSubmitters_takeTurns() {
        for (int i = 0; i < 100; i++) {
            single(1);
        }
        Chunk other = single(2);
        Chunk many = of(Jobs.ofMany(TaskOptions.defaults()));

        waiting.poll();

        assertEquals(List.of(other, many), List.of(waiting.poll(), waiting.poll()));
    }

    @Test
    void addFirst_comesBeforeTheOthersOfItsLane() {
        Chunk first = single(1);
        single(1);
        waiting.poll();

        waiting.addFirst(first);

        assertSame(first, waiting.poll());
    }

    @Test
    void remove_ofAJob_leavesTheOthers() {
        Job job = Jobs.ofMany(TaskOptions.defaults());
        Chunk chunk = of(job);
        Chunk other = single(1);

        assertSame(chunk, waiting.remove(job));

        assertNull(chunk.next());
        assertNull(waiting.remove(job));
        assertSame(other, waiting.poll());
        assertNull(waiting.poll());
    }

    @Test
    void remove_ofAJobInTheMiddle_leadsToAllItsItems_andTheOthersTakeTurns() {
        Chunk before = single(1);
        Job job = Jobs.ofMany(TaskOptions.defaults());
        Chunk first = of(job);
        Chunk second = of(job);
        Chunk after = single(2);

        assertSame(first, waiting.remove(job));

        assertSame(second, first.next());
        assertSame(before, waiting.poll());
        assertSame(after, waiting.poll());
        assertTrue(waiting.isEmpty());
        Chunk later = single(1);
        assertSame(later, waiting.poll());
    }
}

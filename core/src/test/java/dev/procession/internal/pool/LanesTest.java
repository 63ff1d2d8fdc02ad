package dev.procession.internal.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.pool.TaskOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who submits much does not keep others waiting. */
class LanesTest {
    private final Lanes lanes = new Lanes();

    private Item single(long thread) {
        Item item = Jobs.item(Jobs.ofOne(), 1, thread);
        lanes.add(item);
        return item;
    }

    private Item of(Job job) {
        Item item = Jobs.item(job, 1, 0);
        lanes.add(item);
        return item;
    }

    @Test
    void poll_oneSubmitter_isFirstInFirstOut() {
        Item first = single(1);
        Item second = single(1);

        assertSame(first, lanes.poll());
        assertSame(second, lanes.poll());
        assertNull(lanes.poll());
        assertTrue(lanes.isEmpty());
    }

    @Test
    void poll_severalSubmitters_takeTurns() {
        for (int i = 0; i < 100; i++) {
            single(1);
        }
        Item other = single(2);
        Item many = of(Jobs.ofMany(TaskOptions.defaults()));

        lanes.poll();

        assertEquals(List.of(other, many), List.of(lanes.poll(), lanes.poll()));
    }

    @Test
    void addFirst_comesBeforeTheOthersOfItsLane() {
        Item first = single(1);
        single(1);
        lanes.poll();

        lanes.addFirst(first);

        assertSame(first, lanes.poll());
    }

    @Test
    void remove_ofAJob_leavesTheOthers() {
        Job job = Jobs.ofMany(TaskOptions.defaults());
        Item item = of(job);
        Item other = single(1);

        assertSame(item, lanes.remove(job));

        assertNull(item.next());
        assertNull(lanes.remove(job));
        assertSame(other, lanes.poll());
        assertNull(lanes.poll());
    }

    @Test
    void remove_ofAJobInTheMiddle_leadsToAllItsItems_andTheOthersTakeTurns() {
        Item before = single(1);
        Job job = Jobs.ofMany(TaskOptions.defaults());
        Item first = of(job);
        Item second = of(job);
        Item after = single(2);

        assertSame(first, lanes.remove(job));

        assertSame(second, first.next());
        assertSame(before, lanes.poll());
        assertSame(after, lanes.poll());
        assertTrue(lanes.isEmpty());
        Item later = single(1);
        assertSame(later, lanes.poll());
    }
}

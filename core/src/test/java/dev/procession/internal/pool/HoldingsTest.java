package dev.procession.internal.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.pool.TaskOptions;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a worker holds, element by element, through arrivals, taking back and death. */
class HoldingsTest {
    private final Holdings holdings = new Holdings();
    private final Job job = Jobs.ofMany(TaskOptions.defaults());

    private Item add(int count) {
        Item item = Jobs.item(job, count, 0);
        holdings.add(item, count * 10L);
        return item;
    }

    private void check(int elements, int items, long nanos) {
        assertEquals(List.of(elements, items, nanos), List.of(holdings.elements(), holdings.items(), holdings.nanos()));
    }

    @Test
    void pass_allElements_leavesNothing() {
        add(2);
        add(1);
        check(3, 2, 30);

        holdings.pass();
        check(2, 2, 30);
        assertEquals(1, first().number());
        holdings.pass();
        check(1, 1, 10);
        holdings.pass();

        check(0, 0, 0);
        assertNull(holdings.first());
    }

    @Test
    void takeBack_wholeItems_returnsThemThemselvesInOrder() {
        add(1);
        Item second = add(2);
        Item third = add(1);

        List<Item> back = holdings.takeBack(1);

        assertEquals(List.of(second, third), back);
        check(1, 1, 10);
    }

    @Test
    void takeBack_fromTheMiddleOfAnItem_dividesIt() {
        add(5);
        holdings.pass();

        List<Item> back = holdings.takeBack(2);

        assertEquals(List.of(2, 3, 4), Jobs.arguments(back.getFirst()));
        assertEquals(2, back.getFirst().position(0));
        check(1, 1, 50);
        holdings.pass();
        check(0, 0, 0);
    }

    @Test
    void takeBack_allOfWhatHasNotArrived_leavesNothingOfTheItem() {
        add(3);
        holdings.pass();

        assertEquals(List.of(1, 2), Jobs.arguments(holdings.takeBack(1).getFirst()));

        check(0, 0, 0);
        assertNull(holdings.first());
    }

    @Test
    void add_afterTakingBack_numbersGoOn() {
        add(4);
        holdings.takeBack(1);
        add(1);

        holdings.pass();

        assertEquals(4, first().number());
    }

    @Test
    void takeBack_nothing_isNothing() {
        add(2);

        assertTrue(holdings.takeBack(holdings.given()).isEmpty());
        check(2, 1, 20);
    }

    @Test
    void clear_afterADeath_returnsTheRest() {
        Item first = add(3);
        holdings.takeBack(2);
        Item second = add(1);
        holdings.pass();

        List<Item> rest = holdings.clear();

        assertEquals(List.of(1), Jobs.arguments(rest.getFirst()));
        assertEquals(0, rest.getFirst().attempts());
        assertSame(first.job(), rest.getFirst().job());
        assertSame(second, rest.getLast());
        check(0, 0, 0);
    }

    private Holdings.Held first() {
        return Objects.requireNonNull(holdings.first());
    }
}

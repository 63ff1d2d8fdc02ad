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
class InFlightItemsTest {
    private final InFlightItems inFlight = new InFlightItems();
    private final Job job = Jobs.ofMany(TaskOptions.defaults());

    private Chunk add(int count) {
        Chunk chunk = Jobs.item(job, count, 0);
        inFlight.add(chunk, count * 10L);
        return chunk;
    }

    private void check(int elements, int items, long nanos) {
        assertEquals(List.of(elements, items, nanos), List.of(inFlight.elements(), inFlight.items(), inFlight.nanos()));
    }

    @Test
    void pass_allElements_leavesNothing() {
        add(2);
        add(1);
        check(3, 2, 30);

        inFlight.pass();
        check(2, 2, 30);
        assertEquals(1, first().number());
        inFlight.pass();
        check(1, 1, 10);
        inFlight.pass();

        check(0, 0, 0);
        assertNull(inFlight.first());
    }

    @Test
    void takeBack_wholeItems_returnsThemThemselvesInOrder() {
        add(1);
        Chunk second = add(2);
        Chunk third = add(1);

        List<Chunk> back = inFlight.takeBack(1);

        assertEquals(List.of(second, third), back);
        check(1, 1, 10);
    }

    @Test
    void takeBack_fromTheMiddleOfAnItem_dividesIt() {
        add(5);
        inFlight.pass();

        List<Chunk> back = inFlight.takeBack(2);

        assertEquals(List.of(2, 3, 4), Jobs.arguments(back.getFirst()));
        assertEquals(2, back.getFirst().position(0));
        check(1, 1, 50);
        inFlight.pass();
        check(0, 0, 0);
    }

    @Test
    void takeBack_allOfWhatHasNotArrived_leavesNothingOfTheItem() {
        add(3);
        inFlight.pass();

        assertEquals(List.of(1, 2), Jobs.arguments(inFlight.takeBack(1).getFirst()));

        check(0, 0, 0);
        assertNull(inFlight.first());
    }

    @Test
    void add_afterTakingBack_numbersGoOn() {
        add(4);
        inFlight.takeBack(1);
        add(1);

        inFlight.pass();

        assertEquals(4, first().number());
    }

    @Test
    void takeBack_nothing_isNothing() {
        add(2);

        assertTrue(inFlight.takeBack(inFlight.given()).isEmpty());
        check(2, 1, 20);
    }

    @Test
    void clear_afterADeath_returnsTheRest() {
        Chunk first = add(3);
        inFlight.takeBack(2);
        Chunk second = add(1);
        inFlight.pass();

        List<Chunk> rest = inFlight.clear();

        assertEquals(List.of(1), Jobs.arguments(rest.getFirst()));
        assertEquals(0, rest.getFirst().attempts());
        assertSame(first.job(), rest.getFirst().job());
        assertSame(second, rest.getLast());
        check(0, 0, 0);
    }

    private InFlightItems.InFlightItem first() {
        return Objects.requireNonNull(inFlight.first());
    }
}

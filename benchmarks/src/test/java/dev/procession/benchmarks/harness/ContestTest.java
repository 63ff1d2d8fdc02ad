package dev.procession.benchmarks.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContestTest {
    private final List<String> calls = new ArrayList<>();
    private final Contest contest = new Contest("id", "title", Unit.MICROSECONDS, 1, 3);

    /** Answers with the numbers it is given, one after the other. */
    private final class Scripted implements Contender {
        private final String name;
        private final double[] values;
        private final int unfinishedAt;
        private int next;

        Scripted(String name, int unfinishedAt, double... values) {
            this.name = name;
            this.values = values;
            this.unfinishedAt = unfinishedAt;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Sample measure() throws UnfinishedException {
            calls.add(name);
            if (next == unfinishedAt) {
                throw new UnfinishedException("did not finish");
            }
            return new Sample(values[next], 10, values[next] * 2, values[next++] * 3);
        }

        @Override
        public void close() {
            calls.add("close " + name);
        }
    }

    @Test
    void run_twoContenders_inTurnAndWithoutTheWarmUp() throws Exception {
        Table table = contest.run(List.of(new Scripted("a", -1, 99, 3, 1, 2), new Scripted("b", -1, 99, 30, 10, 20)));
        assertEquals(List.of("a", "b", "a", "b", "a", "b", "a", "b", "close a", "close b"), calls);
        assertEquals(List.of(1.0, 2.0, 3.0), table.rows().getFirst().values());
        assertEquals(20.0, table.rows().getLast().median());
        assertEquals(40.0, table.rows().getLast().p99());
        assertEquals(60.0, table.rows().getLast().p999());
        assertTrue(table.text().contains("10.00 × a"), table.text());
    }

    @Test
    void run_oneDoesNotFinish_isNamedAndTheOthersGoOn() throws Exception {
        Table table = contest.run(List.of(new Scripted("a", 1, 99, 1), new Scripted("b", -1, 99, 3, 2, 1)));
        assertEquals(List.of("a", "b", "a", "close a", "b", "b", "b", "close b"), calls);
        assertEquals(List.of(), table.rows().getFirst().values());
        assertEquals("did not finish", table.rows().getFirst().note());
        assertEquals(table.rows().getLast(), table.peer(table.rows().getLast()));
    }

    @Test
    void run_oneIsWrong_failsAndClosesAll() {
        Contender wrong = new Scripted("b", -1);
        assertThrows(
                ArrayIndexOutOfBoundsException.class,
                () -> contest.run(List.of(new Scripted("a", -1, 1, 2, 3, 4), wrong)));
        assertEquals(List.of("a", "b", "close a", "close b"), calls);
    }

    @Test
    void trips_ofAThousand_givesPercentiles() {
        long[] nanos = new long[1000];
        for (int i = 0; i < nanos.length; i++) {
            nanos[i] = (nanos.length - i) * 1000L;
        }
        assertEquals(new Sample(501, 1000, 991, 1000), Sample.trips(nanos));
    }
}

package dev.procession.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.testkit.Deadline;
import dev.procession.testkit.Seeds;
import dev.procession.testkit.TestSize;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Real kills of a pool's workers. {@code -Dprocession.stress.pool.kills=2000} for the long run. */
class PoolRunTest {
    private static final int KILLS = TestSize.of(10, 40, 1_000);

    @Test
    @Deadline(seconds = 7200)
    void run_workersAreKilledAtRandom_everyFutureIsSettledOnceAndRight() throws Exception {
        PoolReport report = new PoolRun(Seeds.seed("pool"), KILLS).run();
        System.out.println("pool: " + report);
        assertEquals(List.of(), report.tally().wrong);
        assertTrue(report.kills() >= KILLS, report.toString());
        assertTrue(report.count(Submitter.MAP) > 0 && report.count(Submitter.TASK) > 0, report.toString());
    }
}

package dev.procession.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.testkit.Deadline;
import dev.procession.testkit.Seeds;
import dev.procession.testkit.TestSize;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Some faults in the usual build; {@code ./x chaos 60} is the long run. */
class ChaosRunTest {
    private static final int FAULTS = Integer.getInteger("procession.stress.chaos.faults", TestSize.of(10, 20, 500));

    @Test
    @Deadline(seconds = 900)
    void run_faultsOfAllKinds_nothingIsWrong() throws Exception {
        ChaosRun.Result result = new ChaosRun(Seeds.seed("chaos"), FAULTS, Duration.ofHours(1), () -> {}).run();
        System.out.println(result);
        assertEquals(List.of(), result.tally().wrong);
        assertEquals(FAULTS, result.tally().faults.sum() + Tally.sum(result.tally().skipped));
        assertTrue(result.tally().taken.sum() > 0 && Tally.sum(result.tally().kills) > 0, result.toString());
    }
}

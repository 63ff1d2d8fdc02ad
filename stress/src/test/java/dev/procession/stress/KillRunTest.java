package dev.procession.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.testkit.Deadline;
import dev.procession.testkit.Seeds;
import dev.procession.testkit.TestSize;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Real kills. The nightly run has ten thousand. */
class KillRunTest {
    private static final int KILLS = TestSize.of(50, 100, 10_000);

    @Test
    @Deadline(seconds = 7200)
    void run_workersAreKilledAtRandomAndInsideOperations_nothingIsWrong() throws Exception {
        Report report = new KillRun(Seeds.seed("stress"), KILLS).run();
        System.out.println("stress: " + report);
        assertEquals(List.of(), report.wrong());
        assertTrue(report.kills() >= KILLS, report.toString());
        assertTrue(report.inside() > KILLS / 5, report.toString());
    }
}

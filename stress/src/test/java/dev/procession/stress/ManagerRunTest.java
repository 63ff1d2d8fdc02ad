package dev.procession.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.testkit.Deadline;
import dev.procession.testkit.Seeds;
import dev.procession.testkit.TestSize;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Real kills of a manager's clients. {@code -Dprocession.stress.manager.kills=1000} for the long run. */
class ManagerRunTest {
    private static final int KILLS = TestSize.of(10, 30, 1_000);

    @Test
    @Deadline(seconds = 7200)
    void run_clientsAreKilledAtRandom_everythingIsDoneOnceAndNothingIsLeft() throws Exception {
        ManagerReport report = new ManagerRun(Seeds.seed("manager"), KILLS).run();
        System.out.println("manager: " + report);
        assertEquals(List.of(), report.wrong);
        assertTrue(report.kills >= KILLS, report.toString());
        assertTrue(report.received > 0 && report.inside > 0, report.toString());
    }
}

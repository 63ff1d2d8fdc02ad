package dev.procession.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.testkit.Deadline;
import dev.procession.testkit.Seeds;
import dev.procession.testkit.TestSize;
import java.util.Locale;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * Some seconds of fuzzing. {@code -Dprocession.fuzz.seconds=} and {@code -Dprocession.fuzz.target=} make it longer,
 * and one target's; {@code ./x fuzz} does.
 */
class FuzzingTest {
    private static final int SECONDS = Integer.getInteger("procession.fuzz.seconds", TestSize.of(5, 15, 600));
    private static final String TARGET = System.getProperty("procession.fuzz.target", JazzerEntry.ALL);

    /** Where Jazzer's native part runs. */
    private static boolean isSupported() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String processor = System.getProperty("os.arch");
        return system.contains("linux")
                || system.contains("mac")
                || (system.contains("windows") && processor.equals("amd64"));
    }

    @Test
    @Deadline(seconds = 24 * 3600) // FuzzRun has its own
    void targets_fuzzed_findNothing() throws Exception {
        Assumptions.assumeTrue(isSupported(), "Jazzer has no native part for this system");
        int seed = (int) Seeds.seed("FuzzingTest") & Integer.MAX_VALUE;

        FuzzRun.Result result = new FuzzRun(TARGET, SECONDS, seed).run();

        System.err.println(
                "fuzzing: target=" + TARGET + ", seconds=" + SECONDS + ", executions=" + result.executions());
        assertEquals("", result.finding());
        assertTrue(
                result.executions().values().stream().allMatch(count -> count > 0),
                () -> "never run: " + result.executions());
    }
}

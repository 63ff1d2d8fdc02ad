package dev.procession.concurrency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.testkit.Deadline;
import dev.procession.testkit.JavaProcess;
import dev.procession.testkit.TestSize;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jcstress.Main;

/** jcstress in a JVM of its own, briefly; {@code ./x jcstress} for longer. */
class MemoryModelTest {
    private static final String MODE =
            System.getProperty("procession.jcstress", TestSize.current() == TestSize.FULL ? "quick" : "sanity");

    @Test
    @Deadline(seconds = 3_600)
    void pairs_underJcstress_showNothingForbidden(@TempDir Path results) {
        try (JavaProcess jcstress = JavaProcess.running(Main.class, "-m", MODE, "-r", results.toString())
                .workingDirectory(results) // where it leaves a file of what it measured
                .start()) {
            int exit = jcstress.awaitExit(Duration.ofMinutes(55));
            String output = jcstress.stdout();
            assertEquals(0, exit, output + jcstress.stderr());
            assertTrue(output.contains("Failed tests: No matches"), output);
            assertFalse(output.contains("FORBIDDEN"), output);
            System.err.println("jcstress: mode=" + MODE + ", "
                    + output.lines()
                            .filter(line -> line.contains("Results:"))
                            .reduce((first, last) -> last)
                            .orElseThrow(() -> new AssertionError(output))
                            .strip());
        }
    }
}

package dev.procession.benchmarks.harness;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessorTimeTest {
    private static final double SPENT_SECONDS = 0.2;

    @Test
    void seconds_ofAChildThatHasEnded_areCounted() throws IOException, InterruptedException {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "there is no /proc here");
        double before = ProcessorTime.seconds();
        Process child = new ProcessBuilder(LineProcess.javaCommand(List.of(), Burner.class))
                .inheritIO()
                .start();
        child.waitFor();
        double spent = ProcessorTime.seconds() - before;
        assertTrue(spent >= SPENT_SECONDS, () -> "seconds=" + spent);
    }

    /** Uses a processor for a while. */
    static final class Burner {
        private Burner() {}

        public static void main(String[] args) {
            while (ProcessorTime.seconds(ProcessHandle.current().pid()) < SPENT_SECONDS + 0.1) {
                Thread.onSpinWait();
            }
        }
    }
}

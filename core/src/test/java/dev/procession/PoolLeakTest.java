package dev.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.pool.ProcessPool;
import dev.procession.process.Output;
import dev.procession.testkit.Await;
import dev.procession.testkit.Deadline;
import dev.procession.testkit.TestSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Pools that are made and closed leave nothing: many more in the nightly run. Processes and session directories are
 * the leak check's to find.
 */
@Tag("process")
class PoolLeakTest {
    private static final int CYCLES = TestSize.of(5, 12, 1_000);

    private static final int FEW = 4;

    private static long count(String directory) throws IOException {
        try (Stream<Path> entries = Files.list(Path.of(directory))) {
            return entries.count();
        }
    }

    private static long mappings() throws IOException {
        // Segments are unmapped when nothing refers to them any more.
        System.gc();
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains("procession-")).count();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @Deadline(seconds = 3600)
    void pools_madeAndClosed_leaveNoDescriptorThreadMappingOrFile() throws Exception {
        try (Procession px = Procession.builder().output(Output.DISCARD).build()) {
            cycle(px);
            cycle(px);
            long descriptors = count("/proc/self/fd");
            long threads = count("/proc/self/task");
            for (int i = 0; i < CYCLES; i++) {
                cycle(px);
            }

            // The last workers' connections may be there, and the compiler's threads come and go.
            Await.until("the descriptors to be as many as before", () -> count("/proc/self/fd") <= descriptors + FEW);
            Await.until("the threads to be as many as before", () -> count("/proc/self/task") <= threads + FEW);
            Await.until("the mappings of pools to be gone", () -> mappings() <= 2);
            long workers = px.activeChildren().size();
            assertEquals(0, workers);
        }
    }

    private static void cycle(Procession px) {
        try (ProcessPool pool = px.pool(1)) {
            assertEquals(1, pool.apply(() -> 1));
            assertTrue(pool.stats().started() >= 1);
        }
    }
}

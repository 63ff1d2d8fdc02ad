package dev.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.procession.channel.Pipe;
import dev.procession.channel.ProcessQueue;
import dev.procession.process.ChildProcess;
import dev.procession.shared.Manager;
import dev.procession.shared.ManagerOptions;
import dev.procession.testkit.Await;
import dev.procession.testkit.Deadline;
import dev.procession.testkit.TestSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Children that end or are killed, queues, pipes and managers that are closed, one after the other: what remains in
 * the parent is nothing. {@code -Dprocession.test.cycles=1000} for the long
 * run; pools have a test of their own.
 */
@Tag("process")
@EnabledOnOs(OS.LINUX)
class ThingsCyclesTest {
    private static final int CYCLES = TestSize.of(3, 4, 1_000);
    /** How many threads and descriptors may come and go by themselves. */
    private static final int FEW = 4;

    private static final int SMALL_CYCLES = 200;

    /** What is done over and over. */
    private interface Cycle {
        void run(Procession px) throws Exception;
    }

    private static long count(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.count();
        }
    }

    private static long count(String directory) throws IOException {
        return count(Path.of(directory));
    }

    private static long mappings() throws IOException {
        System.gc();
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains("procession-")).count();
        }
    }

    /** Files in the directories of this process's sessions. */
    private static long files() throws IOException {
        long files = 0;
        try (Stream<Path> sessions = Files.list(Path.of("/dev/shm"))) {
            for (Path session : sessions.filter(path -> path.getFileName()
                            .toString()
                            .startsWith("procession-" + ProcessHandle.current().pid() + "-"))
                    .toList()) {
                files += count(session);
            }
        }
        return files;
    }

    private static void requireNothingLeft(int cycles, Cycle cycle) throws Exception {
        try (Procession px = Procession.builder().build()) {
            cycle.run(px);
            cycle.run(px);
            // A process opens its doorbell, a file, for the first wait that blocks; in the cycles none need have.
            ProcessQueue<Integer> empty = px.queue(1);
            assertNull(empty.poll(10, TimeUnit.MILLISECONDS));
            empty.close();
            long descriptors = count("/proc/self/fd");
            long threads = count("/proc/self/task");
            long mappings = mappings();
            long files = files();
            for (int i = 0; i < cycles; i++) {
                cycle.run(px);
            }
            Await.until("descriptors to be as many as before", () -> count("/proc/self/fd") <= descriptors + FEW);
            Await.until("threads to be as many as before", () -> count("/proc/self/task") <= threads + FEW);
            Await.until("mappings to be as many as before", () -> mappings() <= mappings);
            Await.until("files to be as many as before", () -> files() <= files);
            assertEquals(0, px.activeChildren().size());
        }
    }

    @Test
    @Deadline(seconds = 3600)
    void children_oneAfterTheOther_leaveNothing() throws Exception {
        int[] number = {0};
        requireNothingLeft(CYCLES, px -> {
            ProcessQueue<String> queue = px.queue(1);
            boolean killed = number[0]++ % 2 == 1;
            ChildProcess child = px.start(() -> {
                queue.put("here");
                if (killed) {
                    Thread.sleep(Long.MAX_VALUE);
                }
            });
            assertEquals("here", queue.take());
            if (killed) {
                child.kill();
            }
            child.join();
            queue.close();
        });
    }

    @Test
    void queues_madeAndClosed_leaveNothing() throws Exception {
        requireNothingLeft(SMALL_CYCLES, px -> {
            ProcessQueue<Integer> queue = px.queue(10);
            queue.put(1);
            assertEquals(1, queue.take());
            queue.close();
        });
    }

    @Test
    void pipes_madeAndClosed_leaveNothing() throws Exception {
        requireNothingLeft(SMALL_CYCLES, px -> {
            Pipe<Integer> pipe = px.pipe();
            pipe.left().send(1);
            assertEquals(1, pipe.right().recv());
            pipe.left().close();
            pipe.right().close();
        });
    }

    @Test
    void managers_madeAndClosed_leaveNothing() throws Exception {
        requireNothingLeft(SMALL_CYCLES / 10, px -> {
            try (Manager manager = px.manager(ManagerOptions.inParent())) {
                manager.map().put("key", 1);
            }
        });
    }
}

package dev.procession.internal.segment;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.procession.Procession;
import dev.procession.pool.ProcessPool;
import dev.procession.process.ProcessionException;
import dev.procession.testkit.Await;
import dev.procession.testkit.JavaProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many mappings are refused, and when. */
@Tag("process")
class MappingLimitTest {
    private static final Cleaner CLEANER = Cleaner.create();

    @TempDir
    Path directory;

    private MappingLimit limit(String kernel, int uncheckedBelow) throws IOException {
        return new MappingLimit(
                Files.writeString(directory.resolve("max_map_count"), kernel),
                directory.resolve("maps"),
                uncheckedBelow);
    }

    @Test
    void take_moreThanThreeQuarters_isRefusedWithTheNumbers() throws IOException {
        MappingLimit limit = limit("40\n", 0);
        for (int i = 0; i < 30; i++) {
            limit.take();
        }
        ProcessionException e = assertThrows(ProcessionException.class, limit::take);
        assertTrue(e.toString().contains("mappings=30, limit=30 (three quarters of vm.max_map_count=40"), e::toString);
        assertEquals(30, limit.held());
        limit.giveBack();
        assertDoesNotThrow(limit::take);
    }

    @Test
    void take_theApplicationHasManyOfItsOwn_isRefusedEarlierWithTheNumbers() throws IOException {
        Files.writeString(directory.resolve("maps"), "a mapping\n".repeat(600));
        MappingLimit limit = limit("1600", 0);
        for (int i = 0; i < 900; i++) {
            limit.take();
        }
        // Those of the library are among the lines of the file, too.
        Files.writeString(directory.resolve("maps"), "a mapping\n".repeat(1700));
        ProcessionException e = assertThrows(ProcessionException.class, () -> {
            for (int i = 0; i < 100; i++) {
                limit.take();
            }
        });
        assertTrue(e.toString().contains("vm.max_map_count=1600"), e::toString);
        assertTrue(e.toString().contains("others of this process="), e::toString);
    }

    /** As the library must read it: to the second read of such a file the kernel gives nothing. */
    private static String number(Path kernel) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(kernel)) {
            return String.valueOf(reader.readLine()).strip();
        }
    }

    /** A JVM that has tens of thousands of mappings of its own, and makes queues until they are refused. */
    static final class Mapper {
        private Mapper() {}

        public static void main(String[] args) throws IOException {
            int own = Integer.parseInt(args[0]);
            List<Object> held = new ArrayList<>();
            try (Procession px = Procession.local();
                    ProcessPool pool = px.pool(1);
                    FileChannel file = FileChannel.open(
                            Path.of(args[1]),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
                    Arena arena = Arena.ofShared()) {
                file.write(ByteBuffer.allocate(4096));
                for (int i = 0; i < own; i++) {
                    held.add(file.map(FileChannel.MapMode.READ_ONLY, 0, 4096, arena));
                }
                System.out.println("refused " + refusal(px, held));
                System.out.println("works " + pool.apply(() -> 7));
            }
        }

        private static String refusal(Procession px, List<Object> held) {
            try {
                while (true) {
                    held.add(px.queue(1));
                }
            } catch (ProcessionException e) {
                return String.valueOf(e.getMessage());
            }
        }
    }

    @Test
    void queues_inAJvmWithManyMappings_areRefusedBeforeItAborts() throws IOException {
        Path kernel = Path.of("/proc/sys/vm/max_map_count");
        assumeTrue(Files.exists(kernel), "this system has no limit");
        int limit = Integer.parseInt(number(kernel));
        assumeTrue(limit >= 8_000 && limit <= 200_000, "the limit is far away");
        String file = directory.resolve("page").toString();
        try (JavaProcess jvm = JavaProcess.running(Mapper.class, Integer.toString(limit - limit / 8), file)
                .start()) {
            String refusal = jvm.awaitLine("refused ");
            assertTrue(refusal.contains("vm.max_map_count=" + limit), refusal);
            assertTrue(refusal.contains("others of this process="), refusal);
            jvm.awaitLine("works 7");
            assertEquals(0, jvm.awaitExit(), jvm::stderr);
        }
    }

    @Test
    void take_noKernelFile_isNotRefused() {
        MappingLimit limit = new MappingLimit(directory.resolve("none"), directory.resolve("maps"), 0);
        for (int i = 0; i < 1000; i++) {
            limit.take();
        }
        assertEquals(1000, limit.held());
    }

    @Test
    void take_othersAreUnreachable_areCollectedBeforeItIsRefused() throws IOException {
        MappingLimit limit = limit("4", 0);
        List<Object> reachable = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            limit.take();
            Object mapping = new Object();
            reachable.add(mapping);
            CLEANER.register(mapping, limit::giveBack);
        }
        assertThrows(ProcessionException.class, limit::take);
        assertEquals(3, reachable.size());
        reachable.clear();
        Await.until("there is room again", () -> {
            try {
                limit.take();
                return true;
            } catch (ProcessionException e) {
                return false;
            }
        });
    }

    @Test
    void map_isCounted_andUnmappedIsNot() throws IOException {
        int before = MappingLimit.PROCESS.held();
        Segment segment = Segment.create(directory.resolve("s-1"), 1, 1, 4096, ByteRange.first(4096), words -> {});
        assertTrue(MappingLimit.PROCESS.held() > 0, "before=" + before);
        segment.close();
        segment.close();
        assertTrue(MappingLimit.PROCESS.held() >= 0);
    }
}

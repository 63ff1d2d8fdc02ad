package dev.procession.internal.segment;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.process.ProcessionException;
import dev.procession.testkit.Await;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many mappings are refused, and when. */
class MappingLimitTest {
    private static final Cleaner CLEANER = Cleaner.create();

    @TempDir
    Path directory;

    private MappingLimit limit(String kernel, int uncheckedBelow) throws IOException {
        return new MappingLimit(Files.writeString(directory.resolve("max_map_count"), kernel), uncheckedBelow);
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
    void take_noKernelFile_isNotRefused() {
        MappingLimit limit = new MappingLimit(directory.resolve("none"), 0);
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
        Segment segment = Segment.create(directory.resolve("s-1"), 1, 1, 4096, Stretch.first(4096), words -> {});
        assertTrue(MappingLimit.PROCESS.held() > 0, "before=" + before);
        segment.close();
        segment.close();
        assertTrue(MappingLimit.PROCESS.held() >= 0);
    }
}

package dev.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.procession.testkit.JavaProcess;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A parent whose heap is full gets an {@link OutOfMemoryError} where it waits or submits; its pool works and ends
 * when there is memory again.
 */
@Tag("process")
class FullHeapTest {
    /**
     * A JVM that ends with a full heap may have no memory to remove its files: the next session does. After each test,
     * because the tests beside this one see what lies about for long.
     */
    @AfterEach
    void sweep() {
        Procession.local().close();
    }

    @ParameterizedTest
    @CsvSource({
        "map, SerialGC",
        "imap, SerialGC",
        "futures, SerialGC",
        "futures, G1GC",
        "unbounded-results, SerialGC",
        "unbounded-results, G1GC",
        "dependents, SerialGC",
        "callbacks, SerialGC",
        "queue, SerialGC",
        "manager, SerialGC"
    })
    void heap_thatIsFilled_endsInAnErrorThatTheCallerSees_andThePoolWorksAfter(String how, String collector) {
        try (JavaProcess parent = filling(collector, how)) {
            assertEquals("OutOfMemoryError", parent.awaitLine("ended by "));
            assertEquals("2", parent.awaitLine("then "));
            parent.awaitLine("closed");
            assertEquals(0, parent.awaitExit(Duration.ofSeconds(60)));
        }
    }

    private static JavaProcess filling(String collector, String... arguments) {
        return JavaProcess.running(FullHeapMain.class, arguments)
                .jvmOptions("-Xmx40m", "-XX:+Use" + collector)
                .start();
    }

    /** The tasks that wait hold the memory then, and not the program, so that it has to end. */
    @ParameterizedTest
    @ValueSource(strings = {"SerialGC", "G1GC"})
    void heap_thatWaitingTasksFill_endsInAnErrorThatTheCallerSees(String collector) {
        try (JavaProcess parent = filling(collector, "unbounded-tasks")) {
            assertEquals("OutOfMemoryError", parent.awaitLine("ended by "));
        }
    }

    @Test
    void heap_thatStaysFull_endsBySigterm() {
        try (JavaProcess parent = filling("SerialGC", "futures", "hold")) {
            parent.awaitLine("full");

            ProcessHandle.of(parent.pid()).orElseThrow().destroy();

            assertEquals(143, parent.awaitExit(Duration.ofSeconds(60)));
        }
    }
}

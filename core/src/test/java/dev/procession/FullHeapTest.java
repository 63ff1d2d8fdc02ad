package dev.procession;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.procession.testkit.JavaProcess;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A parent whose heap is full gets an {@link OutOfMemoryError} where it waits or submits; its pool works and ends when there is memory again. */
class FullHeapTest {
    @ParameterizedTest
    @ValueSource(strings = {"map", "imap"})
    void heap_thatThePoolsResultsFill_endsInAnErrorThatTheCallerSees(String how) {
        try (JavaProcess parent = JavaProcess.running(FullHeapMain.class, how)
                .jvmOptions("-Xmx40m", "-XX:+UseSerialGC")
                .start()) {
            assertEquals("OutOfMemoryError", parent.awaitLine("ended by "));
            assertEquals("2", parent.awaitLine("then "));
            parent.awaitLine("closed");
            assertEquals(0, parent.awaitExit(Duration.ofSeconds(60)));
        }
    }
}

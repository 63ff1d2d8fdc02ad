package dev.procession.internal.liveness;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.testkit.Await;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** When a lock file may be opened in this JVM: closing it drops all locks that the JVM has in it. */
class OpenSessionNamesTest {
    private static final Path ONE = Path.of("procession-test-1");
    /** Its name ends as the other's does. */
    private static final Path OTHER = Path.of("x-procession-test-1");

    @Test
    void add_sessionIsBeingSwept_waitsUntilItIsNot() throws Exception {
        assertTrue(OpenSessionNames.beginSweep(ONE));
        Thread joiner = Thread.ofPlatform().start(() -> OpenSessionNames.add(ONE));
        Await.until("the joiner to wait", () -> joiner.getState() == Thread.State.WAITING);
        assertTrue(OpenSessionNames.add(OTHER));
        OpenSessionNames.endSweep(ONE);
        joiner.join();
        assertFalse(OpenSessionNames.beginSweep(ONE));
        assertFalse(OpenSessionNames.add(ONE));
        OpenSessionNames.remove(ONE);
        assertFalse(OpenSessionNames.beginSweep(OTHER));
        assertTrue(OpenSessionNames.beginSweep(ONE));
        OpenSessionNames.endSweep(ONE);
        OpenSessionNames.remove(OTHER);
    }
}

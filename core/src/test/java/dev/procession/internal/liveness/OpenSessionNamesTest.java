package dev.procession.internal.liveness;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.testkit.Await;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Who may open a lock file in this JVM: to close it drops the locks of all who have it open here. */
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

package dev.procession.internal.liveness;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.testkit.Await;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Who may open a lock file in this JVM: to close it drops the locks of all who have it open here. */
class OpenSessionsTest {
    private static final Path ONE = Path.of("procession-test-1");
    /** Its name ends as the other's does. */
    private static final Path OTHER = Path.of("x-procession-test-1");

    @Test
    void add_sessionIsBeingSwept_waitsUntilItIsNot() throws Exception {
        assertTrue(OpenSessions.beginSweep(ONE));
        Thread joiner = Thread.ofPlatform().start(() -> OpenSessions.add(ONE));
        Await.until("the joiner to wait", () -> joiner.getState() == Thread.State.WAITING);
        assertTrue(OpenSessions.add(OTHER));
        OpenSessions.endSweep(ONE);
        joiner.join();
        assertFalse(OpenSessions.beginSweep(ONE));
        assertFalse(OpenSessions.add(ONE));
        OpenSessions.remove(ONE);
        assertFalse(OpenSessions.beginSweep(OTHER));
        assertTrue(OpenSessions.beginSweep(ONE));
        OpenSessions.endSweep(ONE);
        OpenSessions.remove(OTHER);
    }
}

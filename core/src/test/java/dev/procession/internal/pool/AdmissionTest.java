package dev.procession.internal.pool;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.pool.QueueFullPolicy;
import dev.procession.testkit.Await;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** No more tasks wait than may. */
class AdmissionTest {
    @Test
    void enter_full_isRejectedWithTheNumbers() {
        Admission admission = new Admission("pool", 2, QueueFullPolicy.REJECT, Chunk.NO_MEMORY);
        admission.enter();
        admission.enter();

        RejectedExecutionException rejected = assertThrows(RejectedExecutionException.class, admission::enter);

        String message = String.valueOf(rejected.getMessage());
        assertTrue(message.contains("queued=2") && message.contains("maxQueuedTasks=2"), message);
        admission.leave();
        admission.enter();
    }

    @Test
    void enter_fullAndPatient_waitsForRoom() throws Exception {
        Admission admission = new Admission("pool", 1, QueueFullPolicy.WAIT, Chunk.NO_MEMORY);
        admission.enter();
        Thread second = Thread.ofVirtual().start(admission::enter);
        Await.until("the second to wait", () -> second.getState() == Thread.State.WAITING);

        admission.leave();

        second.join();
    }

    @Test
    void enter_interrupted_isRejectedAndKeepsTheInterrupt() throws Exception {
        Admission admission = new Admission("pool", 1, QueueFullPolicy.WAIT, Chunk.NO_MEMORY);
        admission.enter();
        AtomicReference<Boolean> kept = new AtomicReference<>();
        Thread second = Thread.ofPlatform().start(() -> {
            assertThrows(RejectedExecutionException.class, admission::enter);
            kept.set(Thread.interrupted());
        });
        Await.until("the second to wait", () -> second.getState() == Thread.State.WAITING);

        second.interrupt();

        second.join();
        assertTrue(kept.get());
    }

    @Test
    void close_releasesWhoWaits() throws Exception {
        Admission admission = new Admission("pool", 1, QueueFullPolicy.WAIT, Chunk.NO_MEMORY);
        admission.enter();
        Thread second = Thread.ofPlatform().start(admission::enter);
        Await.until("the second to wait", () -> second.getState() == Thread.State.WAITING);

        admission.close();

        second.join();
    }
}

package dev.procession.internal.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.Procession;
import dev.procession.pool.ProcessPool;
import dev.procession.process.NestedSessionException;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Sessions in sessions in sessions. */
@Tag("process")
class GenerationsTest {
    @Test
    void environment_ofChildren_saysTheirGeneration() {
        assertEquals(Map.of("A", "b", "PROCESSION_GENERATION", "3"), Generations.environment(Map.of("A", "b"), 2));
        assertEquals("8", Generations.environment(Map.of(), 7).get("PROCESSION_GENERATION"));
    }

    @Test
    void environment_ofOneGenerationTooMany_isRefused() {
        NestedSessionException thrown =
                assertThrows(NestedSessionException.class, () -> Generations.environment(Map.of(), 8));
        assertTrue(text(thrown).contains("generation=9, limit=8"), text(thrown));
    }

    @Test
    void worker_isOneGenerationBelowItsParent() {
        String own = System.getenv().getOrDefault("PROCESSION_GENERATION", "0");
        try (Procession px = Procession.builder().build();
                ProcessPool pool = px.pool(1)) {
            assertEquals(
                    Integer.toString(Integer.parseInt(own) + 1),
                    pool.apply(() -> System.getenv("PROCESSION_GENERATION")));
        }
    }

    private static String text(Throwable thrown) {
        return String.valueOf(thrown.getMessage());
    }
}

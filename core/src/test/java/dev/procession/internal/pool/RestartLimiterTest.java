package dev.procession.internal.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.pool.RestartBudget;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** So many restarts in a window, and no more. */
class RestartLimiterTest {
    @Test
    void mayRestart_withinTheWindow_isBounded() {
        RestartLimiter meter = new RestartLimiter(new RestartBudget(2, Duration.ofDays(1)));

        assertTrue(meter.mayRestart());
        assertTrue(meter.mayRestart());
        assertFalse(meter.mayRestart());
        assertTrue(meter.toString().contains("failures=3, limit=2"), meter.toString());
    }

    @Test
    void mayRestart_beyondTheWindow_forgets() {
        RestartLimiter meter = new RestartLimiter(new RestartBudget(1, Duration.ofNanos(1)));

        for (int i = 0; i < 10; i++) {
            assertTrue(meter.mayRestart());
            long now = System.nanoTime();
            while (System.nanoTime() - now < 1_000) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void mayRestart_noBudget_never() {
        assertFalse(new RestartLimiter(new RestartBudget(0, Duration.ofDays(1))).mayRestart());
    }

    @Test
    void pauseMillis_deathsFromOutside_growAndStartAnew() {
        RestartLimiter meter = new RestartLimiter(new RestartBudget(0, Duration.ofDays(1)));
        for (int i = 0; i < 8; i++) {
            assertEquals(0, meter.pauseMillis());
        }
        assertTrue(meter.pauseMillis() > 0);
        for (int i = 0; i < 100; i++) {
            assertTrue(meter.pauseMillis() <= 1_000);
        }

        meter.worked();

        assertEquals(0, meter.pauseMillis());
    }
}

package dev.procession.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AwaitTest {

    @Test
    void until_comesTrue_returnsAfterThatManyLooks() {
        var looks = new AtomicInteger();
        Await.until("three looks", () -> looks.incrementAndGet() == 3);
        assertEquals(3, looks.get());
    }

    @Test
    void until_neverTrue_failsAndNamesIt() {
        var error = assertThrows(AssertionError.class, () -> Await.until("Godot", Duration.ofMillis(5), () -> false));
        assertTrue(String.valueOf(error.getMessage()).contains("Godot: deadline=PT0.005S"), error.toString());
    }

    @Test
    void until_noTimeAtAll_looksOnce() {
        Await.until("now", Duration.ZERO, () -> true);
    }

    @Test
    void until_conditionThrows_failsWithTheCause() {
        var cause = new Exception("broken");
        var error = assertThrows(
                AssertionError.class,
                () -> Await.until("x", () -> {
                    throw cause;
                }));
        assertEquals(cause, error.getCause());
    }

    @Test
    void until_interrupted_failsAndKeepsTheStatus() {
        Thread.currentThread().interrupt();
        assertThrows(AssertionError.class, () -> Await.until("x", () -> false));
        assertTrue(Thread.interrupted());
    }
}

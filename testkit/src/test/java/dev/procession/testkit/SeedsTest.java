package dev.procession.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SeedsTest {

    @AfterEach
    void clear() {
        System.clearProperty(Seeds.PROPERTY);
    }

    @Test
    void random_seedGiven_repeats() {
        System.setProperty(Seeds.PROPERTY, "-42");
        assertEquals(-42, Seeds.seed("given"));
        assertEquals(Seeds.random("a").nextLong(), Seeds.random("b").nextLong());
    }

    @Test
    void seed_hexadecimal_isTaken() {
        System.setProperty(Seeds.PROPERTY, "0xDEADBEEF");
        assertEquals(0xDEADBEEFL, Seeds.seed("hex"));
    }

    @Test
    void seed_notANumber_saysSo() {
        System.setProperty(Seeds.PROPERTY, "luck");
        assertThrows(IllegalArgumentException.class, () -> Seeds.seed("bad"));
    }
}

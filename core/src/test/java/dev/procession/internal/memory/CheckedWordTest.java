package dev.procession.internal.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.testkit.Seeds;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CheckedWordTest {
    private static final int NEIGHBOURS = 8;

    @Test
    void isSound_sealedValue_holdsAndGivesItBack() {
        for (long value : new long[] {0, 1, 4_095, 1L << 51, CheckedWord.MAX_VALUE}) {
            assertTrue(CheckedWord.isValid(CheckedWord.seal(value)));
            assertEquals(value, CheckedWord.value(CheckedWord.seal(value)));
        }
    }

    @Test
    void isSound_wipedMemory_doesNot() {
        assertFalse(CheckedWord.isValid(0));
        assertFalse(CheckedWord.isValid(-1));
    }

    @Test
    void isSound_anyDamageWithinEightNeighbouringBits_doesNot() {
        Random random = Seeds.random("SealedTest");
        for (int round = 0; round < 200; round++) {
            long word = CheckedWord.seal(random.nextLong() & CheckedWord.MAX_VALUE);
            for (int shift = 0; shift <= Long.SIZE - NEIGHBOURS; shift++) {
                for (long damage = 1; damage < 1 << NEIGHBOURS; damage++) {
                    assertFalse(CheckedWord.isValid(word ^ damage << shift), "damage");
                }
            }
        }
    }
}

package dev.procession.internal.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.internal.memory.ArrayWords;
import dev.procession.process.CorruptedSegmentException;
import dev.procession.simulator.ThreadedSite;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

/** Each element is begun by the worker or taken back by the parent, and never both. */
class ClaimsTest {
    private final ArrayWords words = new ArrayWords(Claims.BYTES);
    private final Claims claims = claims();

    private Claims claims() {
        Claims.layOut(words, 0);
        return new Claims(new ThreadedSite(words).process(1), 0);
    }

    @Test
    void begin_inOrder_isCounted() {
        assertEquals(0, claims.next());
        assertTrue(claims.begin(0));
        assertTrue(claims.begin(1));
        assertEquals(2, claims.next());
    }

    @Test
    void revoke_whatWasNotBegun_isNotBegunLater() {
        assertTrue(claims.begin(0));

        assertEquals(1, claims.revoke(4));

        assertFalse(claims.begin(1));
        assertFalse(claims.begin(3));
        assertEquals(1, claims.next());
        assertTrue(claims.begin(4));
        assertEquals(5, claims.next());
    }

    @Test
    void revoke_twice_takesBackOnlyWhatIsNew() {
        assertEquals(0, claims.revoke(3));
        assertEquals(3, claims.revoke(3));
        assertEquals(3, claims.revoke(5));
        assertFalse(claims.begin(4));
        assertTrue(claims.begin(5));
        assertEquals(6, claims.revoke(6));
    }

    @Test
    void numbers_beyondTheLargest_goOnFromZero() {
        int last = Claims.after(0, -1);
        assertEquals(1, Claims.distance(last, 0));
        assertEquals(-1, Claims.distance(0, last));
        // All the way round, in the largest steps, with a boundary that stays behind.
        claims.revoke(1);
        int element = 1;
        for (int i = 0; i < 20; i++) {
            assertTrue(claims.begin(element), "element " + element);
            assertEquals(Claims.after(element, 1), claims.revoke(Claims.after(element, Claims.MAX_HELD)));
            element = Claims.after(element, Claims.MAX_HELD);
        }
    }

    @Test
    void begin_inDamagedMemory_isTold() {
        words.setPlain(0, 42);

        assertThrows(CorruptedSegmentException.class, () -> claims.begin(0));
    }

    @Test
    void begin_againstRevoke_givesEachElementToOneOfThem() throws Exception {
        int rounds = 20_000;
        int each = 8;
        AtomicIntegerArray owners = new AtomicIntegerArray(rounds * each);
        Thread worker = Thread.ofPlatform().start(() -> {
            for (int element = 0; element < owners.length(); element++) {
                if (claims.begin(element)) {
                    owners.incrementAndGet(element);
                }
            }
        });
        int takenBack = 0;
        int boundary = 0;
        while (boundary < owners.length()) {
            int given = Math.min(owners.length(), Math.max(boundary, claims.next()) + each);
            int first = claims.revoke(given);
            for (int element = first; element < given; element++) {
                owners.incrementAndGet(element);
                takenBack++;
            }
            boundary = given;
        }
        worker.join();

        for (int element = 0; element < owners.length(); element++) {
            assertEquals(1, owners.get(element), "element " + element);
        }
        assertTrue(takenBack > 0, "nothing was taken back");
    }
}

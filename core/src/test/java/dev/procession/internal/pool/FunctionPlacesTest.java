package dev.procession.internal.pool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.internal.task.FunctionKind;
import dev.procession.internal.task.TaskRecord;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the parent believes a worker keeps: bounded in number and in bytes, whatever comes. */
class FunctionPlacesTest {
    private final FunctionPlaces places = new FunctionPlaces(1_000);

    private static EncodedFunction call(int bytes) {
        return new EncodedFunction(
                FunctionKind.FN,
                new byte[bytes],
                ClassLoader.getSystemClassLoader(),
                0,
                false,
                false,
                "task of " + bytes);
    }

    private int give(EncodedFunction encoded) {
        int at = places.next();
        for (int victim = places.victim(encoded.function().length, at);
                victim != FunctionPlaces.NONE;
                victim = places.victim(encoded.function().length, at)) {
            places.forgotten(victim);
        }
        places.put(at, encoded);
        return at;
    }

    @Test
    void use_ofAFunctionThatWasGiven_findsItsPlace() {
        EncodedFunction encoded = call(10);
        assertEquals(FunctionPlaces.NONE, places.use(encoded));

        int at = give(encoded);

        assertEquals(at, places.use(encoded));
        assertEquals(FunctionPlaces.NONE, places.use(call(10)), "another of the same form");
    }

    @Test
    void victim_beyondTheLimit_isTheOneUsedLongestAgo() {
        EncodedFunction first = call(400);
        EncodedFunction second = call(400);
        int at = give(first);
        give(second);
        places.use(second);
        places.use(first);

        give(call(400));

        assertEquals(at, places.use(first));
        assertEquals(FunctionPlaces.NONE, places.use(second));
        assertEquals(800, places.sumBytes());
    }

    @Test
    void victim_forOneThatExceedsTheLimitAlone_isEveryOther() {
        give(call(400));
        give(call(400));
        EncodedFunction huge = call(5_000);

        give(huge);

        assertTrue(places.use(huge) >= 0);
        assertEquals(5_000, places.sumBytes());
    }

    @Test
    void end_ofAJob_letsGoOfItsFunctionAndNamesItsPlace() {
        EncodedFunction small = call(10);
        EncodedFunction large = call(500);
        int smallAt = give(small);
        int largeAt = give(large);

        places.end(small);
        places.end(large);

        assertEquals(FunctionPlaces.NONE, places.use(large));
        assertEquals(largeAt, places.ended(100));
        places.forgotten(largeAt);
        assertEquals(FunctionPlaces.NONE, places.ended(100));
        assertEquals(smallAt, places.ended(1));
        places.forgotten(smallAt);
        assertEquals(FunctionPlaces.NONE, places.ended(1));
        assertEquals(0, places.sumBytes());
    }

    @Test
    void end_ofAFunctionOfNoBytes_isForgottenToo() {
        EncodedFunction empty = call(0);
        int at = give(empty);

        places.end(empty);

        assertEquals(at, places.ended(1));
    }

    @Test
    void places_afterAnything_agreeWithAModelOfTheWorker() {
        Random random = new Random(7);
        @Nullable EncodedFunction[] worker = new @Nullable EncodedFunction[TaskRecord.FUNCTION_SLOTS];
        EncodedFunction[] calls = new EncodedFunction[60];
        for (int step = 0; step < 20_000; step++) {
            int n = random.nextInt(calls.length);
            EncodedFunction known = calls[n];
            if (known == null || random.nextInt(10) == 0) {
                if (known != null) {
                    places.end(known);
                }
                calls[n] = call(random.nextInt(100));
            } else if (places.use(known) == FunctionPlaces.NONE) {
                int at = places.next();
                for (int victim = places.victim(known.function().length, at);
                        victim != FunctionPlaces.NONE;
                        victim = places.victim(known.function().length, at)) {
                    places.forgotten(victim);
                    worker[victim] = null;
                }
                places.put(at, known);
                worker[at] = known;
            } else {
                assertEquals(known, worker[places.use(known)]);
            }
            long bytes = 0;
            for (EncodedFunction kept : worker) {
                bytes += kept == null ? 0 : Math.max(1, kept.function().length);
            }
            assertEquals(bytes, places.sumBytes());
            assertTrue(bytes <= 1_000);
        }
    }
}

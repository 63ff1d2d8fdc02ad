package dev.procession.internal.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.process.ProcessionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Parts never overlap, have memory under them, and what was given back is used again. */
class FirstFitAllocatorTest {
    private static final long BASE = 384;
    private static final long BYTES = 8 << 20;
    private static final long END = BASE + BYTES;

    /** Up to where there is memory. */
    private long room = BASE;

    private FirstFitAllocator shelf() {
        return new FirstFitAllocator(
                (from, upTo) -> {
                    assertEquals(room, from, "each byte gets room once");
                    assertTrue(upTo > from && upTo <= END, from + " to " + upTo);
                    room = upTo;
                },
                BASE,
                END);
    }

    @Test
    void take_anyOrder_partsDoNotOverlapAndHaveRoom() {
        long seed = 20261129;
        Random random = new Random(seed);
        FirstFitAllocator allocator = shelf();
        TreeMap<Long, Long> mine = new TreeMap<>();
        int refused = 0;
        for (int i = 0; i < 200_000; i++) {
            if (mine.isEmpty() || random.nextInt(100) < 55) {
                long bytes = random.nextInt(10) == 0 ? random.nextInt(4 << 20) : random.nextInt(256 << 10);
                long at = allocator.take(bytes);
                if (at == FirstFitAllocator.NONE) {
                    refused++;
                    continue;
                }
                long upTo = at + bytes;
                assertTrue(at >= BASE && upTo <= room, "seed " + seed + ": " + at + " to " + upTo + ", room " + room);
                Map.Entry<Long, Long> before = mine.floorEntry(at);
                assertTrue(before == null || before.getValue() <= at, "seed " + seed);
                Long next = mine.higherKey(at);
                assertTrue(next == null || next >= upTo, "seed " + seed);
                assertNull(mine.put(at, upTo), "seed " + seed);
            } else {
                List<Long> places = new ArrayList<>(mine.keySet());
                long at = places.get(random.nextInt(places.size()));
                mine.remove(at);
                allocator.giveBack(at);
            }
        }
        assertTrue(refused > 100, "it was full at times: " + refused);
        mine.keySet().forEach(allocator::giveBack);

        assertEquals(BASE, allocator.take(BYTES / 2), "all that was given back is one part again");
        assertEquals(BASE + BYTES / 2, allocator.take(BYTES / 2));
        assertEquals(FirstFitAllocator.NONE, allocator.take(1));
    }

    @Test
    void take_moreThanHalf_isRefused() {
        FirstFitAllocator allocator = shelf();

        assertEquals(FirstFitAllocator.NONE, allocator.take(BYTES / 2 + 1));
        assertEquals(BASE, allocator.take(BYTES / 2));
    }

    @Test
    void take_oneAfterTheOther_usesTheSameMemory() {
        FirstFitAllocator allocator = shelf();
        long at = allocator.take(1 << 20);
        long roomOfOne = room;
        for (int i = 0; i < 1_000; i++) {
            allocator.giveBack(at);

            assertEquals(at, allocator.take(1 << 20));
        }
        assertEquals(roomOfOne, room);
    }

    @Test
    void take_noMemory_isRefusedAndTriedAgain() {
        boolean[] full = {true};
        FirstFitAllocator allocator = new FirstFitAllocator(
                (from, upTo) -> {
                    if (full[0]) {
                        throw new ProcessionException("no room");
                    }
                    room = upTo;
                },
                BASE,
                END);

        assertEquals(FirstFitAllocator.NONE, allocator.take(1 << 20));
        full[0] = false;

        assertEquals(BASE, allocator.take(1 << 20));
        assertTrue(room >= BASE + (1 << 20));
        full[0] = true;
        assertEquals(FirstFitAllocator.NONE, allocator.take(1 << 20));
        allocator.giveBack(BASE);
        assertEquals(BASE, allocator.take(1 << 20), "what has memory is used however full it is");
    }

    @Test
    void giveBack_twice_isAMistake() {
        FirstFitAllocator allocator = shelf();
        long at = allocator.take(100);
        assertNotEquals(at, allocator.take(100));
        allocator.giveBack(at);

        assertThrows(NullPointerException.class, () -> allocator.giveBack(at));
    }

    @Test
    void ofNoBytes_hasNone() {
        assertEquals(FirstFitAllocator.NONE, new FirstFitAllocator((from, upTo) -> {}, BASE, BASE).take(1));
    }
}

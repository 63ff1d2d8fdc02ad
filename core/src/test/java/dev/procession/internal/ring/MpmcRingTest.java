package dev.procession.internal.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.internal.ring.RingWorld.Bytes;
import dev.procession.internal.ring.RingWorld.Taken;
import dev.procession.testkit.Deadline;
import dev.procession.testkit.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A ring against a list: several processes, one after the other. */
class MpmcRingTest {
    private final RingWorld world = new RingWorld();

    private MpmcRing[] open(boolean leasing) {
        world.words.restore(new long[(int) (world.words.size() >>> 3)]);
        world.session.reset();
        MpmcRing.layOut(world.words, 0, 8, RingWorld.RING_BYTES, leasing, 15);
        return new MpmcRing[] {world.open(1), world.open(2), world.open(3)};
    }

    /** What a process knows of the tail may be old: it must look again before it says that there is nothing. */
    @Test
    @Deadline(seconds = 30)
    void poll_putByAnotherSinceTheLastTake_findsIt() {
        MpmcRing[] rings = open(false);
        for (int i = 0; i < 3; i++) {
            assertTrue(rings[0].offer(new Bytes(i, 8)));
        }
        List<Object> all = rings[1].snapshot(RingWorld::read);
        rings[0].offer(new Bytes(3, 8));
        // From another process, so that all that the second knows of is done behind a record that is not.
        assertTrue(rings[0].remove(((Taken) all.get(1)).position()));
        assertTrue(rings[0].remove(((Taken) all.get(2)).position()));
        assertEquals(List.of(0, 3), List.of(id(rings[1].poll(RingWorld::read)), id(rings[1].poll(RingWorld::read))));
        assertEquals(0, rings[2].size());
    }

    private static int id(@Nullable Object taken) {
        assertNotNull(taken);
        return ((Taken) taken).id();
    }

    /** A lease: whose, and where. */
    private record Loan(int process, int id, long position) {}

    @Test
    @Deadline(seconds = 120)
    void operations_atRandomByThreeProcesses_areThoseOfAList() {
        Random random = Seeds.random("QueueRingTest");
        for (int round = 0; round < 5_000; round++) {
            boolean leasing = random.nextBoolean();
            play(open(leasing), leasing, random);
        }
    }

    private void play(MpmcRing[] rings, boolean leasing, Random random) {
        List<Integer> model = new ArrayList<>();
        List<Loan> loans = new ArrayList<>();
        int next = 1;
        for (int i = 0; i < 100; i++) {
            int process = random.nextInt(rings.length);
            MpmcRing ring = rings[process];
            switch (random.nextInt(7)) {
                case 0, 1 -> {
                    boolean put = ring.offer(new Bytes(next, 8 * (1 + random.nextInt(6))));
                    if (put) {
                        model.add(next++);
                    } else {
                        assertTrue(!model.isEmpty() || !loans.isEmpty(), "an empty ring is full");
                    }
                }
                case 2, 3 -> {
                    List<Object> taken = new ArrayList<>();
                    ring.drain(RingWorld::read, 1 + random.nextInt(3), taken);
                    for (Object one : taken) {
                        Taken element = (Taken) one;
                        assertEquals(model.removeFirst(), element.id());
                        if (leasing) {
                            loans.add(new Loan(process, element.id(), element.position()));
                        }
                    }
                    assertTrue(!taken.isEmpty() || model.isEmpty(), "nothing was found of " + model);
                }
                case 4 -> {
                    List<Object> all = ring.snapshot(RingWorld::read);
                    assertEquals(model, RingWorld.ids(all));
                    if (!all.isEmpty()) {
                        int index = random.nextInt(all.size());
                        assertTrue(rings[random.nextInt(3)].remove(((Taken) all.get(index)).position()));
                        model.remove(/* index */ index);
                    }
                }
                case 5 -> {
                    if (!loans.isEmpty()) {
                        Loan loan = loans.remove(random.nextInt(loans.size()));
                        rings[loan.process].done(loan.position);
                    }
                }
                default -> {
                    Object first = ring.peek(RingWorld::read);
                    assertEquals(model.isEmpty() ? null : model.get(0), first == null ? null : ((Taken) first).id());
                }
            }
            assertEquals(model.size(), ring.size(), "size");
            assertEquals(model.size() + (leasing ? loans.size() : 0), ring.unfinished(), "unfinished");
        }
    }
}

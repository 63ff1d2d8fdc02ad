package dev.procession.internal.ring;

import static dev.procession.internal.ring.RingModel.JUDGE;
import static dev.procession.internal.ring.RingModel.STEADY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.internal.ring.RingModel.Held;
import dev.procession.internal.ring.RingModel.Scenario;
import dev.procession.internal.ring.RingWorld.Bytes;
import dev.procession.internal.ring.RingWorld.Taken;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A process that finds what the dead have left: every element that was acknowledged, whole, once and in order, exact
 * counts, and a ring that works.
 */
final class RingJudge {
    private final RingWorld world;

    RingJudge(RingWorld world) {
        this.world = world;
    }

    /**
     * Fails unless the ring is what one of {@code allowed} says, and works.
     *
     * @param strays how many segments on the side the dead may have left that no record names
     */
    void judge(Scenario scenario, List<List<Held>> allowed, int strays) throws InterruptedException {
        MpmcRing ring = world.open(JUDGE);
        int size = ring.size();
        int unfinished = ring.unfinished();
        assertEquals(ring.snapshot(RingWorld::read).size(), size, "size");
        List<Integer> drained = new ArrayList<>();
        List<Long> positions = new ArrayList<>();
        for (Object one = ring.poll(RingWorld::read); one != null; one = ring.poll(RingWorld::read)) {
            drained.add(((Taken) one).id());
            positions.add(((Taken) one).position());
        }
        @Nullable List<Held> match = null;
        for (List<Held> one : allowed) {
            List<Integer> expected = new ArrayList<>();
            for (Held held : one) {
                if (held.holder() == 0 || (held.holder() != STEADY && scenario.limit() > 1)) {
                    expected.add(held.id());
                }
            }
            if (expected.equals(drained) && one.size() == unfinished) {
                match = one;
                break;
            }
        }
        if (match == null) {
            throw new AssertionError("drained " + drained + ", unfinished " + unfinished);
        }
        finish(scenario, ring, positions, match);
        assertEquals(0, ring.size(), "size of the empty ring");
        assertEquals(0, ring.unfinished(), "unfinished in the empty ring");
        assertTrue(!world.session.isPoisoned(), "poisoned");
        if (!ring.isClosed()) {
            use(scenario, ring);
        }
        assertTrue(world.sides() <= strays, "segments on the side=" + world.sides() + ", strays=" + strays);
    }

    private void finish(Scenario scenario, MpmcRing ring, List<Long> positions, List<Held> match)
            throws InterruptedException {
        if (!scenario.leasing()) {
            return;
        }
        for (long position : positions) {
            ring.done(position);
        }
        for (Held held : match) {
            if (held.holder() == STEADY) {
                world.open(STEADY).done(held.position());
            } else if (held.holder() != 0 && scenario.limit() == 1) {
                Taken letter = (Taken) ring.takeDeadLetter(RingWorld::read, 0);
                if (letter == null || letter.id() != held.id()) {
                    throw new AssertionError("dead letter " + letter + ", must be " + held);
                }
                ring.done(letter.position());
            }
        }
    }

    /** Fills the ring and empties it. */
    private void use(Scenario scenario, MpmcRing ring) {
        int most = Math.min(8, (RingWorld.RING_BYTES / 8 - 2 * scenario.cells()) / scenario.cells());
        int count = 0;
        while (ring.offer(new Bytes(700 + count, scenario.size()))) {
            count++;
        }
        assertTrue(count >= most, "the ring took " + count + ", must take " + most);
        assertEquals(count, ring.size(), "size of the full ring");
        for (int i = 0; i < count; i++) {
            Taken taken = world.taken(ring);
            assertEquals(700 + i, taken.id());
            if (scenario.leasing()) {
                ring.done(taken.position());
            }
        }
        assertEquals(0, ring.unfinished(), "unfinished at the end");
    }
}

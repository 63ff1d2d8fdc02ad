package dev.procession.internal.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.internal.ring.RingWorld.Bytes;
import dev.procession.internal.ring.RingWorld.Taken;
import dev.procession.simulator.SimulatedCrash;
import dev.procession.testkit.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every operation dies before each of its stores; who recovers dies before each of its own; a third process then finds every element that was
 * acknowledged, whole, once and in order, exact counts, and a ring that works.
 */
class QueueRingCrashTest {
    private static final boolean FULL = "full".equals(System.getProperty("procession.simulator"));
    private static final int STEADY = 1;
    private static final int VICTIM = 2;
    private static final int HEIR = 3;
    private static final int JUDGE = 4;

    /** What is asked of the ring; an element that it would add is {@code NEW} and what follows. */
    private enum Operation {
        PUT,
        PUT_TWO,
        TAKE,
        DRAIN_TWO,
        REMOVE_MIDDLE,
        DONE_OLDEST,
        CLOSE,
        LOOK
    }

    private static final int NEW = 500;
    private static final int NEWER = 600;

    /** An element, and the slot that has it on loan, or 0. */
    private record Held(int id, int holder, long position) {}

    private final RingWorld world = new RingWorld();
    private long states;
    /** Whether the last operation performed did not come to its end. */
    private boolean died;

    /** Brings a defect into an operation that dies. */
    private Runnable seeded = () -> {};

    private record Scenario(boolean leasing, int limit, int offset, int fill, int lent, int size) {}

    @Test
    @Deadline(seconds = 600)
    void operations_crashedAnywhereAndRecoveredByACrasher_keepWhatWasAcknowledged() {
        runAll(FULL ? 1 : 2);
        System.err.println("ring: crash states=" + states);
        assertTrue(states > 1_000_000, "states=" + states);
    }

    private void runAll(int stride) {
        states = 0;
        for (int offset = 0; offset < 32; offset += stride) {
            for (int size : new int[] {8, 24, 48}) {
                for (int fill = 0; fill <= 32 / ((size + 16) / 8); fill++) {
                    runScenario(new Scenario(false, 15, offset, fill, 0, size));
                    for (int lent = 0; lent <= Math.min(fill, 3); lent++) {
                        runScenario(new Scenario(true, 15, offset, fill, lent, size));
                        runScenario(new Scenario(true, 1, offset, fill, lent, size));
                    }
                }
            }
        }
    }

    private void runScenario(Scenario scenario) {
        List<Held> start = layOut(scenario);
        if (start == null) {
            return;
        }
        long[] laidOut = world.words.snapshot();
        long[] crashed = laidOut.clone();
        for (Operation operation : Operation.values()) {
            for (long store = 0; ; store++) {
                world.words.restore(laidOut);
                world.session.reset();
                world.words.crashBefore(store);
                seeded.run();
                List<List<Held>> outcomes = perform(operation, VICTIM, NEW, List.of(start), scenario);
                boolean ended = !died;
                world.words.lose(-1);
                world.words.delay(-1);
                world.words.neverCrash();
                world.session.kill(VICTIM);
                world.words.snapshot(crashed);
                recoverAll(scenario, operation, crashed, outcomes);
                if (ended) {
                    break;
                }
            }
        }
    }

    private void recoverAll(Scenario scenario, Operation operation, long[] crashed, List<List<Held>> outcomes) {
        for (Operation recovery :
                new Operation[] {Operation.PUT, Operation.TAKE, Operation.LOOK, Operation.DRAIN_TWO}) {
            for (long store = 0; ; store++) {
                world.words.restore(crashed);
                world.session.reset();
                world.session.kill(VICTIM);
                world.words.crashBefore(store);
                seeded.run();
                List<List<Held>> after = perform(recovery, HEIR, NEWER, outcomes, scenario);
                boolean ended = !died;
                world.words.lose(-1);
                world.words.delay(-1);
                world.words.neverCrash();
                world.session.kill(HEIR);
                states++;
                try {
                    judge(scenario, after);
                } catch (Throwable e) {
                    throw new AssertionError(
                            scenario + ", " + operation + ", recovery " + recovery + " dies at " + store + ": " + after,
                            e);
                }
                if (ended) {
                    break;
                }
            }
        }
    }

    /** Fills a new ring; null if it has no room for the scenario. */
    private @Nullable List<Held> layOut(Scenario scenario) {
        world.words.neverCrash();
        world.words.restore(new long[(int) (world.words.size() >>> 3)]);
        world.session.reset();
        QueueRing.layOut(world.words, 0, 8, RingWorld.RING_BYTES, scenario.leasing, scenario.limit);
        // So that what was delivered too often is kept for the judge.
        world.open(JUDGE).listen(true);
        QueueRing ring = world.open(STEADY);
        // A record of three cells for every three, of four for one.
        int cells = scenario.offset;
        while (cells > 0) {
            int size = cells % 3 == 0 ? 8 : 16;
            assertTrue(ring.offer(new Bytes(1, size)));
            Taken taken = taken(ring);
            if (scenario.leasing) {
                ring.done(taken.position());
            }
            cells -= size == 8 ? 3 : cells >= 4 ? 4 : cells;
        }
        for (int i = 0; i < scenario.fill; i++) {
            if (!ring.offer(new Bytes(10 + i, scenario.size))) {
                return null;
            }
        }
        List<Held> all = new ArrayList<>();
        for (int i = 0; i < scenario.lent; i++) {
            // The second is the survivor's, the others are the victim's.
            int holder = i == 1 ? STEADY : VICTIM;
            Taken taken = taken(world.open(holder));
            all.add(new Held(taken.id(), holder, taken.position()));
        }
        for (Object ready : ring.snapshot(RingWorld::read)) {
            all.add(new Held(((Taken) ready).id(), 0, ((Taken) ready).position()));
        }
        assertEquals(scenario.fill, all.size());
        return all;
    }

    /** Performs the operation, in which the process may die; returns what may be in the ring then, given what may have been before. */
    private List<List<Held>> perform(
            Operation operation, int slot, int id, List<List<Held>> before, Scenario scenario) {
        List<List<Held>> after = new ArrayList<>(before);
        died = true;
        @Nullable Object result = null;
        try {
            result = call(operation, world.open(slot), slot, id, before.get(0), scenario);
            died = false;
        } catch (SimulatedCrash e) {
            // All is possible, from nothing to everything.
        }
        if (!died) {
            after.clear();
        }
        for (List<Held> was : before) {
            after.addAll(outcomes(operation, slot, id, was, scenario, result));
        }
        return after.stream().distinct().toList();
    }

    private Object call(Operation operation, QueueRing ring, int slot, int id, List<Held> known, Scenario scenario) {
        return switch (operation) {
            case PUT -> !ring.isClosed() && ring.offer(new Bytes(id, scenario.size));
            case PUT_TWO -> {
                if (ring.isClosed()
                        || ring.size() + 2 > 8
                        || scenario.fill * (scenario.size + 16) + 128 + 2 * (scenario.size + 16) > 256) {
                    yield false;
                }
                try {
                    ring.putAll(List.of(new Bytes(id, scenario.size), new Bytes(id + 1, scenario.size)));
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                yield true;
            }
            case TAKE -> Optional.ofNullable(ring.poll(RingWorld::read));
            case DRAIN_TWO -> {
                List<Object> taken = new ArrayList<>();
                ring.drain(RingWorld::read, 2, taken);
                yield taken;
            }
            case REMOVE_MIDDLE -> {
                Held middle = middle(known);
                yield middle != null && ring.remove(middle.position);
            }
            case DONE_OLDEST -> {
                Held oldest = loan(known, slot);
                if (oldest != null) {
                    ring.done(oldest.position);
                }
                yield true;
            }
            case CLOSE -> {
                ring.close();
                yield true;
            }
            case LOOK -> ring.size() + ring.unfinished();
        };
    }

    private static @Nullable Held middle(List<Held> known) {
        List<Held> ready = known.stream().filter(held -> held.holder == 0).toList();
        return ready.isEmpty() ? null : ready.get(ready.size() / 2);
    }

    private static @Nullable Held loan(List<Held> known, int slot) {
        return known.stream().filter(held -> held.holder == slot).findFirst().orElse(null);
    }

    @SuppressWarnings("RefactorSwitch") // each case is a page of its own
    private List<List<Held>> outcomes(
            Operation operation, int slot, int id, List<Held> was, Scenario scenario, @Nullable Object result) {
        switch (operation) {
            case PUT, PUT_TWO -> {
                if (Boolean.FALSE.equals(result)) {
                    return List.of(was);
                }
                List<Held> more = new ArrayList<>(was);
                more.add(new Held(id, 0, 0));
                if (operation == Operation.PUT_TWO) {
                    more.add(new Held(id + 1, 0, 0));
                }
                return List.of(more);
            }
            case TAKE, DRAIN_TWO -> {
                List<List<Held>> all = new ArrayList<>();
                List<Held> one = withoutFirst(was, slot, scenario);
                List<Held> two = withoutFirst(one, slot, scenario);
                if (result == null) {
                    all.add(was);
                    all.add(one);
                    if (operation == Operation.DRAIN_TWO) {
                        all.add(two);
                    }
                } else {
                    int count =
                            result instanceof List<?> list ? list.size() : ((Optional<?>) result).isPresent() ? 1 : 0;
                    int due = (was.equals(one) ? 0 : 1) + (operation == Operation.TAKE || one.equals(two) ? 0 : 1);
                    if (count == due) {
                        all.add(count == 0 ? was : count == 1 ? one : two);
                    }
                }
                return all;
            }
            case REMOVE_MIDDLE, DONE_OLDEST -> {
                Held gone = operation == Operation.DONE_OLDEST ? loan(was, slot) : middle(was);
                return List.of(was.stream().filter(held -> !held.equals(gone)).toList());
            }
            default -> {
                return List.of(was);
            }
        }
    }

    /** After {@code slot} took the oldest it can: what is ready, and what the dead have on loan. */
    private static List<Held> withoutFirst(List<Held> was, int slot, Scenario scenario) {
        List<Held> now = new ArrayList<>(was);
        for (int i = 0; i < now.size(); i++) {
            Held held = now.get(i);
            boolean redelivered = scenario.limit > 1 && slot == HEIR && held.holder == VICTIM;
            if (held.holder == 0 || redelivered) {
                if (scenario.leasing) {
                    now.set(i, new Held(held.id, slot, held.position));
                } else {
                    now.remove(i);
                }
                return now;
            }
        }
        return now;
    }

    private static Taken taken(QueueRing ring) {
        if (ring.poll(RingWorld::read) instanceof Taken taken) {
            return taken;
        }
        throw new AssertionError("nothing was taken");
    }

    private void judge(Scenario scenario, List<List<Held>> allowed) throws InterruptedException {
        QueueRing ring = world.open(JUDGE);
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
                if (held.holder == 0 || (held.holder != STEADY && scenario.limit > 1)) {
                    expected.add(held.id);
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
    }

    private void finish(Scenario scenario, QueueRing ring, List<Long> positions, List<Held> match)
            throws InterruptedException {
        if (!scenario.leasing) {
            return;
        }
        for (long position : positions) {
            ring.done(position);
        }
        for (Held held : match) {
            if (held.holder == STEADY) {
                world.open(STEADY).done(held.position);
            } else if (held.holder != 0 && scenario.limit == 1) {
                Taken letter = (Taken) ring.takeDeadLetter(RingWorld::read, 0);
                if (letter == null || letter.id() != held.id) {
                    throw new AssertionError("dead letter " + letter + ", must be " + held);
                }
                ring.done(letter.position());
            }
        }
    }

    /** Fills the ring and empties it. */
    private void use(Scenario scenario, QueueRing ring) {
        int most = Math.min(8, (32 - 2 * (scenario.size + 16) / 8) / ((scenario.size + 16) / 8));
        int count = 0;
        while (ring.offer(new Bytes(700 + count, scenario.size))) {
            count++;
        }
        assertTrue(count >= most, "the ring took " + count + ", must take " + most);
        assertEquals(count, ring.size(), "size of the full ring");
        for (int i = 0; i < count; i++) {
            Taken taken = taken(ring);
            assertEquals(700 + i, taken.id());
            if (scenario.leasing) {
                ring.done(taken.position());
            }
        }
        assertEquals(0, ring.unfinished(), "unfinished at the end");
    }

    /**
     * The simulator sees what it is for: each of these defects, in the operation that dies and in the recovery that does, makes it fail. A lost NEXT is none: it says where
     * to begin to look, and an older one is further to the front.
     */
    @ParameterizedTest
    @Deadline(seconds = 120)
    @CsvSource({
        "lose, PUTS, 384",
        "lose, NEXT_TAIL, 392",
        "lose, NEXT_PUTS, 400",
        "lose, PASSED, 512",
        "lose, TAKEN, 528",
        "lose, DONE, 536",
        "lose, NEXT_HEAD, 544",
        "lose, NEXT_PASSED, 552",
        "lose, DEAD_COUNT, 560",
        "lose, TAIL, 128",
        "lose, HEAD, 256",
        "delay, NEXT_PUTS, 400",
        "delay, NEXT_PASSED, 552",
        "delay, NEXT_TAIL, 392",
        "delay, NEXT_HEAD, 544"
    })
    void operations_withASeededDefect_areCaught(String how, String word, long at) {
        seeded = how.equals("lose") ? () -> world.words.lose(at) : () -> world.words.delay(at);
        assertThrows(Throwable.class, () -> runAll(7), how + " " + word);
    }
}

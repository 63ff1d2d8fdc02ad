package dev.procession.internal.ring;

import static dev.procession.internal.ring.RingModel.HEIR;
import static dev.procession.internal.ring.RingModel.JUDGE;
import static dev.procession.internal.ring.RingModel.Operation.CLOSE;
import static dev.procession.internal.ring.RingModel.Operation.DEAD_LETTER;
import static dev.procession.internal.ring.RingModel.Operation.DRAIN_TWO;
import static dev.procession.internal.ring.RingModel.Operation.LOOK;
import static dev.procession.internal.ring.RingModel.Operation.PUT;
import static dev.procession.internal.ring.RingModel.Operation.TAKE;
import static dev.procession.internal.ring.RingModel.STEADY;
import static dev.procession.internal.ring.RingModel.VICTIM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.internal.memory.CheckedWord;
import dev.procession.internal.ring.RingModel.Held;
import dev.procession.internal.ring.RingModel.Operation;
import dev.procession.internal.ring.RingModel.Scenario;
import dev.procession.internal.ring.RingWorld.Bytes;
import dev.procession.internal.ring.RingWorld.Memory;
import dev.procession.internal.ring.RingWorld.Taken;
import dev.procession.simulator.SimulatedCrash;
import dev.procession.testkit.Deadline;
import dev.procession.testkit.TestSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every operation dies before each of its stores; the process that recovers dies before each of its own; a third
 * process then finds every element that was acknowledged, whole, once and in order, exact counts, and a ring that
 * works.
 */
class MpmcRingCrashTest {
    private static final boolean FULL = TestSize.current() == TestSize.FULL;
    /** From where in the ring one scenario begins to where the next does. */
    private static final int STRIDE = TestSize.of(32, 7, 1);

    private static final int THREADS = 4;
    private static final int NEW = 500;
    private static final int NEWER = 600;
    private static final int[] SIZES = FULL ? new int[] {8, 16, 24, 40, 48, 64, 112, 120} : new int[] {8, 24, 48, 120};
    /** Those that mean the same whatever the victim has done. */
    private static final Operation[] RECOVERIES = FULL
            ? new Operation[] {PUT, TAKE, LOOK, DRAIN_TWO, DEAD_LETTER, CLOSE}
            : new Operation[] {PUT, TAKE, LOOK, DRAIN_TWO, DEAD_LETTER};

    private final RingWorld world = new RingWorld();
    private final RingJudge judge = new RingJudge(world);
    private long states;
    /** Whether the last operation performed did not come to its end. */
    private boolean died;

    /** Brings a defect into an operation that dies. */
    private Runnable seeded = () -> {};

    @Test
    @Deadline(seconds = 1_800)
    void operations_crashedAnywhereAndRecoveredByACrasher_keepWhatWasAcknowledged() {
        long start = System.nanoTime();
        long all = IntStream.range(0, THREADS)
                .parallel()
                .mapToLong(thread -> {
                    MpmcRingCrashTest test = new MpmcRingCrashTest();
                    test.runAll(thread * STRIDE, THREADS * STRIDE);
                    return test.states;
                })
                .sum();
        System.err.println(
                "ring: crash states=" + all + ", seconds=" + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
        assertTrue(all > TestSize.of(600_000, 3_000_000, 20_000_000), "states=" + all);
    }

    private void runAll(int from, int stride) {
        for (int offset = from; offset < 32; offset += stride) {
            for (int size : SIZES) {
                for (int fill = 0; fill <= 32 / new Scenario(false, 15, offset, 0, 0, size).cells(); fill++) {
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
        Memory laidOut = world.snapshot();
        for (Operation operation : Operation.values()) {
            for (long store = 0; ; store++) {
                world.restore(laidOut);
                world.session.reset();
                world.words.crashBefore(store);
                seeded.run();
                List<List<Held>> outcomes = perform(operation, VICTIM, NEW, List.of(start), scenario);
                boolean ended = !died;
                world.words.lose(-1);
                world.words.delay(-1);
                world.words.neverCrash();
                world.session.kill(VICTIM);
                recoverAll(scenario, operation, world.snapshot(), outcomes, ended);
                if (ended) {
                    break;
                }
            }
        }
    }

    private void recoverAll(
            Scenario scenario, Operation operation, Memory crashed, List<List<Held>> outcomes, boolean lived) {
        for (Operation recovery : RECOVERIES) {
            for (long store = 0; ; store++) {
                world.restore(crashed);
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
                    judge.judge(scenario, after, (lived ? 0 : 2) + (ended ? 0 : 2));
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
        world.restore(new Memory(new long[(int) (world.words.size() >>> 3)], Map.of()));
        world.session.reset();
        MpmcRing.layOut(world.words, 0, 8, RingWorld.RING_BYTES, scenario.leasing(), scenario.limit());
        world.words.setPlain(MpmcRingLayout.ROOM, CheckedWord.seal(4)); // less than a ring of any use has
        // So that what was delivered too often is kept for the judge.
        world.open(JUDGE).listen(true);
        MpmcRing ring = world.open(STEADY);
        // A record of three cells for every three, of four for one.
        int cells = scenario.offset();
        while (cells > 0) {
            int size = cells % 3 == 0 ? 8 : 16;
            assertTrue(ring.offer(new Bytes(1, size)));
            Taken taken = world.taken(ring);
            if (scenario.leasing()) {
                ring.done(taken.position());
            }
            cells -= size == 8 ? 3 : cells >= 4 ? 4 : cells;
        }
        for (int i = 0; i < scenario.fill(); i++) {
            if (!ring.offer(new Bytes(10 + i, scenario.size()))) {
                return null;
            }
        }
        List<Held> all = new ArrayList<>();
        for (int i = 0; i < scenario.lent(); i++) {
            // The second is the survivor's, the others are the victim's.
            int holder = i == 1 ? STEADY : VICTIM;
            Taken taken = world.taken(world.open(holder));
            all.add(new Held(taken.id(), holder, taken.position()));
        }
        for (Object ready : ring.snapshot(RingWorld::read)) {
            all.add(new Held(((Taken) ready).id(), 0, ((Taken) ready).position()));
        }
        assertEquals(scenario.fill(), all.size());
        return all;
    }

    /**
     * Performs the operation, in which the process may die; returns what may be in the ring then, given what may have
     * been before.
     */
    private List<List<Held>> perform(
            Operation operation, int slot, int id, List<List<Held>> before, Scenario scenario) {
        List<List<Held>> after = new ArrayList<>(before);
        died = true;
        @Nullable Object result = null;
        try {
            result = RingModel.call(operation, world.open(slot), slot, id, before.get(0), scenario);
            died = false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } catch (SimulatedCrash e) {
            // All is possible, from nothing to everything.
        }
        if (!died) {
            after.clear();
        }
        for (List<Held> was : before) {
            after.addAll(RingModel.outcomes(operation, slot, id, was, scenario, result));
        }
        return after.stream().distinct().toList();
    }

    /**
     * The simulator sees what it is for: each of these defects, in the operation that dies and in the recovery that
     * does, makes it fail. A lost NEXT is none: it says where to begin to look, and an older one is further to the
     * front.
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
        assertThrows(Throwable.class, () -> runAll(0, 7), how + " " + word);
    }
}

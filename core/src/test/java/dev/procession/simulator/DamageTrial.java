package dev.procession.simulator;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.wait.SegmentContext;
import dev.procession.process.CorruptedSegmentException;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Two processes use a structure, and two use its twin in the same way. Then something that is no process writes
 * into the memory of the first. From there on each operation says what the twin's says, or says that the segment is
 * damaged.
 *
 * <p>A random word passes for a sound one once in 4,096 times, which is what may be wrong after it.
 */
public final class DamageTrial {
    private static final int OPERATIONS = 20;

    /** A process at work. */
    public interface Actor {
        /** Performs the operation that {@code random} says; returns what came of it. */
        @Nullable
        Object act(Random random) throws InterruptedException;
    }

    private final World whole;
    private final World damaged;
    private final Random random;
    private long told;
    private long randomWords;
    private long wrongByChance;

    private static final class World {
        private final CrashWords words;
        private final SimulatedSession session;
        private final Actor[] actors = new Actor[2];

        World(int bytes) {
            words = new CrashWords(bytes);
            session = new SimulatedSession(words);
        }

        void begin(Consumer<SharedWords> layOut) {
            words.restore(new long[(int) (words.size() >>> 3)]);
            session.reset();
            layOut.accept(words);
        }

        void open(Function<SegmentContext, Actor> open) {
            for (int i = 0; i < actors.length; i++) {
                actors[i] = open.apply(session.site(i + 1));
            }
        }
    }

    /** A trial of a structure in so many bytes, a multiple of eight. */
    public DamageTrial(int bytes, Random random) {
        whole = new World(bytes);
        damaged = new World(bytes);
        this.random = random;
    }

    /** Prints what came of so many rounds, and fails if too few were told, or more were wrong than chance allows. */
    public void requireSound(String name, int rounds) {
        System.err.println(name + ": damaged=" + rounds + ", told=" + told + ", random words=" + randomWords
                + ", of them wrong=" + wrongByChance);
        assertTrue(told > rounds / 10, "told=" + told);
        // Once in 4,096; so often by chance less than once in a million runs.
        assertTrue(wrongByChance < 15 + randomWords / 1_000, "wrong=" + wrongByChance);
    }

    /**
     * Does it so often.
     *
     * @param busy the addresses of words that matter, which get most of the damage
     */
    public void run(int rounds, long[] busy, Consumer<SharedWords> layOut, Function<SegmentContext, Actor> open)
            throws InterruptedException {
        for (int round = 0; round < rounds; round++) {
            whole.begin(layOut);
            damaged.begin(layOut);
            whole.open(open);
            damaged.open(open);
            int before = random.nextInt(OPERATIONS);
            for (int i = 0; i < before; i++) {
                step();
            }
            boolean isRandom = damage(busy);
            String fault = use(open);
            if (fault != null && !isRandom) {
                throw new AssertionError("round=" + round + ": " + fault);
            }
            wrongByChance += fault == null ? 0 : 1;
        }
    }

    private @Nullable String use(Function<SegmentContext, Actor> open) throws InterruptedException {
        try {
            if (random.nextBoolean()) {
                whole.open(open);
                damaged.open(open);
            }
            for (int i = 0; i < OPERATIONS; i++) {
                String fault = step();
                if (fault != null) {
                    return fault;
                }
            }
        } catch (CorruptedSegmentException e) {
            told++;
        }
        return null;
    }

    /** One operation here and there; returns what is wrong, or null. */
    private @Nullable String step() throws InterruptedException {
        int who = random.nextInt(2);
        long seed = random.nextLong();
        Object expected = act(whole.actors[who], seed);
        Object result;
        try {
            result = act(damaged.actors[who], seed);
        } catch (AssertionError e) {
            return "process " + who + " would wait forever";
        }
        return Objects.equals(expected, result)
                ? null
                : "process " + who + " found " + result + ", must be " + expected;
    }

    private static @Nullable Object act(Actor actor, long seed) throws InterruptedException {
        try {
            return actor.act(new Random(seed));
        } catch (IllegalArgumentException | IllegalStateException e) {
            return e.getClass();
        }
    }

    /** Writes into the memory; returns whether what it wrote may pass for sound. */
    private boolean damage(long[] busy) {
        CrashWords words = damaged.words;
        long at = random.nextInt(4) > 0
                ? busy[random.nextInt(busy.length)]
                : (long) random.nextInt((int) (words.size() >>> 3)) << 3;
        long word = words.getPlain(at);
        switch (random.nextInt(3)) {
            case 0 -> {
                words.setPlain(at, random.nextLong());
                randomWords++;
                return true;
            }
            case 1 -> words.setPlain(at, word ^ 1L << random.nextInt(64));
            default -> words.putByte(at + random.nextInt(8), random.nextInt(256));
        }
        return false;
    }
}

package dev.procession.stress;

import dev.procession.stress.Fault.Kind;
import java.util.Random;

/**
 * The faults of a run, one after the other; the same for the same seed. What the processes do meanwhile, and how
 * far they are when a fault comes, is the operating system's to say, and differs from run to run.
 */
final class Program {
    private static final int MAX_PAUSE_MILLIS = 900;
    private static final int MIN_MILLIS = 50;
    private static final int MAX_MILLIS = 2500;

    private final Random random;
    private final boolean spills;

    Program(long seed) {
        random = new Random(seed);
        spills = random.nextBoolean();
    }

    /**
     * Whether the session has a second directory for what its own has no room for; if not, what finds no room fails.
     */
    boolean spills() {
        return spills;
    }

    /** The next fault. Each draws as many numbers as every other, so that a kind that is left out moves nothing. */
    Fault next() {
        Kind kind = kind(random.nextInt(100));
        int victim = random.nextInt(Role.SEATS.size());
        int pause = random.nextInt(MAX_PAUSE_MILLIS);
        int length = MIN_MILLIS + random.nextInt(MAX_MILLIS - MIN_MILLIS);
        return new Fault(kind, victim, pause, length);
    }

    private static Kind kind(int drawn) {
        int upTo = 0;
        for (Kind kind : Kind.values()) {
            upTo += kind.share;
            if (drawn < upTo) {
                return kind;
            }
        }
        throw new IllegalStateException("the shares of all kinds are " + upTo + ", must be 100");
    }
}

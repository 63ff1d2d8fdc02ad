package dev.procession.simulator;

import dev.procession.internal.wait.SegmentContext;
import java.util.function.Consumer;

/**
 * Runs an operation of one process, then one of another, and then a judge's, for every pair of stores before which
 * the two die; a process that does not die lives on.
 *
 * <p>Slots: 1 and 2 act, 3 judges.
 */
public final class CrashExplorer {
    private final CrashWords words;
    private final SimulatedSession session;
    private long states;

    /** An explorer of a structure in so many bytes, a multiple of eight. */
    public CrashExplorer(int bytes) {
        words = new CrashWords(bytes);
        session = new SimulatedSession(words);
    }

    /** What became of the two that acted. */
    public record Fates(boolean firstDied, boolean secondDied) {}

    /** Looks at what is left. */
    public interface Judge {
        /** Fails if it must not be. */
        void judge(SegmentContext context, Fates fates);
    }

    /** The memory. */
    public CrashWords words() {
        return words;
    }

    /** The site of a process. */
    public SegmentContext site(int slot) {
        return session.site(slot);
    }

    /** How many pairs of deaths were judged. */
    public long states() {
        return states;
    }

    /** Runs all; {@code setUp} makes the state they begin with, without deaths. */
    public void explore(Runnable setUp, Consumer<SegmentContext> first, Consumer<SegmentContext> second, Judge judge) {
        words.neverCrash();
        words.restore(new long[(int) (words.size() >>> 3)]);
        session.reset();
        setUp.run();
        long[] begun = words.snapshot();
        boolean firstDied = true;
        for (long k = 0; firstDied; k++) {
            words.neverCrash();
            words.restore(begun);
            session.reset();
            firstDied = dies(k, 1, first);
            long[] left = words.snapshot();
            boolean secondDied = true;
            for (long j = 0; secondDied; j++) {
                words.neverCrash();
                words.restore(left);
                session.reset();
                if (firstDied) {
                    session.kill(1);
                }
                secondDied = dies(j, 2, second);
                judge.judge(session.site(3), new Fates(firstDied, secondDied));
                if (session.isPoisoned()) {
                    throw new AssertionError("poisoned without damage, stores=" + k + ", " + j);
                }
                states++;
            }
        }
    }

    private boolean dies(long store, int slot, Consumer<SegmentContext> action) {
        words.crashBefore(store);
        try {
            action.accept(session.site(slot));
            return false;
        } catch (SimulatedCrash e) {
            session.kill(slot);
            return true;
        } finally {
            words.neverCrash();
        }
    }
}

package dev.procession.internal.pool;

import dev.procession.pool.RestartBudget;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Counts the restarts of one slot that no task explains. Deaths from outside, by a signal, do not count; those that
 * come again and again, before a worker has done anything, only make the pauses before the
 * next start longer. For the slot's own thread.
 */
final class RestartLimiter {
    private final RestartBudget budget;
    private final Deque<Long> failures = new ArrayDeque<>();
    private int outsideDeaths;

    /**
     * Maximum number of deaths in a row while starting that count as from outside: a start that never succeeds has
     * another reason.
     */
    static final int MAX_SIGNALLED_STARTS = 50;

    private static final int DEATHS_WITHOUT_PAUSE = 8;
    private static final long FIRST_PAUSE_MILLIS = 10;
    private static final long MAX_PAUSE_MILLIS = 1_000;

    RestartLimiter(RestartBudget budget) {
        this.budget = budget;
    }

    /**
     * A start failed, or a worker died for no reason of a task's; returns whether another start is within the budget.
     */
    boolean mayRestart() {
        long now = System.nanoTime();
        long window = DeadlineTimer.nanos(budget.window());
        failures.addLast(now);
        while (now - failures.getFirst() > window) {
            failures.removeFirst();
        }
        return failures.size() <= budget.restarts();
    }

    /** A worker died from outside, when it had done nothing; returns for how long to wait before the next start. */
    long pauseMillis() {
        outsideDeaths++;
        int doublings = Math.min(outsideDeaths - DEATHS_WITHOUT_PAUSE, 10);
        return doublings <= 0 ? 0 : Math.min(FIRST_PAUSE_MILLIS << doublings, MAX_PAUSE_MILLIS);
    }

    /** How many have died so in a row. */
    int outsideDeaths() {
        return outsideDeaths;
    }

    /** A worker has done something. */
    void worked() {
        outsideDeaths = 0;
    }

    @Override
    public String toString() {
        return "failures=" + failures.size() + ", limit=" + budget.restarts() + " restarts in "
                + budget.window().toMillis() + " ms";
    }
}

package dev.procession.internal.pool;

import dev.procession.pool.RestartBudget;
import java.util.ArrayDeque;
import java.util.Deque;

/** Counts the restarts of one slot that no task explains. For the slot's own thread. */
final class RestartMeter {
    private final RestartBudget budget;
    private final Deque<Long> failures = new ArrayDeque<>();

    RestartMeter(RestartBudget budget) {
        this.budget = budget;
    }

    /** A start failed, or a worker died for no reason of a task's; returns whether another start is within the budget. */
    boolean mayRestart() {
        long now = System.nanoTime();
        long window = Settlement.nanos(budget.window());
        failures.addLast(now);
        while (now - failures.getFirst() > window) {
            failures.removeFirst();
        }
        return failures.size() <= budget.restarts();
    }

    @Override
    public String toString() {
        return "failures=" + failures.size() + ", limit=" + budget.restarts() + " restarts in "
                + budget.window().toMillis() + " ms";
    }
}

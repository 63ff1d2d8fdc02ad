package dev.procession.pool;

import java.time.Duration;

/**
 * The number of times that one worker slot may be restarted without success before the pool counts as broken; as an
 * Erlang supervisor's restart intensity.
 *
 * <p>Only restarts that no task explains are counted: a start or an initializer that fails, a worker that dies with
 * nothing to do. A death during a task is that task's failure, and counts against its {@link TaskOptions#retries()}.
 *
 * @param restarts the number of restarts allowed within {@code window}, at least 0
 * @param window the time they are counted over, positive
 * @see <a href="https://www.erlang.org/doc/system/sup_princ.html">Erlang/OTP, Supervisor Behaviour</a>
 */
public record RestartBudget(int restarts, Duration window) {

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if {@code restarts} is negative or {@code window} is not positive
     */
    public RestartBudget {
        if (restarts < 0 || window.isZero() || window.isNegative()) {
            throw new IllegalArgumentException(
                    "restart budget: restarts=" + restarts + " must be >= 0, window=" + window + " must be positive");
        }
    }
}

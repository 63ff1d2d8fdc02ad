package dev.procession.internal.lock;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.simulator.CrashWords;
import dev.procession.simulator.SimulatedSession;
import org.junit.jupiter.api.Test;

/** Several threads of one process wait; which of them has which signal. */
class ConditionStateTest {
    private final CrashWords words = new CrashWords(LockLayout.BYTES);
    private final SimulatedSession session = new SimulatedSession(words);
    private final ConditionState condition;

    ConditionStateTest() {
        LockState.layOut(words, 0, false);
        condition = state(1);
    }

    private ConditionState state(int slot) {
        return new LockState(session.site(slot), 0, (from, upTo) -> {}).conditionState(0);
    }

    @Test
    void await_laterPlaceLooksFirst_earlierHasItsSignal() throws Exception {
        ConditionState.Ticket first = condition.enter();
        state(2).signal();
        ConditionState.Ticket second = condition.enter();
        state(2).signal();
        assertTrue(condition.await(second, 0));
        assertTrue(condition.await(first, 0));
        assertFalse(condition.await(condition.enter(), 0));
    }

    @Test
    void await_oneSignal_isTheLongestWaiters() throws Exception {
        ConditionState.Ticket first = condition.enter();
        ConditionState.Ticket second = condition.enter();
        state(2).signal();
        assertFalse(condition.await(second, 0));
        assertTrue(condition.await(first, 0));
        assertFalse(session.isPoisoned());
    }

    @Test
    void signal_longestWaiterHasGivenUp_isTheNextOnes() throws Exception {
        ConditionState.Ticket first = condition.enter();
        ConditionState.Ticket second = condition.enter();
        assertFalse(condition.await(first, 0));
        state(2).signal();
        state(2).signal(); // no waiter is left for it
        assertTrue(condition.await(second, 0));
        assertFalse(condition.await(condition.enter(), 0));
    }
}

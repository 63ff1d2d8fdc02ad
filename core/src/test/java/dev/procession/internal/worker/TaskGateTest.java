package dev.procession.internal.worker;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.internal.control.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A cancellation meets the call it names, and no other. */
class TaskGateTest {
    private final TaskGate gate = new TaskGate();

    @BeforeEach
    void batch() {
        gate.beginBatch(1);
    }

    @Test
    void cancel_beforeTheCall_keepsItFromBeginning() {
        gate.cancel(1, 1);

        assertTrue(gate.begin(1, 0));
        gate.end();
        assertFalse(gate.begin(1, 1));
        assertTrue(gate.begin(1, 2));
        assertFalse(Thread.currentThread().isInterrupted());
        gate.end();
    }

    @Test
    void cancel_duringTheCall_interruptsItAndIsOverWithIt() {
        assertTrue(gate.begin(1, 0));

        gate.cancel(1, 0);

        assertTrue(Thread.currentThread().isInterrupted());
        assertTrue(gate.isCancelled());
        gate.end();
        assertFalse(Thread.currentThread().isInterrupted());
        assertFalse(gate.isCancelled());
        assertTrue(gate.begin(1, 1));
        gate.end();
    }

    @Test
    void cancel_afterTheCall_doesNothing() {
        assertTrue(gate.begin(1, 0));
        gate.end();

        gate.cancel(1, 0);

        assertFalse(Thread.currentThread().isInterrupted());
        assertTrue(gate.begin(1, 1));
        assertFalse(gate.isCancelled());
        gate.end();
    }

    @Test
    void cancel_allLater_sparesTheOneThatRuns() {
        assertTrue(gate.begin(1, 0));

        gate.cancel(1, Outcome.ALL_LATER);

        assertFalse(Thread.currentThread().isInterrupted());
        gate.end();
        assertFalse(gate.begin(1, 1));
        assertFalse(gate.begin(1, 2));
    }

    @Test
    void cancel_ofAnotherBatch_doesNothing() {
        gate.cancel(2, 0);
        gate.cancel(0, Outcome.ALL_LATER);

        assertTrue(gate.begin(1, 0));
        gate.cancel(2, 0);
        assertFalse(Thread.currentThread().isInterrupted());
        gate.end();
    }

    @Test
    void beginBatch_afterCancellations_startsAfresh() {
        gate.cancel(1, Outcome.ALL_LATER);
        gate.cancel(1, 0);

        gate.beginBatch(2);

        assertTrue(gate.begin(2, 0));
        gate.end();
    }

    @Test
    void end_ofACallThatInterruptedItself_leavesNoInterrupt() {
        assertTrue(gate.begin(1, 0));
        Thread.currentThread().interrupt();

        gate.end();

        assertFalse(Thread.currentThread().isInterrupted());
    }
}

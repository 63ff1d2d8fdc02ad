package dev.procession.internal.worker;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A cancellation meets the element it names, and no other. */
class TaskInterrupterTest {
    private final TaskInterrupter gate = new TaskInterrupter();

    @Test
    void cancel_beforeTheElement_keepsItFromBeginning() {
        gate.cancel(1);

        assertTrue(gate.begin(0));
        gate.end();
        assertFalse(gate.begin(1));
        assertTrue(gate.begin(2));
        assertFalse(Thread.currentThread().isInterrupted());
        gate.end();
    }

    @Test
    void cancel_duringTheElement_interruptsItAndIsOverWithIt() {
        assertTrue(gate.begin(0));

        gate.cancel(0);

        assertTrue(Thread.currentThread().isInterrupted());
        assertTrue(gate.isCancelled());
        gate.end();
        assertFalse(Thread.currentThread().isInterrupted());
        assertFalse(gate.isCancelled());
        assertTrue(gate.begin(1));
        assertFalse(gate.isCancelled());
        gate.end();
    }

    @Test
    void cancel_afterTheElement_doesNothing() {
        assertTrue(gate.begin(0));
        gate.end();

        gate.cancel(0);

        assertFalse(Thread.currentThread().isInterrupted());
        assertTrue(gate.begin(1));
        assertFalse(gate.isCancelled());
        gate.end();
    }

    /** Numbers come again after 2 to the power of 26 elements. */
    @Test
    void cancel_ofAnElementThatHasEnded_isNotForTheNextOfItsNumber() {
        assertTrue(gate.begin(5));
        gate.cancel(5);
        gate.end();
        assertTrue(gate.begin(6));
        gate.end();
        gate.cancel(6);
        gate.cancel(5);

        assertTrue(gate.begin(5));
        gate.end();
        assertTrue(gate.begin(6));
        gate.end();
    }

    @Test
    void end_ofAnElementThatInterruptedItself_leavesNoInterrupt() {
        assertTrue(gate.begin(0));
        Thread.currentThread().interrupt();

        gate.end();

        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    void cancel_fromAnotherThread_neverMeetsTheNextElement() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicBoolean leaked = new AtomicBoolean();
        Thread runner = Thread.ofPlatform().start(() -> {
            // Only even ones are cancelled.
            for (int element = 0; !stop.get(); element++) {
                if (gate.begin(element & 0xFFFF)) {
                    if ((element & 1) == 1 && Thread.currentThread().isInterrupted()) {
                        leaked.set(true);
                    }
                    gate.end();
                }
            }
        });

        for (int i = 0; i < 2_000_000; i++) {
            gate.cancel((i << 1) & 0xFFFF);
        }
        stop.set(true);
        runner.join();

        assertFalse(leaked.get());
    }
}

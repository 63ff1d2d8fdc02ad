package dev.procession.internal.liveness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.internal.memory.CheckedWord;
import dev.procession.process.CorruptedSegmentException;
import dev.procession.process.ProcessionException;
import dev.procession.simulator.CrashWords;
import dev.procession.simulator.SimulatedCrash;
import org.junit.jupiter.api.Test;

/** A process that dies before each of its stores in the table, and what is then known of it. */
class ProcessTableCrashTest {
    private static final int SLOT = 5;

    private final CrashWords words = new CrashWords(ProcessTableLayout.BYTES);
    private final ProcessTable table = new ProcessTable(words);

    /** The dead process's byte is free, so that the next one may mark it dead. */
    private void assertRecovers(int former) {
        words.neverCrash();
        int found = table.owner(SLOT);
        if (found != 0) {
            table.end(found);
            assertFalse(ProcessTable.isAlive(table.state(found)));
        }
        int next = table.join(SLOT, 3, false);
        assertTrue(next != former && next != found);
        assertEquals(ProcessTableLayout.LIVE, table.state(next));
        assertEquals(ProcessTableLayout.DEAD, former == 0 ? ProcessTableLayout.DEAD : table.state(former));
    }

    @Test
    void join_diesBeforeAnyStore_isDeadAndTheNextLives() {
        for (int store = 0; ; store++) {
            int former = table.join(SLOT, 1, true);
            words.crashBefore(store);
            try {
                table.join(SLOT, 2, false);
                assertTrue(store >= 4, "stores=" + store);
                return;
            } catch (SimulatedCrash dead) {
                assertRecovers(former);
            }
        }
    }

    @Test
    void leave_diesBeforeOrAfterItsStore_isDeadOrLeft() {
        int owner = table.join(SLOT, 1, true);
        words.crashBefore(0);
        assertThrows(SimulatedCrash.class, () -> table.leave(owner));
        words.neverCrash();
        table.end(owner);
        assertEquals(ProcessTableLayout.DEAD, table.state(owner));

        int second = table.join(SLOT, 1, true);
        table.leave(second);
        assertTrue(ProcessTable.isAlive(table.state(second)));
        words.crashBefore(0);
        assertThrows(SimulatedCrash.class, () -> table.end(second));
        assertRecovers(second);
    }

    @Test
    void end_ofALifeThatIsOver_changesNothing() {
        int first = table.join(SLOT, 1, false);
        table.end(first);
        int second = table.join(SLOT, 2, false);
        table.end(first);
        assertEquals(ProcessTableLayout.LIVE, table.state(second));
        assertEquals(ProcessTableLayout.DEAD, table.state(first));
    }

    @Test
    void join_generationsUsedUp_isRefused() {
        words.setPlain(
                ProcessTableLayout.slot(SLOT) + ProcessTableLayout.STATE,
                CheckedWord.seal(
                        (long) Peers.MAX_GENERATION << ProcessTableLayout.STATE_BITS | ProcessTableLayout.DEAD));
        assertFalse(table.hasGenerations(SLOT));
        assertThrows(ProcessionException.class, () -> table.join(SLOT, 1, false));
    }

    @Test
    void state_everyBitFlipped_isFound() {
        int owner = table.join(SLOT, 1, false);
        long at = ProcessTableLayout.slot(SLOT) + ProcessTableLayout.STATE;
        long word = words.getPlain(at);
        for (int bit = 0; bit < Long.SIZE; bit++) {
            words.setPlain(at, word ^ (1L << bit));
            assertThrows(CorruptedSegmentException.class, () -> table.state(owner), "bit=" + bit);
        }
    }
}

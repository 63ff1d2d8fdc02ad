package dev.procession.internal.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.procession.internal.wait.SegmentContext;
import dev.procession.simulator.CrashExplorer;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The holders of a pipe's ends, whichever process dies, and wherever. */
class PipeEndpointsCrashTest {
    private CrashExplorer explorer = new CrashExplorer(8);

    @BeforeEach
    void make() {
        explorer = new CrashExplorer(Math.toIntExact(PipeLayout.BYTES));
    }

    @AfterEach
    void print() {
        System.out.println("pipe ends: pairs of deaths judged=" + explorer.states());
    }

    private void layOut() {
        PipeLayout.layOut(explorer.words(), 0, true);
    }

    private static PipeEndpoints ends(SegmentContext context) {
        return new PipeEndpoints(context, 0);
    }

    @Test
    void attach_holdersDie_goneExactlyWhenNobodyHolds() {
        Consumer<SegmentContext> attach =
                context -> assertTrue(ends(context).attach(0) || ends(context).isGone(0));
        explorer.explore(this::layOut, attach, attach, (context, fates) -> {
            boolean held =
                    !fates.firstDied() || (!fates.secondDied() && !ends(context).isGone(0));
            boolean gone = ends(context).checkGone(0);
            assertFalse(held && gone, "held and gone");
            assertEquals(gone, ends(context).checkGone(0), "final");
            assertFalse(ends(context).checkGone(1), "the other end was never used");
            if (!held && !gone) {
                // No process got as far as using it.
                assertTrue(ends(context).attach(0));
            }
        });
    }

    @Test
    void close_lastHolderClosesOrDies_gone() {
        explorer.explore(
                () -> {
                    layOut();
                    assertTrue(ends(explorer.site(1)).attach(1));
                },
                context -> ends(context).close(1),
                context -> ends(context).checkGone(1),
                (context, fates) -> {
                    assertTrue(ends(context).checkGone(1));
                    assertFalse(ends(context).attach(1), "gone is final");
                });
    }

    @Test
    void ticket_handleTravels_endIsThereUntilItArrived() {
        explorer.explore(
                this::layOut,
                context -> ends(context).issueTicket(0),
                context -> ends(context).checkGone(0),
                (context, fates) -> {
                    boolean gone = ends(context).checkGone(0);
                    assertFalse(gone && !fates.firstDied(), "a handle is on its way");
                });
    }

    @Test
    void ticket_arrives_theReceiverHolds() {
        long[] ticket = new long[1];
        explorer.explore(
                () -> {
                    layOut();
                    ticket[0] = ends(explorer.site(1)).issueTicket(0);
                },
                context -> {},
                context -> {
                    assertTrue(ends(context).attach(0));
                    ends(context).settleTicket(0, ticket[0]);
                },
                (context, fates) -> {
                    // Only the receiver has died; the ticket, or the receiver, holds the end.
                    boolean gone = ends(context).checkGone(0);
                    assertFalse(gone && !fates.secondDied(), "received");
                });
    }
}

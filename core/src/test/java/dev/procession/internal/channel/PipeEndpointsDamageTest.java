package dev.procession.internal.channel;

import dev.procession.simulator.DamageTrial;
import dev.procession.testkit.Deadline;
import dev.procession.testkit.Seeds;
import dev.procession.testkit.TestSize;
import org.junit.jupiter.api.Test;

/** A word of what a pipe knows of its ends that something else wrote: right, or every process is told. */
class PipeEndpointsDamageTest {
    private static final int ROUNDS = TestSize.of(2_000, 10_000, 200_000);

    @Test
    @Deadline(seconds = 300)
    void ends_damaged_rightOrTold() throws InterruptedException {
        long[] busy = {
            PipeLayout.ENDS_LOCK,
            PipeLayout.DUPLEX,
            PipeLayout.USED,
            PipeLayout.USED + 8,
            PipeLayout.GONE,
            PipeLayout.GONE + 8,
            PipeLayout.HOLDERS + 8,
            PipeLayout.HOLDERS + PipeLayout.HOLDERS_BYTES + 16,
            PipeLayout.TICKETS
        };
        DamageTrial trial = new DamageTrial(PipeLayout.RINGS, Seeds.random("PipeEndsDamageTest"));
        trial.run(ROUNDS, busy, words -> PipeLayout.layOutEnds(words, 0, true), context -> {
            PipeEndpoints ends = new PipeEndpoints(context, 0);
            long[] ticket = {-1, -1};
            return random -> {
                int end = random.nextInt(2);
                return switch (random.nextInt(8)) {
                    case 0, 1 -> ends.attach(end);
                    case 2 -> ends.close(end);
                    case 3 -> {
                        ticket[end] = ends.issueTicket(end);
                        yield ticket[end];
                    }
                    case 4 -> ends.settleTicket(end, ticket[end]);
                    case 5 -> ends.isGone(end);
                    case 6 -> ends.isDuplex();
                    default -> ends.checkGone(end);
                };
            };
        });
        trial.requireSound("pipe ends", ROUNDS);
    }
}

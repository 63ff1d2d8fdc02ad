package dev.procession.concurrency;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.ring.MpmcRing;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** The ring of a queue: each element whole, once and in order, or not there yet. */
@JCStressTest
@Outcome(
        id = {"0, 0", "1, 0", "0, 1", "2, 0", "0, 2", "1, 2", "2, 1"},
        expect = ACCEPTABLE,
        desc = "each at most once")
@State
public class QueueRingPublicationTest {
    private final SharedWords words = Memory.ofBytes(MpmcRing.bytes(256));

    /** An empty ring. */
    public QueueRingPublicationTest() {
        MpmcRing.layOut(words, 0, 4, 256, false, 1);
    }

    private MpmcRing ring(int slot) {
        return new MpmcRing(new OneJvm(words, slot), 0, new NoSpace(), new NoSpace());
    }

    private static long number(@Nullable Object read) {
        return read instanceof Long value ? value : 0;
    }

    @Actor
    public void producer() {
        MpmcRing ring = ring(1);
        ring.offer(new NumberRecord(1));
        ring.offer(new NumberRecord(2));
    }

    @Actor
    public void consumer(JJ_Result result) {
        MpmcRing ring = ring(2);
        result.r1 = number(ring.poll(NumberRecord::read));
        result.r2 = number(ring.poll(NumberRecord::read));
    }
}

package dev.procession.concurrency;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.procession.internal.memory.SharedWords;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/**
 * SYNC tail-commit: the bytes of a record, written plainly, and the release store that makes it seen. A segment's
 * magic and version are published so, too.
 */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "not seen yet")
@Outcome(id = "1, 7", expect = ACCEPTABLE, desc = "seen whole")
@State
public class RecordPublicationTest {
    private static final long PAYLOAD = 8;
    private static final long TAIL = 128;
    private final SharedWords words = Memory.ofBytes(256);

    @Actor
    public void producer() {
        words.putLong(PAYLOAD, 7);
        words.setRelease(TAIL, 1);
    }

    @Actor
    public void consumer(JJ_Result result) {
        result.r1 = words.getAcquire(TAIL);
        result.r2 = result.r1 == 0 ? 0 : words.getLong(PAYLOAD);
    }
}

package dev.procession.concurrency;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.procession.internal.memory.SharedWords;
import java.lang.invoke.VarHandle;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** As {@link WaiterSignalTest}, after a release store: the signal of a ring of one producer fences itself. */
@JCStressTest
@Outcome(id = "0, 0", expect = FORBIDDEN, desc = "the waiter sleeps, and nobody knows")
@Outcome(expect = ACCEPTABLE, desc = "one saw the other")
@State
public class FencedSignalTest {
    private static final long TAIL = 0;
    private static final long WAITERS = 128;
    private final SharedWords words = Memory.ofBytes(256);

    @Actor
    public void waiter(JJ_Result result) {
        words.getAndBitwiseOr(WAITERS, 1);
        result.r1 = words.getAcquire(TAIL);
    }

    @Actor
    public void signaller(JJ_Result result) {
        words.setRelease(TAIL, 1);
        VarHandle.fullFence();
        result.r2 = words.getPlain(WAITERS);
    }
}

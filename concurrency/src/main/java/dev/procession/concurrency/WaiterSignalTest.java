package dev.procession.concurrency;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.procession.internal.memory.SharedWords;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/**
 * No wake-up is lost: who waits says so and looks again, who signals stores and looks whether somebody waits; one
 * of them sees the other (Dekker). The store is the swap that frees a lock, after which the signaller's look is
 * plain.
 */
@JCStressTest
@Outcome(id = "0, 0", expect = FORBIDDEN, desc = "the waiter sleeps, and nobody knows")
@Outcome(expect = ACCEPTABLE, desc = "one saw the other")
@State
public class WaiterSignalTest {
    private static final long LOCK = 0;
    private static final long WAITERS = 128;
    private final SharedWords words = Memory.ofBytes(256);

    /** The lock is held. */
    public WaiterSignalTest() {
        words.setPlain(LOCK, 5);
    }

    @Actor
    public void waiter(JJ_Result result) {
        words.getAndBitwiseOr(WAITERS, 1);
        result.r1 = words.getPlain(LOCK) == 0 ? 1 : 0;
    }

    @Actor
    public void signaller(JJ_Result result) {
        words.getAndSet(LOCK, 0);
        result.r2 = words.getPlain(WAITERS);
    }
}

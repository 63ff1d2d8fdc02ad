package dev.procession.concurrency;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.procession.internal.lock.RobustLock;
import dev.procession.internal.memory.SharedWords;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/** SYNC lock: what one owner stored plainly, the next sees. */
@JCStressTest
@Outcome(id = "2", expect = ACCEPTABLE, desc = "both counted")
@State
public class StealableLockTest {
    private static final long COUNT = RobustLock.BYTES;
    private final SharedWords words = Memory.ofBytes(RobustLock.BYTES + 8);

    private void count(int slot) {
        RobustLock lock = new RobustLock(new OneJvm(words, slot), 0, 0);
        lock.acquire();
        words.setPlain(COUNT, words.getPlain(COUNT) + 1);
        lock.release();
    }

    @Actor
    public void one() {
        count(1);
    }

    @Actor
    public void two() {
        count(2);
    }

    @Arbiter
    public void all(J_Result result) {
        result.r1 = words.getPlain(COUNT);
    }
}

package dev.procession.concurrency;

import dev.procession.internal.liveness.Peers;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.wait.SegmentContext;
import dev.procession.internal.wait.WaitPoint;
import dev.procession.process.CorruptedSegmentException;
import java.util.List;

/** A site without processes: everybody lives, who waits tries again and again, and damage is an error at once. */
public final class OneJvm implements SegmentContext, Peers {
    private final SharedWords words;
    private final int self;

    /** What the process in {@code slot} sees of {@code words}. */
    public OneJvm(SharedWords words, int slot) {
        this.words = words;
        self = Peers.owner(slot, 1);
    }

    @Override
    public SharedWords words() {
        return words;
    }

    @Override
    public Peers peers() {
        return this;
    }

    @Override
    public WaitPoint waitPoint(long at, int number) {
        return new Retry();
    }

    @Override
    public void check() {
        // Nobody closes it.
    }

    @Override
    public long deaths() {
        return 0;
    }

    @Override
    public CorruptedSegmentException corrupted(String what) {
        throw new IllegalStateException("damaged: " + what);
    }

    @Override
    public int self() {
        return self;
    }

    @Override
    public boolean isDead(int owner) {
        return false;
    }

    @Override
    public boolean probe(int owner) {
        return false;
    }

    @Override
    public boolean hasLeft(int owner) {
        return false;
    }

    private static final class Retry extends WaitPoint {
        @Override
        public void signal() {
            // Nobody sleeps.
        }

        @Override
        public void signalAfterFence() {
            // Nobody sleeps.
        }

        @Override
        public boolean isAwaited() {
            return false;
        }

        @Override
        public void signalAll() {
            // Nobody sleeps.
        }

        @Override
        public void signalProcess(int slot) {
            // Nobody sleeps.
        }

        @Override
        @SuppressWarnings("ThreadPriorityCheck") // to let others run is all there is to do
        public boolean await(Attempt attempt, long timeoutNanos, long recheckNanos) {
            while (!attempt.succeeds()) {
                if (timeoutNanos != FOREVER) {
                    return false;
                }
                Thread.yield();
            }
            return true;
        }

        @Override
        public boolean awaitAny(
                List<? extends WaitPoint> points, Attempt attempt, long timeoutNanos, long recheckNanos) {
            return await(attempt, timeoutNanos, recheckNanos);
        }

        @Override
        public void awaitUninterruptibly(Attempt attempt, long recheckNanos) {
            await(attempt, FOREVER, recheckNanos);
        }
    }
}

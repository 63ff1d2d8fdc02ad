package dev.procession.simulator;

import dev.procession.internal.liveness.Peers;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.wait.SegmentContext;
import dev.procession.internal.wait.WaitPoint;
import dev.procession.process.CorruptedSegmentException;
import java.util.BitSet;
import java.util.List;

/**
 * A session of processes that take turns on one thread: each has its {@link #site}, each can be
 * {@linkplain #kill killed}. No process blocks: an attempt that fails is a wait that times out.
 */
public final class SimulatedSession {
    private final SharedWords words;
    private final BitSet dead = new BitSet();
    private boolean poisoned;
    private int signals;

    /** A session on {@code words}. */
    public SimulatedSession(SharedWords words) {
        this.words = words;
    }

    /** What the process in {@code slot} sees, in its first generation. */
    public SegmentContext site(int slot) {
        return new Place(Peers.owner(slot, 1));
    }

    /** The process in {@code slot} is dead from now on. */
    public void kill(int slot) {
        dead.set(slot);
    }

    /** All live, nothing is poisoned, nothing was signalled. */
    public void reset() {
        dead.clear();
        poisoned = false;
        signals = 0;
    }

    /** Whether a process declared the segment damaged, which without damage is a defect. */
    public boolean isPoisoned() {
        return poisoned;
    }

    /** Number of signals at a wait point. */
    public int signals() {
        return signals;
    }

    private final class Place implements SegmentContext, Peers {
        private final int self;

        Place(int self) {
            this.self = self;
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
            return new NoWait();
        }

        @Override
        public void check() {
            if (poisoned) {
                throw new CorruptedSegmentException("poisoned");
            }
        }

        @Override
        public long deaths() {
            return dead.cardinality();
        }

        @Override
        public CorruptedSegmentException corrupted(String what) {
            poisoned = true;
            return new CorruptedSegmentException(what);
        }

        @Override
        public int self() {
            return self;
        }

        @Override
        public boolean isDead(int owner) {
            return Peers.generation(owner) != 1 || dead.get(Peers.slot(owner));
        }

        @Override
        public boolean probe(int owner) {
            return isDead(owner);
        }

        @Override
        public boolean hasLeft(int owner) {
            return false;
        }
    }

    private final class NoWait extends WaitPoint {
        @Override
        public void signal() {
            signals++;
        }

        @Override
        public void signalAfterFence() {
            signals++;
        }

        @Override
        public void signalAll() {
            signals++;
        }

        @Override
        public boolean isAwaited() {
            return true;
        }

        @Override
        public void signalProcess(int slot) {
            signals++;
        }

        @Override
        public boolean await(Attempt attempt, long timeoutNanos, long recheckNanos) {
            return attempt.succeeds();
        }

        @Override
        public boolean awaitAny(
                List<? extends WaitPoint> points, Attempt attempt, long timeoutNanos, long recheckNanos) {
            return attempt.succeeds();
        }

        @Override
        public void awaitUninterruptibly(Attempt attempt, long recheckNanos) {
            if (!attempt.succeeds()) {
                throw new AssertionError("would wait forever");
            }
        }
    }
}

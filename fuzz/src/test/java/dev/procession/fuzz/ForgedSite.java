package dev.procession.fuzz;

import dev.procession.internal.liveness.Peers;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.wait.SegmentContext;
import dev.procession.internal.wait.WaitPoint;
import dev.procession.process.CorruptedSegmentException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A process of a session whose segment somebody else fills. Nobody waits: an attempt that fails is a wait that
 * times out, or, without a limit, a {@link Waits}. Owners of the first generation in an even slot live, all others
 * are dead.
 */
public final class ForgedSite implements SegmentContext, Peers {
    private final SharedWords words;
    private final int self = Peers.owner(0, 1);
    private @Nullable String damage;

    /** Somebody would wait forever, as for a lock that a living process holds: no finding. */
    public static final class Waits extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Waits() {
            super("waits", null, false, false);
        }
    }

    /** What this process sees of {@code words}. */
    public ForgedSite(SharedWords words) {
        this.words = words;
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
        if (damage != null) {
            throw new CorruptedSegmentException(damage);
        }
    }

    @Override
    public long deaths() {
        return 1;
    }

    @Override
    public CorruptedSegmentException corrupted(String what) {
        damage = what;
        return new CorruptedSegmentException(what);
    }

    @Override
    public int self() {
        return self;
    }

    @Override
    public boolean isDead(int owner) {
        return owner != self && (Peers.generation(owner) != 1 || (Peers.slot(owner) & 1) != 0);
    }

    @Override
    public boolean probe(int owner) {
        return isDead(owner);
    }

    @Override
    public boolean hasLeft(int owner) {
        return false;
    }

    private static final class NoWait extends WaitPoint {
        @Override
        public void signal() {
            // Nobody waits.
        }

        @Override
        public void signalAfterFence() {
            // Nobody waits.
        }

        @Override
        public void signalAll() {
            // Nobody waits.
        }

        @Override
        public boolean isAwaited() {
            return true;
        }

        @Override
        public void signalProcess(int slot) {
            // Nobody waits.
        }

        @Override
        public boolean await(Attempt attempt, long timeoutNanos, long recheckNanos) {
            boolean succeeded = attempt.succeeds();
            if (!succeeded && timeoutNanos == FOREVER) {
                throw new Waits();
            }
            return succeeded;
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

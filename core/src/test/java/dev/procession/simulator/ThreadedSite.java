package dev.procession.simulator;

import dev.procession.internal.liveness.Peers;
import dev.procession.internal.memory.SharedWords;
import dev.procession.internal.wait.SegmentContext;
import dev.procession.internal.wait.WaitPoint;
import dev.procession.process.CorruptedSegmentException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Simulated processes whose threads really wait: one monitor for everything, and every signal wakes all, so that
 * nothing here can lose one.
 */
public final class ThreadedSite {
    private final SharedWords words;
    private final Map<Integer, SegmentContext> sites = new HashMap<>();
    private final BitSet dead = new BitSet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition signalled = lock.newCondition();
    private long signals;
    private volatile boolean poisoned;

    /** Processes that share {@code words}. */
    public ThreadedSite(SharedWords words) {
        this.words = words;
    }

    /** What the process in {@code slot} sees; always the same. */
    public synchronized SegmentContext process(int slot) {
        return sites.computeIfAbsent(slot, key -> new Place(Peers.owner(key, 1)));
    }

    /** Kills the process, and wakes all waiters. */
    public void kill(int slot) {
        synchronized (dead) {
            dead.set(slot);
        }
        signal();
    }

    private void signal() {
        lock.lock();
        try {
            signals++;
            signalled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private long signals() {
        lock.lock();
        try {
            return signals;
        } finally {
            lock.unlock();
        }
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
            return new MonitorPoint();
        }

        @Override
        public void check() {
            if (poisoned) {
                throw new CorruptedSegmentException("poisoned");
            }
        }

        @Override
        public CorruptedSegmentException corrupted(String what) {
            poisoned = true;
            signal();
            return new CorruptedSegmentException(what);
        }

        @Override
        public int self() {
            return self;
        }

        @Override
        public long deaths() {
            synchronized (dead) {
                return dead.cardinality();
            }
        }

        @Override
        public boolean isDead(int owner) {
            synchronized (dead) {
                return Peers.generation(owner) != 1 || dead.get(Peers.slot(owner));
            }
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

    private final class MonitorPoint extends WaitPoint {
        @Override
        public void signal() {
            ThreadedSite.this.signal();
        }

        @Override
        public void signalAfterFence() {
            ThreadedSite.this.signal();
        }

        @Override
        public boolean isAwaited() {
            return true;
        }

        @Override
        public void signalProcess(int slot) {
            ThreadedSite.this.signal();
        }

        @Override
        public void signalAll() {
            ThreadedSite.this.signal();
        }

        @Override
        public boolean await(Attempt attempt, long timeoutNanos, long recheckNanos) throws InterruptedException {
            long start = System.nanoTime();
            while (true) {
                long seen = signals();
                if (attempt.succeeds()) {
                    return true;
                }
                long left = timeoutNanos == FOREVER ? FOREVER : timeoutNanos - (System.nanoTime() - start);
                if (left <= 0) {
                    return false;
                }
                park(seen, recheckNanos == NO_RECHECK ? left : Math.min(left, recheckNanos));
            }
        }

        private void park(long seen, long nanos) throws InterruptedException {
            lock.lockInterruptibly();
            try {
                long left = nanos;
                while (signals == seen && left > 0) {
                    left = signalled.awaitNanos(left);
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public boolean awaitAny(List<? extends WaitPoint> points, Attempt attempt, long timeoutNanos, long recheckNanos)
                throws InterruptedException {
            return await(attempt, timeoutNanos, recheckNanos);
        }

        @Override
        public void awaitUninterruptibly(Attempt attempt, long recheckNanos) {
            boolean interrupted = false;
            try {
                while (true) {
                    try {
                        await(attempt, FOREVER, recheckNanos);
                        return;
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}

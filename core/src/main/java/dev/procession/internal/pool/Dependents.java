package dev.procession.internal.pool;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs what hangs on the futures of one pool, each on a virtual thread, and counts it: it is a part of the pool's
 * work.
 *
 * <p>Thread safety: any thread.
 */
final class Dependents implements Executor {
    private final AtomicLong running = new AtomicLong();
    private final Runnable onRest;

    /** {@code onRest} runs when none is left. */
    Dependents(Runnable onRest) {
        this.onRest = onRest;
    }

    @Override
    public void execute(Runnable dependent) {
        running.incrementAndGet();
        try {
            Thread.ofVirtual().name("procession-stage").start(() -> {
                try {
                    dependent.run();
                } finally {
                    ended();
                }
            });
        } catch (Throwable t) {
            ended();
            throw t;
        }
    }

    private void ended() {
        if (running.decrementAndGet() == 0) {
            onRest.run();
        }
    }

    /** Whether none runs. */
    boolean areAtRest() {
        return running.get() == 0;
    }
}

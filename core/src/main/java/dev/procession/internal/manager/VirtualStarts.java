package dev.procession.internal.manager;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Starts virtual threads that must not be lost: an object or a caller waits for each. When a heap is full, the JDK's
 * scheduler may drop one that was started, or throw and run it all the same; here each runs once.
 *
 * <p>Thread safety: any thread.
 */
final class VirtualStarts {
    /** Delay of a start from which on it may be lost; one that is only late is found begun. */
    private static final long LOST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Set<Start> waiting = ConcurrentHashMap.newKeySet();

    private final class Start implements Runnable {
        private final Runnable function;
        private final AtomicBoolean begun = new AtomicBoolean();
        private volatile long since = System.nanoTime();

        Start(Runnable function) {
            this.function = function;
        }

        @Override
        public void run() {
            if (begun.compareAndSet(false, true)) {
                waiting.remove(this);
                function.run();
            }
        }
    }

    /**
     * Runs {@code function} in a virtual thread.
     *
     * @throws OutOfMemoryError if it will not be run
     */
    void start(String name, Runnable function) {
        Start start = new Start(function);
        waiting.add(start);
        try {
            Thread.ofVirtual().name(name).start(start);
        } catch (OutOfMemoryError e) {
            if (start.begun.compareAndSet(false, true)) {
                waiting.remove(start);
                throw e;
            }
        }
    }

    /** Starts again what has not begun for long. */
    void restartLost() {
        if (waiting.isEmpty()) {
            return;
        }
        long now = System.nanoTime();
        for (Start start : waiting) {
            if (now - start.since > LOST_NANOS) {
                start.since = now;
                Thread.ofVirtual().name("procession-manager-again").start(start);
            }
        }
    }
}

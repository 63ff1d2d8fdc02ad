package dev.procession.internal.pool;

import dev.procession.internal.service.ServiceLoop;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The threads that feed a pool the elements of maps and imaps, as the pool takes them.
 *
 * <p>Thread safety: any thread.
 */
final class PoolFeeders {
    private final String pool;
    private final PoolLifecycle lifecycle;
    private final Runnable checkEnd;
    private final Set<ImapFeeder> imapFeeders = ConcurrentHashMap.newKeySet();
    private final AtomicLong last = new AtomicLong();

    /**
     * The feeders of the pool of this name: none.
     *
     * @param checkEnd is run when a feeder has ended that the pool had waited for
     */
    PoolFeeders(String pool, PoolLifecycle lifecycle, Runnable checkEnd) {
        this.pool = pool;
        this.lifecycle = lifecycle;
        this.checkEnd = checkEnd;
    }

    /** Runs the feeder of a map on a thread of its own; the pool does not end before the feeder has. */
    void startOfMap(Runnable feeder) {
        lifecycle.addFeeder();
        try {
            startThread(() -> {
                try {
                    feeder.run();
                } finally {
                    end();
                }
            });
        } catch (Throwable t) {
            lifecycle.removeFeeder();
            throw t;
        }
    }

    private void end() {
        lifecycle.removeFeeder();
        ServiceLoop.untilMemory(checkEnd);
    }

    /**
     * Runs the feeder of an imap on a thread of its own; the pool does not wait for it, but wakes it when it takes no
     * more.
     */
    void startOfImap(ImapFeeder feeder) {
        imapFeeders.add(feeder);
        try {
            startThread(feeder);
        } catch (Throwable t) {
            imapFeeders.remove(feeder);
            throw t;
        }
    }

    private void startThread(Runnable feeder) {
        Thread.ofPlatform()
                .daemon()
                .name("procession-" + pool + "-feeder-" + last.incrementAndGet())
                .start(feeder);
    }

    /** The feeder of an imap has ended. */
    void remove(ImapFeeder feeder) {
        imapFeeders.remove(feeder);
    }

    /** The pool takes no more. */
    void wake() {
        imapFeeders.forEach(ImapFeeder::wake);
    }
}

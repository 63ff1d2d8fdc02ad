package dev.procession.internal.manager;

import dev.procession.internal.service.Log;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives turns at one object: one after the other, in the order of arrival. What is brief runs in the thread that
 * brings it, if the object is free, and else in the thread that has the turn. What may
 * take its time, such as the user's code, is handed over with the turn.
 *
 * <p>Source of the pattern: R. G. Lavender, D. C. Schmidt, "Active Object" (1995).
 *
 * <p>Thread safety: any thread.
 */
final class Mailbox implements Resource {
    /** A thread that has the turn does so much for others before it hands the turn on. */
    private static final int BATCH = 64;

    private final Consumer<Runnable> hands;
    private final HeapReserve reserve;
    private final AtomicBoolean taken = new AtomicBoolean();
    private final Queue<Work> waiting = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Work holder;

    /** What has a turn. */
    interface Work extends Runnable {
        /** Does it; throws nothing. */
        @Override
        void run();

        /** Whether it is over soon; asked in its turn. What is not runs in a thread of its own. */
        default boolean isBrief() {
            return true;
        }
    }

    /**
     * A mailbox.
     *
     * @param hands gets turns that may take long, to be run in another thread or later
     * @param reserve is given away when there is no memory to hand a turn over
     */
    Mailbox(Consumer<Runnable> hands, HeapReserve reserve) {
        this.hands = hands;
        this.reserve = reserve;
    }

    /** Who has the turn; {@code null} if nobody, or between two. */
    @Override
    public @Nullable Work holder() {
        return holder;
    }

    /** Does it when its turn comes, which may be now. */
    void submit(Work work) {
        if (waiting.isEmpty() && taken.compareAndSet(false, true)) {
            takeTurns(work, false);
        } else {
            waiting.add(work);
            if (taken.compareAndSet(false, true)) {
                takeTurns(null, false);
            }
        }
    }

    /** Does it now, if nobody has the turn and nobody waits for it; returns whether it did. */
    boolean trySubmit(Work work) {
        if (!waiting.isEmpty() || !taken.compareAndSet(false, true)) {
            return false;
        }
        takeTurns(work, false);
        return true;
    }

    private void takeTurns(@Nullable Work first, boolean firstMayTakeLong) {
        Work next = first;
        boolean mayTakeLong = firstMayTakeLong;
        int done = 0;
        while (true) {
            if (next == null) {
                next = waiting.poll();
            }
            if (next == null) {
                taken.set(false);
                // Who came between the two found it taken.
                if (waiting.isEmpty() || !taken.compareAndSet(false, true)) {
                    return;
                }
                continue;
            }
            if (!mayTakeLong && (done == BATCH || !next.isBrief())) {
                handOver(next);
                return;
            }
            holder = next;
            try {
                next.run();
            } catch (RuntimeException | Error e) { // those who wait have their turns all the same
                Log.log(
                        System.Logger.Level.ERROR,
                        "dev.procession.manager",
                        "a turn at an object of the manager failed",
                        e);
            } finally {
                holder = null;
            }
            next = null;
            mayTakeLong = false;
            done++;
        }
    }

    /** Not without: a turn that is lost blocks the object for good. */
    private void handOver(Work next) {
        while (true) {
            try {
                hands.accept(() -> takeTurns(next, true));
                return;
            } catch (OutOfMemoryError e) {
                reserve.releaseAndPause();
            }
        }
    }
}

package dev.procession.internal.manager;

import dev.procession.internal.service.ServiceLoop;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Which of two threads reads what clients ask, while the other watches. The leader runs short the user's functions
 * itself, which is many times faster than to hand them to another thread; one that turns out to be long costs it
 * the lead, and the watcher goes on in its place.
 *
 * <pre>
 *                     function begins              function ends: compare-and-set
 *   leads (thread) ───────────────────▶ is away ───────────────────────────────▶ leads (same thread)
 *                                          │
 *                                          └── too long: the watcher's compare-and-set ──▶ leads (watcher); the other
 *                                                                                          watches when it comes back
 * </pre>
 *
 * <p>While nobody watches, and for some time after a function that was too long, functions run in virtual threads.
 *
 * <p>Source of the pattern: D. Schmidt et al., "Leader/Followers" (2000).
 *
 * <p>Thread safety: any thread; what is marked so, the leader's alone.
 */
final class LeaderWatchdog {
    /** A function that runs so long is too long: for so long other clients may wait for it. */
    private static final long LIMIT_NANOS = TimeUnit.MICROSECONDS.toNanos(300);
    /** The watcher goes to sleep after so many looks at a leader that ran no function. */
    private static final int IDLE_LOOKS = 50;

    private static final long MIN_PENALTY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long MAX_PENALTY_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** After so many short functions one that was too long is forgiven. */
    private static final int FORGIVEN_AFTER = 10_000;

    private final Runnable leading;
    private final VirtualStarts starts;
    private final AtomicReference<@Nullable LeaderTerm> stint = new AtomicReference<>();
    /** Functions for the leader to run, once it has done what is brief. */
    private final Queue<Runnable> aside = new ConcurrentLinkedQueue<>();

    /** Who watches; {@code null} while nobody does. */
    private volatile @Nullable Thread watcher;
    /** Whether the watcher looks again by itself. */
    private volatile boolean awake;

    private volatile boolean over;

    // The leader's.
    private boolean hasSecond;
    private long penaltyNanos;
    private long penaltyEnd;
    private int shortOnes;

    /** A part of somebody's lead; if {@code away}, it runs a function since then. */
    private record LeaderTerm(Thread leader, boolean busy, long since) {}

    /**
     * Nobody leads yet.
     *
     * @param leading what the leader does: it returns soon after {@link #isLeader} has become false, and else when
     *     all is over
     * @param starts runs what the leader does not
     */
    LeaderWatchdog(Runnable leading, VirtualStarts starts) {
        this.leading = leading;
        this.starts = starts;
    }

    /** Leads, and watches when it has lost the lead, until all is over. */
    void run() {
        stint.set(new LeaderTerm(Thread.currentThread(), false, 0));
        takePart();
    }

    private void takePart() {
        try {
            while (!over) {
                if (isLeader()) {
                    leading.run();
                    over |= isLeader();
                } else {
                    tryWatch();
                }
            }
        } finally {
            over = true;
            LockSupport.unpark(watcher);
        }
    }

    private boolean isOf(@Nullable LeaderTerm one) {
        return one != null && one.leader().equals(Thread.currentThread());
    }

    /** Whether the calling thread leads. */
    boolean isLeader() {
        return isOf(stint.get());
    }

    /** Runs something that may take its time: soon in the leader, if that asks and may; else in a virtual thread. */
    void execute(Runnable function) {
        // Within a function, the function may wait for what it hands over.
        if (isLeader() && Invocation.current() == null && mayRunAside()) {
            aside.add(function);
        } else {
            start(function);
        }
    }

    private void start(Runnable function) {
        starts.start("procession-manager-turn", function);
    }

    private boolean mayRunAside() {
        if (penaltyNanos != 0 && System.nanoTime() - penaltyEnd < 0) {
            return false;
        }
        if (!hasSecond) {
            Thread.ofPlatform().daemon().name("procession-manager-watch").start(this::takePart);
            hasSecond = true;
        }
        return watcher != null;
    }

    /** Whether something was handed to the leader. */
    boolean hasAside() {
        return !aside.isEmpty();
    }

    /** The leader runs what was handed to it, until nothing is left, or it has lost the lead. */
    void runDeferred() {
        LeaderTerm home = stint.get();
        if (home == null || !isOf(home)) {
            return;
        }
        while (!aside.isEmpty()) {
            // Made first: a function that is polled runs, whatever memory there is.
            LeaderTerm away = new LeaderTerm(home.leader(), true, System.nanoTime());
            Runnable function = aside.poll();
            if (function == null) {
                return;
            }
            stint.set(away); // SYNC away: who falls asleep after this sees it, or is seen asleep
            if (!awake) {
                awake = true;
                LockSupport.unpark(watcher);
            }
            function.run();
            if (!stint.compareAndSet(away, home)) {
                giveAway();
                return;
            }
            if (++shortOnes >= FORGIVEN_AFTER) {
                shortOnes = 0;
                penaltyNanos = 0;
            }
        }
    }

    /** What was handed to a leader that is none any more. */
    private void giveAway() {
        for (Runnable left = aside.poll(); left != null; left = aside.poll()) {
            startAtAnyPrice(left);
        }
    }

    private void startAtAnyPrice(Runnable function) {
        while (true) {
            try {
                start(function);
                return;
            } catch (OutOfMemoryError e) { // an object waits for it
                ServiceLoop.afterShortage();
            }
        }
    }

    private void tryWatch() {
        try {
            watch();
        } catch (OutOfMemoryError e) { // the leader says so to those who wait; the watch begins anew
            ServiceLoop.afterShortage();
        }
    }

    private void watch() {
        watcher = Thread.currentThread();
        int idle = 0;
        while (!over) {
            if (awake) {
                LockSupport.parkNanos(this, LIMIT_NANOS);
            } else {
                LockSupport.park(this);
            }
            LeaderTerm seen = stint.get();
            if (seen == null || !seen.busy()) {
                idle++;
                if (idle > IDLE_LOOKS) {
                    idle = 0;
                    awake = false; // SYNC away: who leaves after this sees that nobody is awake, or is seen
                    LeaderTerm again = stint.get();
                    awake |= again != null && again.busy();
                }
            } else if (System.nanoTime() - seen.since() < LIMIT_NANOS) {
                idle = 0;
            } else {
                watcher = null;
                if (stint.compareAndSet(seen, new LeaderTerm(Thread.currentThread(), false, 0))) {
                    penaltyNanos = Math.clamp(2 * penaltyNanos, MIN_PENALTY_NANOS, MAX_PENALTY_NANOS);
                    penaltyEnd = System.nanoTime() + penaltyNanos;
                    shortOnes = 0;
                    giveAway();
                    return;
                }
                watcher = Thread.currentThread();
            }
        }
    }
}

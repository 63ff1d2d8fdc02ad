package dev.procession.internal.pool;

import dev.procession.internal.codec.HeapSink;
import dev.procession.internal.control.FrameType;
import dev.procession.internal.pool.InFlightItems.InFlightItem;
import dev.procession.internal.supervise.Child;
import dev.procession.internal.supervise.ExitReport;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How the element that a worker runs is ended before its time, if it is cancelled or has exceeded its timeout.
 *
 * <pre>
 *   NOT ──► CANCELLED or TIMED_OUT: the worker is told, and interrupts it
 *    ▲        │        └──grace is over──► the worker is killed
 *    └────────┘  it has an outcome
 * </pre>
 *
 * <p>Guarded by the lock of its worker queue.
 */
final class TaskTerminator {
    /** So soon it is looked again, if what was to be done could not be. */
    static final long SOON_NANOS = 1_000_000;

    /** Interval between the looks at a worker whose element has no timeout. */
    static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long MAX_STEP_NANOS = 10_000_000;

    private final Child child;
    private final DeadlineTimer timer;
    private TerminationReason reason = TerminationReason.NONE;
    /** Whether the element was seen to have begun, and when. */
    private boolean begunSeen;

    private long begunAt;
    private byte[] frame = new byte[0];
    /** Whether the worker was told. */
    private boolean told;

    private long killDue;
    private boolean killed;
    /**
     * Why the pool ends the worker itself, and what it runs fails with; {@code null} if it does not, or for another
     * reason.
     */
    private @Nullable Throwable cause;

    /** None for what {@code child} runs. */
    TaskTerminator(Child child, DeadlineTimer timer) {
        this.child = child;
        this.timer = timer;
    }

    TerminationReason reason() {
        return reason;
    }

    /** Whether it has come to the worker's kill. */
    boolean killed() {
        return killed;
    }

    /** Why the pool has ended the worker itself; {@code null} if it has not, or for another reason. */
    @Nullable
    Throwable cause() {
        return cause;
    }

    /** The pool ends the worker, and what it runs fails with {@code why}. */
    void onEnded(Throwable why) {
        cause = why;
    }

    /** What to tell of the element that ran when the worker died. */
    TaskCrash crash(InFlightItem first, Duration ran, long residentBytes, ExitReport report) {
        return new TaskCrash(
                first.item(), first.index(), first.attempt(), reason, killed, cause, ran, residentBytes, report, child);
    }

    /** What runs has ended. */
    void reset() {
        reason = TerminationReason.NONE;
        begunSeen = false;
    }

    /** An element of this job is the first now. */
    void first(Job job, long now) {
        reset();
        long timeout = job.timeoutNanos();
        if (timeout == DeadlineTimer.NEVER) {
            timer.lookAt(now + CHECK_NANOS);
        } else {
            timer.at(now + step(timeout));
        }
    }

    /** Interrupts the element that runs; the kill is due when the grace is over. */
    void begin(InFlightItem first, TerminationReason why) {
        reason = why;
        killed = false;
        HeapSink number = new HeapSink(Integer.BYTES);
        number.putInt(first.number());
        frame = number.toByteArray();
        told = child.trySend(FrameType.CANCEL, frame);
        long now = timer.now();
        killDue = now + DeadlineTimer.nanos(first.job().options().graceBeforeKill());
        timer.at(told ? killDue : now + SOON_NANOS);
    }

    /** Whether the grace is over. */
    boolean isKillDue(long now) {
        return reason != TerminationReason.NONE && now - killDue >= 0;
    }

    void kill() {
        killed = true;
        child.kill();
    }

    /**
     * Looks at the clock, before the kill is due; returns when to look again, {@link DeadlineTimer#NEVER} if there is
     * no need.
     */
    long checkDeadlines(InFlightItem first, long now, BooleanSupplier hasBegun) {
        if (reason != TerminationReason.NONE) {
            // The link was busy, as with a class.
            told = told || child.trySend(FrameType.CANCEL, frame);
            return told ? killDue : now + SOON_NANOS;
        }
        long timeout = first.job().timeoutNanos();
        if (timeout == DeadlineTimer.NEVER) {
            return DeadlineTimer.NEVER;
        }
        if (!begunSeen) {
            if (!hasBegun.getAsBoolean()) {
                // The worker is not there yet: its time has not begun.
                return now + step(timeout);
            }
            begunSeen = true;
            begunAt = now;
        }
        long due = begunAt + timeout;
        if (now - due < 0) {
            return due;
        }
        begin(first, TerminationReason.TIMED_OUT);
        return told ? killDue : now + SOON_NANOS;
    }

    /**
     * How often it is looked whether an element with this timeout has begun: by so much it may run longer than it
     * may.
     */
    private static long step(long timeoutNanos) {
        return Math.clamp(timeoutNanos / 4, SOON_NANOS, MAX_STEP_NANOS);
    }
}

package dev.procession.internal.pool;

import dev.procession.internal.message.RecordReceiver;
import dev.procession.internal.pool.InFlightItems.InFlightItem;
import dev.procession.internal.supervise.Child;
import dev.procession.internal.task.Claims;
import dev.procession.internal.task.TaskChannel;
import dev.procession.pool.PoolOptions;
import dev.procession.process.CorruptedSegmentException;
import dev.procession.process.SessionClosedException;
import java.util.concurrent.TimeUnit;

/**
 * The shared memory between the pool and one worker: tasks go one way, outcomes come the other, and {@link Claims}
 * say how far the worker is. If its contents prove invalid, it is abandoned: the pool uses it no more, and kills the
 * worker.
 *
 * <p>Thread safety: guarded by the lock of its worker queue; what only asks, for any thread.
 */
final class WorkerMemory {
    /** Delay of the next try to kill a worker whose memory is abandoned, where there was no memory for it. */
    private static final long KILL_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Bounds of what functions may take in a worker together, encoded, and their part of its heap. */
    private static final long MAX_KEPT_BYTES = 64 << 20;

    private static final long MIN_KEPT_BYTES = 1 << 20;
    private static final int KEPT_PART = 8;

    private final Child child;
    private final TaskChannel channel;
    private final DeadlineTimer timer;
    private final TaskWriter tasks;
    private final RecordReceiver outcomes;
    private final Claims claims;
    private volatile boolean abandoned;
    private boolean dead;

    WorkerMemory(Child child, TaskChannel channel, PoolOptions options, DeadlineTimer timer) {
        this.child = child;
        this.channel = channel;
        this.timer = timer;
        tasks = new TaskWriter(channel.taskOutbox(), new FunctionPlaces(keptBytes(options)));
        outcomes = channel.outcomeInbox();
        claims = channel.claims();
    }

    /**
     * Number of encoded bytes of functions that a worker keeps at most: a part of its heap, where the pool knows how
     * large that is.
     */
    private static long keptBytes(PoolOptions options) {
        long heap = options.maxHeap().orElse(Long.MAX_VALUE);
        return Math.clamp(heap / KEPT_PART, MIN_KEPT_BYTES, MAX_KEPT_BYTES);
    }

    /** Writes tasks for the worker. */
    TaskWriter tasks() {
        return tasks;
    }

    /** Reads the outcomes that the worker has written. */
    RecordReceiver outcomes() {
        return outcomes;
    }

    /** Whether there may be outcomes to read. */
    boolean hasNews() {
        try {
            return !abandoned && !outcomes.isEmpty();
        } catch (IllegalStateException e) {
            if (channel.isGone()) {
                return false;
            }
            throw e;
        }
    }

    /** Whether its contents proved invalid. */
    boolean isAbandoned() {
        return abandoned;
    }

    /** Whether it is unmapped, because the session is closed. */
    boolean isGone() {
        return channel.isGone();
    }

    /** Whether the worker, which may boot still, will read what is written here. */
    boolean isUsable() {
        return !abandoned && !dead && !channel.isGone();
    }

    /** What to throw if its contents are invalid. */
    CorruptedSegmentException damaged(String what) {
        return channel.damaged(what);
    }

    /** Gives it up and kills the worker. What the worker holds is settled when it is dead. */
    void abandon() {
        abandoned = true;
        kill();
    }

    /** Kills the worker of memory that is given up, if it lives still. */
    void killIfAbandoned() {
        if (abandoned && child.isAlive()) {
            kill();
        }
    }

    private void kill() {
        try {
            child.kill();
        } catch (OutOfMemoryError e) { // the worker, and what it has started, are listed first
            timer.at(System.nanoTime() + KILL_RETRY_NANOS);
        }
    }

    /** The job of this function is over: the worker need not keep it. */
    void forget(EncodedFunction encoded) {
        try {
            if (isUsable() && tasks.forgetSoon(encoded)) {
                timer.at(tasks.forgetAt());
            }
        } catch (CorruptedSegmentException | SessionClosedException e) {
            abandon();
        }
    }

    /** When to call {@link #forgetDue}; {@link DeadlineTimer#NEVER} if there is no need. */
    long forgetAt() {
        return tasks.forgetAt();
    }

    /** Tells the worker which functions to forget, as far as there is room. */
    void forgetDue(long now) {
        try {
            if (isUsable()) {
                tasks.forgetDue(now);
            } else {
                tasks.forgetNever();
            }
        } catch (CorruptedSegmentException | SessionClosedException e) {
            tasks.forgetNever();
            abandon();
        }
    }

    /** The worker has died, and keeps nothing. */
    void onDeath() {
        dead = true;
        tasks.clear();
    }

    /** The worker is dead, and all that it wrote is read. */
    void remove() {
        channel.remove();
    }

    /**
     * Revokes what the worker has not begun.
     *
     * @param given number of the next element to be given
     * @return number of the first element that the worker will not begin
     */
    int revoke(int given) {
        return claims.revoke(given);
    }

    /**
     * Whether the worker has begun this element. If that cannot be told, because the memory is damaged or gone, it
     * has.
     */
    boolean hasBegun(InFlightItem first) {
        try {
            return channel.isGone() || Claims.distance(first.number(), claims.next()) > 0;
        } catch (CorruptedSegmentException e) {
            return true;
        }
    }

    /** Whether the worker has begun the element after this one. */
    boolean isPast(InFlightItem first) {
        try {
            return !channel.isGone() && Claims.distance(first.number(), claims.next()) > 1;
        } catch (CorruptedSegmentException e) {
            return false;
        }
    }
}

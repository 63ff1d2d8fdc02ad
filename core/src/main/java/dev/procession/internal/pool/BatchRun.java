package dev.procession.internal.pool;

import dev.procession.codec.CodecException;
import dev.procession.internal.codec.HeapSource;
import dev.procession.internal.control.Batch;
import dev.procession.internal.control.Frame;
import dev.procession.internal.control.FrameTooLongException;
import dev.procession.internal.control.FrameType;
import dev.procession.internal.control.Outcome;
import dev.procession.internal.supervise.Child;
import dev.procession.internal.supervise.Death;
import dev.procession.pool.TaskTimeoutException;
import dev.procession.pool.WorkerCrashedException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One batch in one worker, as the parent sees it. Calls run in order, so that the one without an outcome that comes first is the one
 * that runs; everything before it is done, everything after it has not begun.
 *
 * <p>For the thread of one slot; {@link #completed}, {@link #task} and {@link #running} may be read by any.
 */
final class BatchRun {
    /** How a call is being ended before its time. */
    private enum Ending {
        NOT,
        CANCELLED,
        TIMED_OUT
    }

    private static final long NEVER = Long.MAX_VALUE;

    private final PoolCore pool;
    private final Child child;
    private final long id;
    private final Job job;
    private final Deque<Item> left;

    private volatile int completed;

    private volatile boolean begun;
    private volatile long startedNanos;
    private Ending ending = Ending.NOT;
    private boolean killed;
    /** What was cancelled before it was known to have begun. */
    private final Set<Item> toEnd = new HashSet<>();

    /** Nanoseconds from {@link #startedNanos} to the next escalation. */
    private long dueNanos = NEVER;

    BatchRun(PoolCore pool, Child child, long id, Deque<Item> items) {
        this.pool = pool;
        this.child = child;
        this.id = id;
        this.left = items;
        this.job = items.getFirst().job();
        this.startedNanos = System.nanoTime();
    }

    /** How many calls are done. */
    int completed() {
        return completed;
    }

    /** The name of the task. */
    String task() {
        return job.name();
    }

    /** How long the current call has been running; zero before the first has begun. */
    Duration running() {
        return begun ? Duration.ofNanos(System.nanoTime() - startedNanos) : Duration.ZERO;
    }

    /** Whether a call had begun when the worker died: then the death is that call's. */
    boolean explainsDeath() {
        return begun;
    }

    /** Runs the batch; returns whether the worker is fit for another. */
    boolean run(BlockingQueue<WorkerSlot.Event> inbox) {
        send();
        while (!left.isEmpty()) {
            WorkerSlot.Event event = poll(inbox);
            if (event == null) {
                escalate();
            } else if (event instanceof WorkerSlot.Received received && received.child() == child) {
                if (!receive(received.frame())) {
                    return false;
                }
            } else if (event instanceof WorkerSlot.Gone gone && gone.child() == child) {
                die();
                return false;
            } else if (event instanceof WorkerSlot.Cancel cancel) {
                cancel(cancel.item());
            } else if (event instanceof WorkerSlot.CancelJob cancel && cancel.job() == job) {
                cancelAll(cancel.mayKillTheWorker());
            }
        }
        return true;
    }

    private void send() {
        List<byte[]> arguments = new ArrayList<>(left.size());
        for (Item item : left) {
            arguments.add(item.arguments());
        }
        Call call = job.call();
        Batch batch = new Batch(id, call.kind(), call.loaderId(), call.volatileLoader(), call.function(), arguments);
        try {
            child.send(FrameType.BATCH, batch.encode());
        } catch (FrameTooLongException e) {
            tooLong(e);
        } catch (IOException e) {
            // The worker is gone, which is in the inbox or will be: its socket is closed before its process has ended.
        }
    }

    /** Items of a batch together stay far below the limit; one argument near 2 GiB does not. */
    private void tooLong(IOException why) {
        while (!left.isEmpty()) {
            settle(
                    left.removeFirst(),
                    null,
                    new CodecException(
                            "task " + task() + ": its argument does not fit one frame: " + why.getMessage(), why));
        }
    }

    private WorkerSlot.@Nullable Event poll(BlockingQueue<WorkerSlot.Event> inbox) {
        while (true) {
            try {
                if (dueNanos == NEVER) {
                    return inbox.take();
                }
                long wait = dueNanos - (System.nanoTime() - startedNanos);
                return inbox.poll(Math.max(0, wait), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                // Nobody interrupts this thread but by mistake.
            }
        }
    }

    /** The first of what is left begins to run. */
    private void begin() {
        ending = Ending.NOT;
        startedNanos = System.nanoTime();
        dueNanos = NEVER;
        Item item = left.peekFirst();
        if (item != null) {
            begun = true;
            item.begin(child.name());
            dueNanos = job.options().timeout().map(BatchRun::nanos).orElse(NEVER);
            if (toEnd.contains(item)) {
                cancelCurrent();
            }
        }
    }

    private static long nanos(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException e) {
            return NEVER;
        }
    }

    /** Handles a frame; returns whether the worker goes on. */
    private boolean receive(Frame frame) {
        if (frame.type() == FrameType.STARTED) {
            begin();
            return true;
        }
        HeapSource source = frame.source();
        Outcome outcome = Outcome.decode(source);
        if (outcome.batchId() != id) {
            return true;
        }
        Item item = left.removeFirst();
        item.setNanos(outcome.nanos());
        pool.scheduler().observe(job, outcome.nanos());
        if (ending == Ending.TIMED_OUT) {
            settle(item, null, timedOut(item, false));
        } else if (outcome.failed()) {
            settle(
                    item,
                    null,
                    pool.runtime()
                            .failures()
                            .decode(source, job.call().loader())
                            .throwable());
        } else {
            decode(item, source);
        }
        if (outcome.ending()) {
            giveBack();
            return false;
        }
        begin();
        return true;
    }

    private void decode(Item item, HeapSource source) {
        Object value;
        try {
            value = pool.runtime().codec().decode(source, job.call().loader());
        } catch (Throwable t) { // whatever the classes of a result do here is that call's failure
            settle(item, null, t);
            return;
        }
        settle(item, value, null);
    }

    /** The time of the current call is over, or the grace of one that was to end. */
    private void escalate() {
        if (ending == Ending.NOT) {
            ending = Ending.TIMED_OUT;
            interrupt(job.options().timeout().map(BatchRun::nanos).orElse(0L));
        } else {
            killed = true;
            dueNanos = NEVER;
            child.kill();
        }
    }

    private void cancelAll(boolean mayKillTheWorker) {
        for (Item item : left) {
            item.abandon();
        }
        child.trySend(FrameType.CANCEL, Outcome.name(id, Outcome.ALL_LATER));
        if (mayKillTheWorker) {
            toEnd.addAll(left);
            if (begun) {
                cancelCurrent();
            }
        }
    }

    private void cancelCurrent() {
        if (ending == Ending.NOT) {
            ending = Ending.CANCELLED;
            interrupt(System.nanoTime() - startedNanos);
        }
    }

    private void cancel(Item item) {
        if (item == left.peekFirst() && begun) {
            cancelCurrent();
            return;
        }
        toEnd.add(item);
        int index = completed;
        for (Item other : left) {
            if (other == item) {
                child.trySend(FrameType.CANCEL, Outcome.name(id, index));
                return;
            }
            index++;
        }
    }

    /** Interrupts the current call; the kill is due when the grace is over, or at once if the link is blocked. */
    private void interrupt(long elapsedNanos) {
        child.trySend(FrameType.CANCEL, Outcome.name(id, completed));
        dueNanos = elapsedNanos + nanos(job.options().graceBeforeKill());
    }

    private void die() {
        Death death = child.awaitDeath();
        if (begun) {
            Item item = left.removeFirst();
            item.setNanos(System.nanoTime() - startedNanos);
            if (ending == Ending.TIMED_OUT) {
                settle(item, null, timedOut(item, killed));
            } else if (ending == Ending.CANCELLED) {
                settle(item, null, new CancelledItemException("the task was cancelled"));
            } else if (pool.scheduler().state() == Scheduler.State.TERMINATED) {
                settle(item, null, pool.scheduler().refusal());
            } else {
                settle(item, null, crashed(death));
            }
        }
        giveBack();
    }

    private void giveBack() {
        Deque<Item> rest = new ArrayDeque<>(left);
        left.clear();
        pool.scheduler().requeue(rest);
    }

    /** Something failed here that should not: every call that is left is told, and the worker is not to be used again. */
    void fail(Throwable why) {
        while (!left.isEmpty()) {
            Item item = left.removeFirst();
            item.setSlot(null);
            item.sink().failed(item, why);
            pool.scheduler().done(1);
        }
    }

    private TaskTimeoutException timedOut(Item item, boolean workerKilled) {
        Duration timeout = job.options().timeout().orElse(Duration.ZERO);
        return new TaskTimeoutException(
                "task " + task() + " exceeded its timeout: ran=" + TimeUnit.NANOSECONDS.toMillis(item.nanos())
                        + " ms, timeout="
                        + timeout.toMillis() + " ms; "
                        + (workerKilled
                                ? "it did not end within "
                                        + job.options().graceBeforeKill().toMillis()
                                        + " ms of its interrupt, and its worker " + child.name() + " (pid "
                                        + child.pid()
                                        + ") was killed"
                                : "it ended when it was interrupted"),
                timeout,
                workerKilled);
    }

    private WorkerCrashedException crashed(Death death) {
        return new WorkerCrashedException(
                "worker " + child.name() + " (pid " + child.pid() + ") ended while it ran task " + task() + ": "
                        + death.describe() + death.lastWords(),
                death.status(),
                child.pid(),
                child.name(),
                death.stderrTail(),
                death.crashReport(),
                task());
    }

    /** An attempt has ended: the item is done, or runs again. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // the thread of the slot alone writes; others only read
    private void settle(Item item, @Nullable Object value, @Nullable Throwable failure) {
        completed++;
        item.setSlot(null);
        if (failure == null) {
            item.sink().completed(item, value);
        } else if (retries(item, failure)) {
            Deque<Item> again = new ArrayDeque<>();
            again.add(item);
            pool.scheduler().requeue(again);
            return;
        } else {
            item.sink().failed(item, failure);
        }
        pool.scheduler().done(1);
    }

    @SuppressWarnings("ReferenceEquality") // an exception cannot suppress itself
    private boolean retries(Item item, Throwable failure) {
        if (item.isUnwanted()
                || item.attempts() > job.options().retries()
                || failure instanceof CancellationException) {
            return false;
        }
        try {
            return job.options().retryOn().test(failure);
        } catch (RuntimeException | Error e) { // the predicate is the user's; its failure is no reason to try again
            if (e != failure) {
                failure.addSuppressed(e);
            }
            return false;
        }
    }
}

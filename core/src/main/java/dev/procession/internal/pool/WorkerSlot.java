package dev.procession.internal.pool;

import dev.procession.internal.control.Frame;
import dev.procession.internal.control.FrameType;
import dev.procession.internal.supervise.Child;
import dev.procession.internal.supervise.ChildListener;
import dev.procession.internal.supervise.Death;
import dev.procession.pool.PoolBrokenException;
import dev.procession.pool.WorkerInfo;
import dev.procession.pool.WorkerStartException;
import java.io.IOException;
import java.time.Duration;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One place in the pool and the thread that keeps a worker in it: starts it, gives it batches, hears it, replaces it.
 *
 * <pre>
 *   STARTING ──ready──► IDLE ⇄ BUSY ──pool ends──► STOPPED
 *       ▲                  │
 *       └──worker died─────┘        within the restart budget, where no task explains the death
 * </pre>
 *
 * <p>Everything that happens to the worker is an event in one inbox: its frames, its end, a cancellation, a wake-up. Only this thread
 * acts on them, so that no state of a worker is shared.
 */
final class WorkerSlot implements Runnable, ChildListener {
    private static final long SHUTDOWN_GRACE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** What a slot hears. */
    sealed interface Event {}

    /** Look again: there may be work, or an end. */
    record Wake() implements Event {}

    /** The worker sent something. */
    record Received(Child child, Frame frame) implements Event {}

    /** The worker is gone. */
    record Gone(Child child) implements Event {}

    /** Nobody wants this item any more. */
    record Cancel(Item item) implements Event {}

    /** Nobody wants any item of this job any more. */
    record CancelJob(Job job, boolean mayKillTheWorker) implements Event {}

    private final PoolCore pool;
    private final Scheduler scheduler;
    private final RestartMeter meter;
    private final BlockingQueue<Event> inbox = new LinkedBlockingQueue<>();
    private volatile @Nullable Child child;
    private volatile WorkerInfo.State state = WorkerInfo.State.STARTING;
    private volatile @Nullable BatchRun run;
    private volatile long completed;
    private long lastBatchId;

    WorkerSlot(PoolCore pool) {
        this.pool = pool;
        this.scheduler = pool.scheduler();
        this.meter = new RestartMeter(pool.options().restartBudget());
    }

    @Override
    public void run() {
        try {
            boolean again = true;
            while (again && scheduler.goesOn() && start()) {
                again = serve();
            }
        } finally {
            Child last = child;
            if (last != null) {
                end(last, false);
            }
            state = WorkerInfo.State.STOPPED;
            scheduler.removeSlot(this);
        }
    }

    /** Starts a worker; returns whether there is one. */
    private boolean start() {
        while (scheduler.goesOn()) {
            state = WorkerInfo.State.STARTING;
            try {
                Child launched = Child.launch(pool.runtime(), pool.nextWorker(), this);
                child = launched;
                completed = 0;
                if (!scheduler.goesOn()) {
                    // The pool ended meanwhile, and may not have seen this child.
                    launched.kill();
                }
                launched.awaitReady(pool.options().startTimeout().toNanos());
                return true;
            } catch (RuntimeException | Error e) { // no memory or thread for another process is no end of this thread
                if (!restartable(e)) {
                    return false;
                }
            }
        }
        return false;
    }

    /** Whether to start another worker after a failure that no task explains; if not, this slot, and maybe the pool, has ended. */
    private boolean restartable(Throwable failure) {
        if (meter.mayRestart() || !scheduler.goesOn()) {
            return true;
        }
        String what = pool.name() + " gives up a worker: " + meter + "; the last: " + failure.getMessage();
        if (scheduler.slots().stream().noneMatch(slot -> slot != this && slot.isServing())) {
            scheduler.breakPool(new PoolBrokenException(what, failure));
        } else {
            System.getLogger("dev.procession.pool").log(System.Logger.Level.WARNING, what);
        }
        return false;
    }

    private boolean isServing() {
        return state == WorkerInfo.State.IDLE || state == WorkerInfo.State.BUSY;
    }

    /** Gives the worker batches until it is gone, or the pool ends; returns whether there is to be another. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // this thread alone writes; others only read
    private boolean serve() {
        Child serving = Objects.requireNonNull(child);
        state = WorkerInfo.State.IDLE;
        while (true) {
            Deque<Item> items = scheduler.next(this);
            if (!items.isEmpty()) {
                state = WorkerInfo.State.BUSY;
                BatchRun batch = new BatchRun(pool, serving, ++lastBatchId, items);
                run = batch;
                boolean alive = run(batch, serving);
                completed += batch.completed();
                run = null;
                if (!alive) {
                    return afterDeath(serving, batch.explainsDeath());
                }
                state = WorkerInfo.State.IDLE;
            } else if (!scheduler.goesOn()) {
                end(serving, scheduler.state() == Scheduler.State.DRAINING);
                return false;
            } else if (take() instanceof Gone gone && gone.child() == serving) {
                return afterDeath(serving, false);
            }
        }
    }

    /** Runs a batch; whatever fails here that should not, nobody is left waiting. */
    private boolean run(BatchRun batch, Child serving) {
        try {
            return batch.run(inbox);
        } catch (RuntimeException | Error e) {
            System.getLogger("dev.procession.pool")
                    .log(System.Logger.Level.WARNING, pool.name() + " failed to serve " + serving.name(), e);
            serving.kill();
            batch.fail(e);
            return false;
        }
    }

    private Event take() {
        while (true) {
            try {
                return inbox.take();
            } catch (InterruptedException e) {
                // Nobody interrupts this thread but by mistake; its end comes by the scheduler.
            }
        }
    }

    private boolean afterDeath(Child dead, boolean explained) {
        state = WorkerInfo.State.STARTING;
        scheduler.removeIdle(this);
        Death death = dead.awaitDeath();
        if (explained || !scheduler.goesOn()) {
            return true;
        }
        return restartable(new WorkerStartException(
                dead.name() + " died with nothing to do: " + death.describe() + ", pid=" + dead.pid()
                        + death.lastWords(),
                null));
    }

    /** Ends the worker, in order if it may take its time. */
    private static void end(Child ending, boolean inOrder) {
        if (inOrder && ending.isAlive()) {
            try {
                ending.send(FrameType.SHUTDOWN);
                ending.awaitExit(SHUTDOWN_GRACE_NANOS);
            } catch (IOException e) {
                // It is gone already.
            }
        }
        if (ending.isAlive()) {
            ending.kill();
        }
        ending.awaitDeath();
    }

    /** There may be work, or an end. */
    void wake() {
        inbox.add(new Wake());
    }

    /** Nobody wants this item any more. */
    void cancel(Item item) {
        inbox.add(new Cancel(item));
    }

    /** Nobody wants any item of this job any more. */
    void cancel(Job job, boolean mayKillTheWorker) {
        inbox.add(new CancelJob(job, mayKillTheWorker));
    }

    /** Kills the worker, whatever it does. */
    void terminate() {
        Child running = child;
        if (running != null) {
            running.kill();
        }
        wake();
    }

    @Override
    public void received(Child from, Frame frame) {
        inbox.add(new Received(from, frame));
    }

    @Override
    public void gone(Child gone) {
        inbox.add(new Gone(gone));
    }

    /** What this slot does now. */
    WorkerInfo info() {
        Child now = child;
        BatchRun batch = run;
        return new WorkerInfo(
                now == null ? pool.name() : now.name(),
                now == null ? 0 : now.pid(),
                state,
                batch == null ? "" : batch.task(),
                batch == null ? Duration.ZERO : batch.running(),
                completed + (batch == null ? 0 : batch.completed()));
    }
}

package dev.procession.internal.pool;

import dev.procession.internal.service.Log;
import dev.procession.internal.service.ServiceLoop;
import dev.procession.internal.supervise.Child;
import dev.procession.internal.supervise.ExitReport;
import dev.procession.pool.PoolBrokenException;
import dev.procession.pool.RestartBudget;
import dev.procession.pool.WorkerInfo;
import dev.procession.pool.WorkerStartException;
import dev.procession.process.SessionClosedException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One place in the pool and the thread that keeps a worker in it: starts it, hears of its end, replaces it. What
 * the worker is given to do is the business of its {@link WorkerQueue}.
 *
 * <pre>
 *   STARTING ──ready──► SERVING ──pool ends, or has too many──► STOPPED
 *       ▲                  │
 *       └──worker died─────┤        within the restart budget, where neither a task nor a signal from outside explains the death
 *       └──worker is spent─┘        its number of tasks is done, or it is to be replaced
 * </pre>
 */
final class WorkerSlot implements Runnable, PoolLifecycle.Slot {
    /** Pause before the next try of what there was no memory for. */
    private static final long NO_MEMORY_MILLIS = 10;

    private static final int MAX_DOUBLINGS = 6;
    /** From so many starts in a row on for which there was no memory, nothing waits for the next. */
    private static final int PATIENT_STARTS = 3;

    /** What a slot is of. */
    interface Owner {
        /** A worker that stands by; {@code null} if there is none. */
        @Nullable
        WorkerProcess takeSpare();

        /** The queue of a worker; {@code onDrained} is run when the worker has nothing to do and takes no more. */
        WorkerQueue newQueue(WorkerProcess worker, Runnable onDrained);

        /** A slot starts no more workers, for too many have died. */
        void slotFailed(WorkerSlot slot);

        /** A slot has ended, and its worker with it. */
        void slotEnded(WorkerSlot slot);
    }

    private final String pool;
    private final Owner owner;
    private final Scheduler scheduler;
    private final PoolLifecycle lifecycle;
    private final WorkerFactory factory;
    private final PoolCounters counters;
    private final DeadlineTimer timer;
    private final RestartLimiter meter;
    private final SlotSignal signal = new SlotSignal();
    private volatile @Nullable Child child;
    /** The worker whose start was tried last, if there is a process; for the slot's own thread. */
    private @Nullable Child starting;

    private volatile @Nullable WorkerQueue workerQueue;
    /** Whether the last that happened here was a failure that no task explains. */
    private volatile boolean failed;

    /** Starts in a row for which there was no memory. */
    private int shortages;
    /** How often memory had been short when its worker became ready. */
    private int shortagesSeen;

    private final Runnable keeping = ServiceLoop.of(this::keepAWorker, this::warn);
    private final Runnable removing = this::remove;
    private final Runnable givingUp = this::giveUp;
    private final Runnable starving = this::starve;
    /** The queue of the worker that boots: it is made meanwhile. The slot's own thread's. */
    private @Nullable WorkerQueue prepared;

    /** A worker that cannot be served for lack of memory, and what it has to do; the slot's own thread's. */
    private @Nullable WorkerProcess givenUp;

    private @Nullable WorkerQueue givenUpQueue;

    private volatile boolean leaving;
    private volatile boolean stopped;

    /**
     * A slot of the pool of this name.
     *
     * @param budget how many workers it may replace
     */
    WorkerSlot(
            String pool,
            Owner owner,
            Scheduler scheduler,
            PoolLifecycle lifecycle,
            WorkerFactory factory,
            PoolCounters counters,
            DeadlineTimer timer,
            RestartBudget budget) {
        this.pool = pool;
        this.owner = owner;
        this.scheduler = scheduler;
        this.lifecycle = lifecycle;
        this.factory = factory;
        this.counters = counters;
        this.timer = timer;
        meter = new RestartLimiter(budget);
    }

    @Override
    public void run() {
        keeping.run();
        stopped = true;
        ServiceLoop.untilMemory(removing);
    }

    private void remove() {
        owner.slotEnded(this);
    }

    private void warn(Throwable failure) {
        Log.warn("dev.procession.pool", pool, "failed to keep a worker", failure);
    }

    private void keepAWorker() {
        while (goesOn()) {
            WorkerProcess worker = start();
            if (worker == null || !serve(worker)) {
                return;
            }
        }
    }

    private boolean goesOn() {
        return lifecycle.isActive() && !leaving;
    }

    /** Starts a worker; {@code null} if there is to be none. */
    private @Nullable WorkerProcess start() {
        while (goesOn()) {
            starting = null;
            prepared = null;
            WorkerProcess spare = owner.takeSpare();
            if (spare != null) {
                child = spare.child();
                return spare;
            }
            int before = ServiceLoop.shortages();
            try {
                return factory.start(booting -> {
                    child = booting.child();
                    starting = booting.child();
                    if (!goesOn()) {
                        // The pool ended meanwhile, and may not have seen this child.
                        booting.child().kill();
                    }
                    prepared = owner.newQueue(booting, this::wake);
                });
            } catch (RuntimeException | Error e) { // no memory or thread for another process is no end of this thread
                Child tried = starting;
                ExitReport report = tried == null ? null : tried.death();
                boolean isSignalled = report != null
                        && report.isByRequest()
                        && meter.outsideDeaths() < RestartLimiter.MAX_SIGNALLED_STARTS;
                if (e instanceof SessionClosedException) {
                    return null; // the pool is terminated by what closes the session, if only the end of the JVM
                }
                if (isSignalled) {
                    signal.pause(meter.pauseMillis(), this::goesOn);
                } else if (ServiceLoop.isHeapFull(e) || ServiceLoop.shortages() != before) {
                    waitForMemory();
                } else if (!restartable(e)) {
                    return null;
                }
            }
        }
        return null;
    }

    /**
     * A heap that is full is no failure of the worker: it starts when there is memory. If that takes long, what waits
     * for a worker fails instead of waiting with it.
     */
    private void waitForMemory() {
        ServiceLoop.noteShortage();
        shortages++;
        if (shortages > PATIENT_STARTS && !scheduler.isAnyServing()) {
            scheduler.starve();
        }
        signal.pause(NO_MEMORY_MILLIS << Math.min(shortages, MAX_DOUBLINGS), this::goesOn);
    }

    /**
     * Whether to start another worker after a failure that no task explains; if not, this slot, and maybe the pool,
     * has ended.
     */
    private boolean restartable(Throwable failure) {
        failed = true;
        boolean isPermanent = failure instanceof WorkerStartException start && start.isPermanent();
        if ((!isPermanent && meter.mayRestart()) || !goesOn()) {
            return true;
        }
        String what = pool + " gives up a worker: "
                + (isPermanent ? "another try would fail in the same way" : meter + "; the last") + ": "
                + failure.getMessage();
        // If none has ever been ready, none will be: the other slots start the same command.
        boolean isHopeless = isPermanent && counters.started.sum() == 0;
        if (isHopeless || lifecycle.slots().stream().allMatch(slot -> slot == this || slot.isHopeless())) {
            scheduler.breakPool(new PoolBrokenException(what, failure));
        } else {
            Log.warn("dev.procession.pool", what);
            owner.slotFailed(this);
        }
        return false;
    }

    /** Lets the worker work until it is gone or spent, or the pool ends; returns whether there may be another. */
    private boolean serve(WorkerProcess worker) {
        WorkerQueue serving = null;
        try {
            serving = prepared == null ? owner.newQueue(worker, this::wake) : prepared;
            prepared = null;
            return serve(worker, serving);
        } catch (OutOfMemoryError e) { // what the worker has fails when it is dead; this thread goes on
            ServiceLoop.noteShortage();
            givenUp = worker;
            givenUpQueue = serving;
            ServiceLoop.untilMemory(givingUp, starving);
            return true;
        }
    }

    /** Tells those who wait for a worker that cannot be served. Takes no memory. */
    private void starve() {
        scheduler.starve();
        WorkerQueue serving = givenUpQueue;
        if (serving != null) {
            serving.starve();
        }
    }

    /** Ends a worker that cannot be served, and what it has, as soon as there is memory to. */
    private void giveUp() {
        WorkerProcess worker = Objects.requireNonNull(givenUp);
        WorkerQueue serving = givenUpQueue;
        worker.child().kill();
        if (serving == null) {
            worker.child().awaitDeath();
            worker.channel().remove();
        } else {
            close(serving);
        }
    }

    private boolean serve(WorkerProcess worker, WorkerQueue serving) {
        workerQueue = serving;
        failed = false;
        shortages = 0;
        shortagesSeen = ServiceLoop.shortages();
        if (!goesOn() || worker.generation() != factory.generation()) {
            serving.close();
        }
        worker.onReport(serving::report);
        worker.onGone(this::wake);
        scheduler.open(serving);
        while (true) {
            if (!lifecycle.isActive() || (!serving.isOpen() && serving.isIdle())) {
                end(worker, serving);
                return true;
            }
            signal.await();
            if (worker.isGone()) {
                return afterDeath(serving);
            }
        }
    }

    private boolean afterDeath(WorkerQueue dead) {
        boolean isExplained = close(dead);
        if (dead.completed() > 0) {
            meter.worked();
        }
        // A link for which there was no memory is given up, and its worker ends.
        if (isExplained || !goesOn() || ServiceLoop.shortages() != shortagesSeen) {
            return true;
        }
        ExitReport report = dead.child().awaitDeath();
        if (report.isFromOutside()) {
            signal.pause(meter.pauseMillis(), this::goesOn);
            return true;
        }
        return restartable(new WorkerStartException(
                dead.child().name() + " died with nothing to do: " + report.describe() + ", pid="
                        + dead.child().pid() + report.stderrSummary(),
                null));
    }

    /** The worker has ended; returns whether something ran in it. */
    private boolean close(WorkerQueue dead) {
        workerQueue = null;
        scheduler.close(dead);
        Child ended = dead.child();
        ExitReport report = ended.awaitDeath();
        boolean explained = dead.die(report);
        if (PoolEvents.areOn()) {
            PoolEvents.workerEnded(ended.name(), ended.pid(), report.describe(), dead.completed());
        }
        return explained;
    }

    /** Ends the worker, in order if it may take its time. */
    private void end(WorkerProcess worker, WorkerQueue ending) {
        boolean inOrder = !lifecycle.isTerminated();
        worker.end(inOrder && worker.child().isAlive() && ending.end());
        close(ending);
    }

    @Override
    public void wake() {
        signal.wake();
    }

    @Override
    public List<Chunk> terminate() {
        WorkerQueue serving = workerQueue;
        List<Chunk> never = serving == null ? List.of() : serving.close();
        Child running = child;
        if (running != null) {
            running.kill();
        }
        wake();
        return never;
    }

    /** Has the worker end when it has finished what it runs; what it has not begun is for others. */
    void renew() {
        WorkerQueue serving = workerQueue;
        if (serving != null) {
            scheduler.requeue(serving.close());
        }
    }

    /** As {@link #renew}, and there is not to be another. */
    void leave() {
        leaving = true;
        renew();
        wake();
    }

    /** Whether it is to end. */
    boolean isLeaving() {
        return leaving || stopped;
    }

    /** Whether its worker is ready and has nothing to do. */
    boolean isIdle() {
        WorkerQueue serving = workerQueue;
        return serving != null && serving.isIdle();
    }

    /** For how long it has been. */
    long idleNanos(long now) {
        WorkerQueue serving = workerQueue;
        return serving == null ? 0 : serving.sinceNanos(now);
    }

    @Override
    public boolean isHopeless() {
        return workerQueue == null && (failed || stopped || leaving);
    }

    /** Whether its worker is not ready yet. */
    boolean isStarting() {
        return workerQueue == null && !stopped;
    }

    /** What this slot does now. */
    WorkerInfo info() {
        Child now = child;
        WorkerQueue serving = workerQueue;
        Job running = serving == null ? null : serving.begun();
        WorkerInfo.State state = running == null ? WorkerInfo.State.IDLE : WorkerInfo.State.BUSY;
        if (serving == null) {
            state = stopped ? WorkerInfo.State.STOPPED : WorkerInfo.State.STARTING;
        }
        return new WorkerInfo(
                now == null ? pool : now.name(),
                now == null || state == WorkerInfo.State.STARTING ? 0 : now.pid(),
                state,
                running == null ? "" : running.name(),
                serving == null || running == null ? Duration.ZERO : Duration.ofNanos(serving.sinceNanos(timer.now())),
                serving == null ? 0 : serving.completed());
    }
}

package dev.procession.internal.pool;

import dev.procession.internal.service.Log;
import dev.procession.internal.supervise.Child;
import dev.procession.internal.supervise.ExitReport;
import dev.procession.pool.PoolOptions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Workers that are ready and stand by. One that is taken, or dies, is replaced by a thread that lives as long as
 * that takes.
 *
 * <p>Thread safety: any thread.
 */
final class StandbyWorkers {
    private final String pool;
    private final WorkerFactory factory;
    private final BooleanSupplier isTerminated;
    private final int wanted;
    /** Guarded by this, as are the rest. */
    private final Deque<WorkerProcess> ready = new ArrayDeque<>();

    private final Set<Child> starting = new HashSet<>();
    private int missing;
    private @Nullable Thread starter;
    /** Guarded by itself. */
    private final RestartLimiter meter;

    private boolean closed;

    /**
     * None yet.
     *
     * @param pool the name of the pool that they are for
     * @param options of the pool: how many there are to be
     * @param isTerminated whether workers of the pool are to end at once
     */
    StandbyWorkers(String pool, PoolOptions options, WorkerFactory factory, BooleanSupplier isTerminated) {
        this.pool = pool;
        this.factory = factory;
        this.isTerminated = isTerminated;
        wanted = options.warmSpares();
        meter = new RestartLimiter(options.restartBudget());
    }

    /** Begins to start the first. */
    void start() {
        replace(wanted);
    }

    /** Takes one; {@code null} if none is ready. */
    @Nullable
    WorkerProcess take() {
        WorkerProcess worker;
        synchronized (this) {
            worker = ready.pollFirst();
        }
        if (worker != null) {
            replace(1);
        }
        return worker;
    }

    private synchronized void replace(int count) {
        missing += count;
        if (missing > 0 && starter == null && !closed) {
            starter = Thread.ofPlatform()
                    .daemon()
                    .name("procession-" + pool + "-spares")
                    .start(this::run);
        }
    }

    private void run() {
        boolean more = true;
        while (more) {
            WorkerProcess worker = null;
            try {
                worker = factory.start(booting -> {
                    synchronized (this) {
                        starting.add(booting.child());
                        if (closed) {
                            booting.child().kill();
                        }
                    }
                });
            } catch (RuntimeException | Error e) { // the slots do without, and find out themselves what is wrong
                warn(e);
            }
            more = add(worker);
        }
    }

    private void warn(Throwable failure) {
        Log.debug("dev.procession.pool", pool + " has a spare less: " + failure.getMessage());
    }

    /** Has one stand by; returns whether to start another. */
    private boolean add(@Nullable WorkerProcess worker) {
        boolean isWanted = false;
        if (worker != null) {
            // Before anybody can take it, who hears of its end himself then.
            worker.onGone(() -> lost(worker));
        }
        synchronized (this) {
            missing--;
            starting.clear();
            boolean isOld = worker != null && worker.generation() != factory.generation();
            if (isOld) {
                missing++;
            } else if (worker != null && !closed) {
                isWanted = true;
                ready.addLast(worker);
            }
        }
        if (worker != null && !isWanted) {
            end(worker);
        } else if (worker != null && worker.isGone()) {
            lost(worker);
        }
        synchronized (this) {
            boolean more = missing > 0 && !closed && worker != null;
            if (!more) {
                starter = null;
                notifyAll();
            }
            return more;
        }
    }

    /**
     * One that stood by has died. Its remains are removed by a thread of their own, for this may be the one that
     * reads its link.
     */
    private void lost(WorkerProcess worker) {
        synchronized (this) {
            if (!ready.remove(worker)) {
                return;
            }
        }
        Thread.ofPlatform().daemon().name("procession-" + pool + "-burial").start(() -> {
            end(worker);
            ExitReport report = worker.child().death();
            boolean isReplaced;
            synchronized (meter) {
                isReplaced = (report != null && report.isFromOutside()) || meter.mayRestart();
            }
            if (isReplaced) {
                replace(1);
            } else {
                Log.warn("dev.procession.pool", pool + " gives up a worker that stands by: " + meter);
            }
        });
    }

    /** Ends one that has not worked; in order, for its initializer has run, if it may take its time. */
    private void end(WorkerProcess worker) {
        worker.onGone(() -> {});
        boolean inOrder = !isTerminated.getAsBoolean() && !worker.isGone();
        worker.end(inOrder && new TaskWriter(worker.channel().taskOutbox(), new FunctionPlaces(0)).tryEnd());
        worker.channel().remove();
    }

    /** Replaces all that stand by. */
    void renew() {
        Deque<WorkerProcess> old;
        synchronized (this) {
            old = new ArrayDeque<>(ready);
            ready.clear();
        }
        old.forEach(this::end);
        replace(old.size());
    }

    /** Ends all, and those that are being started. */
    void close() {
        Deque<WorkerProcess> left;
        boolean interrupted = false;
        synchronized (this) {
            closed = true;
            starting.forEach(Child::kill);
            while (starter != null) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            left = new ArrayDeque<>(ready);
            ready.clear();
        }
        left.forEach(this::end);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

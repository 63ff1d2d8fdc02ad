package dev.procession.internal.pool;

import dev.procession.internal.supervise.Child;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Workers that are ready and stand by. One that is taken, or dies, is replaced by a thread that lives as long as that takes.
 *
 * <p>Thread safety: any thread.
 */
final class Spares {
    private final PoolCore pool;
    private final int wanted;
    /** Guarded by this, as are the rest. */
    private final Deque<Worker> ready = new ArrayDeque<>();

    private final Set<Child> starting = new HashSet<>();
    private int missing;
    private @Nullable Thread starter;
    private boolean closed;

    Spares(PoolCore pool, int wanted) {
        this.pool = pool;
        this.wanted = wanted;
    }

    /** Begins to start the first. */
    void start() {
        replace(wanted);
    }

    /** Takes one; {@code null} if none is ready. */
    @Nullable
    Worker take() {
        Worker worker;
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
                    .name("procession-" + pool.name() + "-spares")
                    .start(this::run);
        }
    }

    private void run() {
        boolean more = true;
        while (more) {
            Worker worker = null;
            try {
                worker = Worker.start(pool, child -> {
                    synchronized (this) {
                        starting.add(child);
                        if (closed) {
                            child.kill();
                        }
                    }
                });
            } catch (RuntimeException | Error e) { // the slots do without, and find out themselves what is wrong
                System.getLogger("dev.procession.pool")
                        .log(System.Logger.Level.DEBUG, pool.name() + " has a spare less: " + e.getMessage());
            }
            more = add(worker);
        }
    }

    private boolean add(@Nullable Worker worker) {
        boolean unwanted;
        boolean more;
        synchronized (this) {
            missing--;
            starting.clear();
            unwanted = closed;
            if (worker != null && !closed) {
                ready.addLast(worker);
            }
            more = missing > 0 && !closed && worker != null;
            if (!more) {
                starter = null;
                notifyAll();
            }
        }
        if (worker != null) {
            if (unwanted) {
                end(worker);
            } else {
                worker.onGone(() -> lost(worker));
            }
        }
        return more;
    }

    private void lost(Worker worker) {
        synchronized (this) {
            if (!ready.remove(worker)) {
                return;
            }
        }
        worker.channel().remove();
        replace(1);
    }

    private static void end(Worker worker) {
        worker.onGone(() -> {});
        worker.end(false);
        worker.channel().remove();
    }

    /** Replaces all that stand by. */
    void renew() {
        Deque<Worker> old;
        synchronized (this) {
            old = new ArrayDeque<>(ready);
            ready.clear();
        }
        old.forEach(Spares::end);
        replace(old.size());
    }

    /** Ends all, and those that are being started. */
    void close() {
        Deque<Worker> left;
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
        left.forEach(Spares::end);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

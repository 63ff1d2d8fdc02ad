package dev.procession.stress;

import dev.procession.pool.ProcessPool;
import dev.procession.pool.WorkerInfo;
import dev.procession.process.ChildProcess;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Does what the program says, and undoes it when its time is over. For the one thread that drives the run. */
final class Injector {
    private static final String WORKER = "worker";
    private static final String SERVER = "server";

    private final ProcessPool pool;
    private final Server server;
    private final @Nullable SmallDisk disk;
    private final Tally tally;
    private final PriorityQueue<Later> later = new PriorityQueue<>();
    /** One after the other, beside everything else: each takes as long as some JVMs to boot. */
    private final ExecutorService orphans = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("chaos-orphans").factory());

    Injector(ProcessPool pool, Server server, @Nullable SmallDisk disk, Tally tally) {
        this.pool = pool;
        this.server = server;
        this.disk = disk;
        this.tally = tally;
    }

    /** What is to be done at a moment. */
    private record Later(long atNanos, Runnable what) implements Comparable<Later> {
        @Override
        public int compareTo(Later other) {
            return Long.signum(atNanos - other.atNanos);
        }
    }

    private void undo(Fault fault, Runnable what) {
        later.add(new Later(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(fault.lengthMillis()), what));
    }

    /** Undoes what is due. */
    void tick() {
        for (Later next = later.peek(); next != null && next.atNanos() - System.nanoTime() <= 0; next = later.peek()) {
            later.remove(next);
            next.what().run();
        }
    }

    /** Undoes everything, due or not. */
    void undoAll() {
        for (Later next = later.poll(); next != null; next = later.poll()) {
            next.what().run();
        }
    }

    /** Whether all orphans have been looked after; there are no more then. */
    boolean isIdle() {
        orphans.shutdown();
        return orphans.isTerminated();
    }

    /** Whether the fault's victim exists, as far as it may exist soon. */
    boolean isReady(Fault fault, Round round) {
        return switch (fault.kind()) {
            case KILL, STOP -> round.seat(fault.victim()).process().isPresent();
            case STARVE -> round.seat(fault.victim()).hasBegun();
            case KILL_WORKER, STOP_WORKER -> worker(fault).isPresent();
            case KILL_SERVER, STOP_SERVER -> server.up().isPresent();
            case ORPHAN, FILL -> true;
        };
    }

    /** Injects the fault, if its victim exists. */
    void inject(Fault fault, Round round) {
        boolean isDone = isReady(fault, round)
                && switch (fault.kind()) {
                    case KILL -> kill(fault, round.seat(fault.victim()));
                    case KILL_WORKER -> killWorker(fault);
                    case KILL_SERVER -> killServer(round);
                    case STOP -> stop(fault, round.seat(fault.victim()).role.name(), process(fault, round));
                    case STOP_WORKER -> stop(fault, WORKER, worker(fault));
                    case STOP_SERVER -> stop(fault, SERVER, server.up().map(Server.Life::process));
                    case FILL -> fill(fault);
                    case STARVE -> starve(fault, round.seat(fault.victim()).role.name(), process(fault, round));
                    case ORPHAN -> orphan(fault);
                };
        if (isDone) {
            tally.faults.increment();
        } else {
            Tally.count(tally.skipped, fault.kind().name());
        }
    }

    private static Optional<ProcessHandle> process(Fault fault, Round round) {
        return round.seat(fault.victim()).process().map(ChildProcess::pid).flatMap(ProcessHandle::of);
    }

    private Optional<ProcessHandle> worker(Fault fault) {
        List<WorkerInfo> workers =
                pool.workers().stream().filter(worker -> worker.pid() > 0).toList();
        return workers.isEmpty()
                ? Optional.empty()
                : ProcessHandle.of(workers.get(fault.victim() % workers.size()).pid());
    }

    private static boolean kill(Fault fault, Seat seat) {
        if (fault.lengthMillis() % 4 == 0) {
            seat.kill();
        } else {
            seat.killInside();
        }
        return true;
    }

    private boolean killWorker(Fault fault) {
        boolean isKilled = worker(fault).map(ProcessHandle::destroyForcibly).orElse(false);
        if (isKilled) {
            Tally.count(tally.kills, WORKER);
        }
        return isKilled;
    }

    private boolean killServer(Round round) {
        // It is asked for its numbers first, and cannot answer while it is stopped.
        undoAll();
        boolean isKilled = round.killServer();
        if (isKilled) {
            Tally.count(tally.kills, SERVER);
        }
        return isKilled;
    }

    private boolean stop(Fault fault, String who, Optional<ProcessHandle> process) {
        if (process.isEmpty() || !Proc.signal(process.get().pid(), "STOP")) {
            return false;
        }
        Tally.count(tally.stops, who);
        undo(fault, () -> {
            if (process.get().isAlive()) {
                boolean _ = Proc.signal(process.get().pid(), "CONT");
            }
        });
        return true;
    }

    private boolean fill(Fault fault) {
        if (disk == null) {
            return false;
        }
        disk.fill();
        tally.fills.increment();
        undo(fault, disk::deflate);
        return true;
    }

    /** Lowers the limit of the process below what it has open. */
    private boolean starve(Fault fault, String who, Optional<ProcessHandle> process) {
        if (process.isEmpty()) {
            return false;
        }
        long pid = process.get().pid();
        List<String> limits = Proc.lines(pid + "/limits", "Max open files");
        int open = Proc.descriptors(pid);
        if (limits.isEmpty() || open <= 0) {
            return false;
        }
        // The hard limit, which a JVM makes its soft one; the soft one may be what another fault has lowered.
        String before = limits.getFirst().split(" +", -1)[4];
        if (!limit(pid, Integer.toString(open))) {
            return false;
        }
        Tally.count(tally.starved, who);
        undo(fault, () -> {
            if (process.get().isAlive() && !limit(pid, before) && process.get().isAlive()) {
                tally.wrong("the limit of descriptors of pid " + pid + " cannot be set back to " + before);
            }
        });
        return true;
    }

    /** Sets the soft limit; the hard one stays. */
    private static boolean limit(long pid, String descriptors) {
        return Proc.run("prlimit", "--pid", Long.toString(pid), "--nofile=" + descriptors + ":") == 0;
    }

    private boolean orphan(Fault fault) {
        orphans.execute(new OrphanFault(tally, fault)::run);
        return true;
    }
}

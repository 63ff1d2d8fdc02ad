package dev.procession.stress;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One session with queues, a pipe, a lock, numbers, a pool and a manager, used by a dozen processes, under the
 * faults of a {@link Program}.
 *
 * <p>The run is a row of rounds; after each, everything that was said is compared with everything that was found.
 * The session, its things and its pool last from the first to the last.
 */
final class ChaosRun {
    private static final int ROUND_FAULTS = 40;
    private static final int SUBMITTERS = 2;
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(3);
    /** Time that a fault waits for its victim. */
    private static final long READY_NANOS = TimeUnit.SECONDS.toNanos(20);

    private static final String WATCH = "chaos-watch";

    private final Program program;
    private final long seed;
    private final int faults;
    private final Duration length;
    private final Tally tally = new Tally();
    private final List<Submitter> work = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Watch watch;
    private final long startNanos = System.nanoTime();
    private int drawn;
    private long minutes;

    /**
     * A run of so many faults, or so long, whichever is over first.
     *
     * @param givesUp what is done when it hangs, and does not even end then
     */
    ChaosRun(long seed, int faults, Duration length, Runnable givesUp) {
        this.seed = seed;
        this.faults = faults;
        this.length = length;
        program = new Program(seed);
        watch = new Watch(tally, work, givesUp);
    }

    /** What came of it. */
    record Result(Tally tally, String usage, double seconds) {
        @Override
        public String toString() {
            return "chaos: " + tally + "\n  " + usage + "\n  seconds="
                    + String.format(java.util.Locale.ROOT, "%.1f", seconds) + ", rounds=" + tally.rounds + ", wrong="
                    + tally.wrong;
        }
    }

    /** Runs; returns what was found. */
    Result run() throws IOException, InterruptedException {
        boolean spills = program.spills();
        System.out.println(
                "chaos: the session " + (spills ? "has" : "has no") + " second directory for what finds no room");
        try (Stage stage = new Stage(spills)) {
            Usage usage = new Usage(stage.directory());
            for (int i = 0; i < SUBMITTERS; i++) {
                work.add(new Submitter(stage.pool(), seed + i, tally, true));
            }
            start(WATCH, watch);
            work.forEach(one -> start("chaos-tasks", one));
            Server server = new Server(stage.px(), tally);
            Injector injector = new Injector(stage.pool(), server, stage.disk(), tally);
            try {
                do {
                    round(stage, server, injector, usage);
                } while (!isOver());
                end(injector);
                server.close();
                stage.end(tally);
                usage.judge(tally);
            } finally {
                injector.undoAll();
                work.forEach(Submitter::stop);
                watch.stop();
            }
            return new Result(tally, usage.toString(), (System.nanoTime() - startNanos) / 1e9);
        }
    }

    private void start(String name, Runnable what) {
        Thread thread = Thread.ofPlatform().daemon().name(name).start(what);
        threads.add(thread);
    }

    private boolean isOver() {
        return drawn >= faults || System.nanoTime() - startNanos > length.toNanos() || !tally.wrong.isEmpty();
    }

    private void round(Stage stage, Server server, Injector injector, Usage usage)
            throws IOException, InterruptedException {
        Path file = stage.file("book-" + tally.rounds);
        try (Arena arena = Arena.ofShared()) {
            Round round = new Round(stage.px(), stage.things(), server, tally, file, arena);
            for (int i = 0; i < ROUND_FAULTS && !isOver(); i++) {
                Fault fault = program.next();
                drawn++;
                pause(fault.pauseMillis(), round, injector, usage);
                awaitVictim(fault, round, injector, usage);
                injector.inject(fault, round);
            }
            injector.undoAll();
            round.stop();
            awaitEnd(round, injector, usage);
            Optional<Server.Life> up = server.up();
            if (round.isEmpty() && up.isPresent()) {
                round.judge(up.get());
            }
            watch.beat(null);
        } finally {
            Files.deleteIfExists(file);
        }
        tally.rounds.increment();
        usage.sample();
    }

    private void tick(Round round, Injector injector, Usage usage, boolean isLast) {
        watch.beat(round);
        injector.tick();
        round.tend(isLast);
        long minute = TimeUnit.NANOSECONDS.toMinutes(System.nanoTime() - startNanos);
        if (minute > minutes) {
            minutes = minute;
            System.out.println("minute " + minute + ": rounds=" + tally.rounds + ", faults=" + tally.faults + ", kills="
                    + Tally.sum(tally.kills) + ", stops=" + Tally.sum(tally.stops) + ", fills=" + tally.fills
                    + ", descriptors exhausted=" + Tally.sum(tally.starved) + ", parents killed=" + tally.orphans
                    + ", operations=" + (Tally.sum(tally.operations) + round.operations()) + ", typed failures="
                    + Tally.sum(tally.failures) + "; " + usage + "; wrong=" + tally.wrong.size());
        }
        LockSupport.parkNanos(TICK_NANOS);
    }

    private void pause(int millis, Round round, Injector injector, Usage usage) {
        long start = System.nanoTime();
        do {
            tick(round, injector, usage, false);
        } while (System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(millis));
    }

    private void awaitVictim(Fault fault, Round round, Injector injector, Usage usage) {
        long start = System.nanoTime();
        while (!injector.isReady(fault, round) && System.nanoTime() - start < READY_NANOS && tally.wrong.isEmpty()) {
            tick(round, injector, usage, false);
        }
    }

    /** Until all participants have ended, and there is a manager whose numbers can be looked at. */
    private void awaitEnd(Round round, Injector injector, Usage usage) {
        while (!round.isEmpty() || round.needsServer()) {
            if (!tally.wrong.isEmpty() && isHanging(round)) {
                return;
            }
            tick(round, injector, usage, true);
        }
    }

    private static boolean isHanging(Round round) {
        return round.stuck(TimeUnit.SECONDS.toNanos(90)).isPresent();
    }

    private void end(Injector injector) throws InterruptedException {
        work.forEach(Submitter::stop);
        for (Thread thread : threads) {
            if (!thread.getName().equals(WATCH)) {
                thread.join(TimeUnit.SECONDS.toMillis(90));
                if (thread.isAlive()) {
                    tally.wrong("hang: " + thread.getName() + " " + List.of(thread.getStackTrace()));
                }
            }
        }
        while (!injector.isIdle()) {
            watch.beat(null);
            LockSupport.parkNanos(TICK_NANOS);
        }
    }
}

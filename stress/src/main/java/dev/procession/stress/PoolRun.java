package dev.procession.stress;

import dev.procession.Procession;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.pool.RestartBudget;
import dev.procession.pool.WorkerInfo;
import dev.procession.process.Output;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A pool whose workers are killed at random while several {@link Submitter}s work with it in every way: single
 * tasks with callbacks, cancellations, timeouts and retries, maps, imaps. Every future must be settled, once, with
 * what its task gives or a failure that fits.
 */
final class PoolRun {
    private static final int SUBMITTERS = 3;
    private static final long HANG_MILLIS = TimeUnit.SECONDS.toMillis(60);
    private static final long MAX_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final long seed;
    private final int kills;

    PoolRun(long seed, int kills) {
        this.seed = seed;
        this.kills = kills;
    }

    PoolReport run() throws InterruptedException {
        Random random = new Random(seed);
        long start = System.nanoTime();
        List<Submitter> submitters = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        Tally tally = new Tally();
        PoolOptions options = PoolOptions.defaults()
                .withWorkers(2)
                .withWarmSpares(1)
                .withRestartBudget(new RestartBudget(Integer.MAX_VALUE, Duration.ofSeconds(1)));
        try (Procession px = Procession.builder().output(Output.DISCARD).build();
                ProcessPool pool = px.pool(options)) {
            for (int i = 0; i < SUBMITTERS; i++) {
                Submitter submitter = new Submitter(pool, random.nextLong(), tally, false);
                submitters.add(submitter);
                threads.add(Thread.ofPlatform().name("submitter-" + i).start(submitter));
            }
            while (Tally.sum(tally.kills) < kills && tally.wrong.isEmpty()) {
                LockSupport.parkNanos(random.nextLong(MAX_PAUSE_NANOS));
                kill(pool, random, tally);
            }
            submitters.forEach(Submitter::stop);
            for (Thread thread : threads) {
                thread.join(HANG_MILLIS);
                if (thread.isAlive()) {
                    tally.wrong(thread.getName() + " hangs: " + List.of(thread.getStackTrace()) + ", " + pool + ", "
                            + pool.workers());
                    pool.terminate();
                }
            }
        }
        return new PoolReport(tally, System.nanoTime() - start);
    }

    private static void kill(ProcessPool pool, Random random, Tally tally) {
        List<WorkerInfo> workers = pool.workers();
        WorkerInfo worker = workers.get(random.nextInt(workers.size()));
        // Those that are being started, too, now and then.
        if (worker.pid() == 0 || (worker.state() == WorkerInfo.State.STARTING && random.nextInt(10) != 0)) {
            return;
        }
        if (ProcessHandle.of(worker.pid()).map(ProcessHandle::destroyForcibly).orElse(false)) {
            Tally.count(tally.kills, "worker");
            if (worker.state() == WorkerInfo.State.BUSY) {
                Tally.count(tally.inside, Submitter.TASK);
            }
        }
    }
}

package dev.procession.examples;

import dev.procession.Procession;
import dev.procession.process.ChildProcess;
import dev.procession.shared.Manager;
import dev.procession.shared.SharedMap;
import dev.procession.sync.ProcessBarrier;
import dev.procession.sync.ProcessLock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Several processes count in one map. To get, add one and put is three steps, and what others put between the first
 * and the third is lost: here a barrier makes sure that they do. A lock around the three is right; so is a function
 * that is sent to the map, and so is the function of a plain {@link ConcurrentMap}, which is tried again when it
 * came too late.
 */
public final class SharedDictLostUpdate {
    private static final int PROCESSES = 3;
    private static final int ROUNDS = 10;

    private SharedDictLostUpdate() {}

    /** Runs the example. */
    public static void main(String[] args) throws InterruptedException {
        try (Procession px = Procession.local();
                Manager manager = px.manager()) {
            SharedMap<String, Integer> counts = manager.map();
            ProcessBarrier barrier = manager.barrier(PROCESSES);
            ProcessLock lock = manager.lock();
            List<ChildProcess> children = new ArrayList<>();
            for (int i = 0; i < PROCESSES; i++) {
                children.add(px.start(() -> count(counts, barrier, lock)));
            }
            for (ChildProcess child : children) {
                child.join();
                Expect.that("exit code", 0, child.exitCode().getAsInt());
            }
            Expect.that("get and put, all have got before one puts", ROUNDS, counts.getOrDefault("plain", 0));
            Expect.that("get and put under a lock", PROCESSES * ROUNDS, counts.getOrDefault("locked", 0));
            Expect.that("merge, at the server", PROCESSES * ROUNDS, counts.getOrDefault("merged", 0));
            Expect.that("compute, from here", PROCESSES * ROUNDS, counts.getOrDefault("computed", 0));
            boolean again = counts.getOrDefault("applied", 0) > PROCESSES * ROUNDS;
            Expect.that("its function was applied more often than that", true, again);
        }
    }

    private static void count(SharedMap<String, Integer> counts, ProcessBarrier barrier, ProcessLock lock)
            throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            int seen = counts.getOrDefault("plain", 0);
            barrier.await();
            // Every process has seen the same number, and puts the same.
            counts.put("plain", seen + 1);
            barrier.await();
        }
        for (int round = 0; round < ROUNDS; round++) {
            // Free again if this process dies, so that nobody waits forever.
            lock.lock();
            try {
                counts.put("locked", counts.getOrDefault("locked", 0) + 1);
            } finally {
                lock.unlock();
            }
        }
        for (int round = 0; round < ROUNDS; round++) {
            // The function travels to the map and has it to itself: there is no between.
            counts.merge("merged", 1, Integer::sum);
        }
        // A function of java.util's cannot travel. It is applied here, and what it made is put only if nobody was
        // faster.
        ConcurrentMap<String, Integer> plain = counts;
        for (int round = 0; round < ROUNDS; round++) {
            Tries tries = new Tries(barrier);
            plain.compute("computed", tries::next);
            counts.merge("applied", tries.count, Integer::sum);
            barrier.await();
        }
    }

    /** Adds one; the first time when every process is about to. */
    private static final class Tries {
        private final ProcessBarrier barrier;
        private int count;

        Tries(ProcessBarrier barrier) {
            this.barrier = barrier;
        }

        Integer next(String key, @Nullable Integer seen) {
            if (count++ == 0) {
                try {
                    barrier.await();
                } catch (Exception e) {
                    throw new IllegalStateException("the others do not come", e);
                }
            }
            return seen == null ? 1 : seen + 1;
        }
    }
}

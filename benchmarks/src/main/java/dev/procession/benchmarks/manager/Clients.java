package dev.procession.benchmarks.manager;

import dev.procession.Procession;
import dev.procession.benchmarks.harness.Contender;
import dev.procession.benchmarks.harness.Sample;
import dev.procession.process.ChildProcess;
import dev.procession.shared.Manager;
import dev.procession.shared.SharedLong;
import dev.procession.shared.SharedMap;
import dev.procession.sync.ProcessSemaphore;
import java.util.Objects;

/** Ours: get and put in turn by several client processes, together; thousands a second. */
final class Clients implements Contender {
    private static final int BATCH = 16;
    private static final long MILLIS = 1_500;
    private static final int WARM_UP = 16;

    private final Procession session = Procession.local();
    private final Manager manager = session.manager();
    private final SharedMap<Integer, Integer> map = manager.map();
    private final ProcessSemaphore starts = session.semaphore(0);
    private final ProcessSemaphore ends = session.semaphore(0);
    private final SharedLong done = session.sharedLong(0);
    private final int clients;
    private boolean warm;

    Clients(int clients) {
        this.clients = clients;
        for (int i = 0; i < clients; i++) {
            start(i);
        }
    }

    private void start(int number) {
        SharedMap<Integer, Integer> shared = map;
        ProcessSemaphore begin = starts;
        ProcessSemaphore end = ends;
        SharedLong calls = done;
        session.process(() -> {
                    while (true) {
                        begin.acquire();
                        calls.addAndGet(call(shared, number));
                        end.release();
                    }
                })
                .daemon(true)
                .start();
    }

    private static long call(SharedMap<Integer, Integer> map, int number) {
        long calls = 0;
        long end = System.nanoTime() + MILLIS * 1_000_000;
        while (System.nanoTime() < end) {
            for (int i = 0; i < BATCH; i++) {
                int key = number * BATCH + i;
                map.put(key, key);
                if (!Objects.equals(map.get(key), key)) {
                    throw new IllegalStateException("key " + key + " is another's");
                }
                calls += 2;
            }
        }
        return calls;
    }

    @Override
    public String name() {
        return "Procession manager";
    }

    /**
     * The first is preceded by so many that are not measured: as many compilers as there are processes share the
     * processors with them.
     */
    @Override
    public Sample measure() throws InterruptedException {
        for (int i = warm ? 0 : WARM_UP; i > 0; i--) {
            round();
        }
        warm = true;
        return round();
    }

    private Sample round() throws InterruptedException {
        done.set(0);
        starts.release(clients);
        ends.acquire(clients);
        long calls = done.get();
        return Sample.thousandsPerSecond(calls, MILLIS * 1_000_000);
    }

    @Override
    public void close() {
        for (ChildProcess child : session.activeChildren()) {
            child.terminate();
        }
        session.close();
    }
}

package dev.procession.benchmarks.manager;

import dev.procession.Procession;
import dev.procession.benchmarks.harness.Contender;
import dev.procession.benchmarks.harness.Sample;
import dev.procession.shared.Manager;
import dev.procession.shared.SharedMap;
import dev.procession.sync.ProcessLock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentMap;

/** Ours: calls of one kind of a manager in a process of its own; thousands a second. */
final class OursManager implements Contender {
    private static final int KEYS = 1_000;
    private static final int ASYNC_WINDOW = 1_000;

    /** What is called. */
    enum What {
        GET("get"),
        PUT("put"),
        MERGE("merge at the server"),
        MERGE_HERE("merge by compare-and-set"),
        PUT_ASYNC("putAsync, 1,000 in flight"),
        PUT_ALL("putAll, 1,000 at once"),
        ITERATE("iteration"),
        COUNTER("counter, incrementAndGet"),
        LOCK("lock and unlock");

        private final String title;

        What(String title) {
            this.title = title;
        }
    }

    private final Procession session = Procession.local();
    private final Manager manager = session.manager();
    private final SharedMap<Integer, Integer> map = manager.map();
    private final What what;
    private final int count;

    OursManager(What what, int count) {
        this.what = what;
        this.count = count;
        for (int i = 0; i < KEYS; i++) {
            map.put(i, i);
        }
    }

    @Override
    public String name() {
        return "Procession " + what.title;
    }

    @Override
    public Sample measure() throws Exception {
        long start = System.nanoTime();
        switch (what) {
            case GET -> get();
            case PUT -> put();
            case MERGE -> {
                for (int i = 0; i < count; i++) {
                    map.merge(i % KEYS, 1, Integer::sum);
                }
            }
            case MERGE_HERE -> {
                ConcurrentMap<Integer, Integer> plain = map;
                for (int i = 0; i < count; i++) {
                    plain.merge(i % KEYS, 1, Integer::sum);
                }
            }
            case PUT_ASYNC -> putAsync();
            case PUT_ALL -> putAll();
            case ITERATE -> iterate();
            case COUNTER -> count();
            case LOCK -> lock();
        }
        return Sample.thousandsPerSecond(count, System.nanoTime() - start);
    }

    private void get() {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += Objects.requireNonNull(map.get(i % KEYS));
        }
        if (sum < 0) {
            throw new IllegalStateException("sum=" + sum);
        }
    }

    private void put() {
        for (int i = 0; i < count; i++) {
            map.put(i % KEYS, i);
        }
        if (!Objects.equals(map.get((count - 1) % KEYS), count - 1)) {
            throw new IllegalStateException("the last put is not there");
        }
    }

    private void putAsync() {
        List<CompletableFuture<Integer>> flying = new ArrayList<>(ASYNC_WINDOW);
        for (int i = 0; i < count; i++) {
            flying.add(map.putAsync(i % KEYS, i));
            if (flying.size() == ASYNC_WINDOW) {
                flying.forEach(CompletableFuture::join);
                flying.clear();
            }
        }
        flying.forEach(CompletableFuture::join);
    }

    private void putAll() {
        Map<Integer, Integer> piece = new HashMap<>();
        for (int i = 0; i < KEYS; i++) {
            piece.put(i, i);
        }
        for (int i = 0; i < count; i += KEYS) {
            map.putAll(piece);
        }
    }

    private void iterate() {
        for (int i = 0; i < count; i += KEYS) {
            int seen = 0;
            for (Map.Entry<Integer, Integer> entry : map.entrySet()) {
                seen += entry.getKey() < KEYS ? 1 : 0;
            }
            if (seen != KEYS) {
                throw new IllegalStateException("entries seen=" + seen + ", there are " + KEYS);
            }
        }
    }

    private void count() {
        var counter = manager.counter(0);
        for (int i = 0; i < count; i++) {
            counter.incrementAndGet();
        }
        if (counter.get() != count) {
            throw new IllegalStateException("counted " + counter.get() + " of " + count);
        }
    }

    @SuppressWarnings("LockNotBeforeTry") // nothing is done under it
    private void lock() {
        ProcessLock lock = manager.lock("bench");
        for (int i = 0; i < count; i++) {
            lock.lock();
            lock.unlock();
        }
    }

    @Override
    public void close() {
        session.close();
    }
}

package dev.procession.stress;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/** What is counted over a whole run, and what was found wrong. Thread safety: any thread. */
final class Tally {
    final Map<String, LongAdder> kills = new ConcurrentSkipListMap<>();
    /** Kills of processes with an operation under way, by operation. */
    final Map<String, LongAdder> inside = new ConcurrentSkipListMap<>();

    final Map<String, LongAdder> stops = new ConcurrentSkipListMap<>();
    final Map<String, LongAdder> starved = new ConcurrentSkipListMap<>();
    final Map<String, LongAdder> failures = new ConcurrentSkipListMap<>();
    final Map<String, LongAdder> skipped = new ConcurrentSkipListMap<>();
    final Map<String, LongAdder> operations = new ConcurrentSkipListMap<>();
    final LongAdder faults = new LongAdder();
    final LongAdder fills = new LongAdder();
    final LongAdder orphans = new LongAdder();
    final LongAdder rounds = new LongAdder();
    final LongAdder taken = new LongAdder();
    final LongAdder lost = new LongAdder();
    final LongAdder again = new LongAdder();
    final LongAdder torn = new LongAdder();
    final List<String> wrong = new CopyOnWriteArrayList<>();

    static void count(Map<String, LongAdder> map, String what) {
        add(map, what, 1);
    }

    static void add(Map<String, LongAdder> map, String what, long count) {
        if (count != 0) {
            map.computeIfAbsent(what.toLowerCase(Locale.ROOT), key -> new LongAdder())
                    .add(count);
        }
    }

    static long get(Map<String, LongAdder> map, String what) {
        LongAdder count = map.get(what);
        return count == null ? 0 : count.sum();
    }

    static long sum(Map<String, LongAdder> map) {
        return map.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** A failure that a fault may have. */
    void fail(Failure failure) {
        fail(failure, 1);
    }

    void fail(Failure failure, long count) {
        if (count != 0) {
            failures.computeIfAbsent(failure.type(), key -> new LongAdder()).add(count);
        }
    }

    /** Something that must not be. The first hundred say enough. */
    void wrong(String what) {
        if (wrong.size() < 100) {
            wrong.add(what);
        }
    }

    @Override
    public String toString() {
        return """
                faults=%d, kills=%d %s
                  with an operation under way: %s
                  stops=%d %s, fills=%d, descriptors exhausted=%d %s, parents killed=%d, skipped=%s
                  operations=%d %s
                  elements taken=%d, taken and not said=%d, delivered again=%d, torn=%d
                  typed failures=%s""".formatted(
                        faults.sum(),
                        sum(kills),
                        kills,
                        inside,
                        sum(stops),
                        stops,
                        fills.sum(),
                        sum(starved),
                        starved,
                        orphans.sum(),
                        skipped,
                        sum(operations),
                        operations,
                        taken.sum(),
                        lost.sum(),
                        again.sum(),
                        torn.sum(),
                        failures);
    }
}

package dev.procession.stress;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/** What a {@link PoolRun} found. Thread safety: any thread, but for the time. */
final class PoolReport {
    /** Workers killed, and how many of them while they ran a task. */
    final LongAdder kills = new LongAdder();

    final LongAdder inside = new LongAdder();
    /** Single tasks by how they ended. */
    final LongAdder completed = new LongAdder();

    final LongAdder failed = new LongAdder();
    final LongAdder crashed = new LongAdder();
    final LongAdder cancelled = new LongAdder();
    final LongAdder timedOut = new LongAdder();
    /** Maps and imaps that gave what they must. */
    final LongAdder maps = new LongAdder();

    final LongAdder imaps = new LongAdder();
    long nanos;
    /** What must not be. */
    final List<String> wrong = new CopyOnWriteArrayList<>();

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "kills=%d (in a task: %d), tasks: completed=%d, failed=%d, crashed=%d, cancelled=%d, timed out=%d; maps=%d,"
                        + " imaps=%d, seconds=%.1f, processors=%d, JDK %s, wrong=%s",
                kills.sum(),
                inside.sum(),
                completed.sum(),
                failed.sum(),
                crashed.sum(),
                cancelled.sum(),
                timedOut.sum(),
                maps.sum(),
                imaps.sum(),
                nanos / 1e9,
                Runtime.getRuntime().availableProcessors(),
                Runtime.version(),
                wrong);
    }
}

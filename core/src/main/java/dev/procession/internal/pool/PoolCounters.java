package dev.procession.internal.pool;

import java.util.concurrent.atomic.LongAdder;

/** What a pool has done, counted. Thread safety: any thread. */
final class PoolCounters {
    final LongAdder completed = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder cancelled = new LongAdder();
    final LongAdder retried = new LongAdder();
    final LongAdder crashed = new LongAdder();
    final LongAdder started = new LongAdder();
}

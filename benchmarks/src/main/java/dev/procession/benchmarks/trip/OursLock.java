package dev.procession.benchmarks.trip;

import dev.procession.Procession;
import dev.procession.benchmarks.harness.Contender;
import dev.procession.benchmarks.harness.Sample;
import dev.procession.sync.ProcessLock;

/** Ours: lock and unlock of a lock that nobody else wants; millions a second. */
final class OursLock implements Contender {
    private final Procession session = Procession.local();
    private final ProcessLock lock = session.lock();
    private final int count;

    OursLock(int count) {
        this.count = count;
    }

    @Override
    public String name() {
        return "Procession lock";
    }

    @Override
    @SuppressWarnings("LockNotBeforeTry") // nothing is done under it
    public Sample measure() {
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            lock.lock();
            lock.unlock();
        }
        return Sample.millionsPerSecond(count, System.nanoTime() - start);
    }

    @Override
    public void close() {
        session.close();
    }
}

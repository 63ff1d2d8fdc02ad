package dev.procession.internal.sync;

import dev.procession.Procession;
import dev.procession.sync.OwnerDeathPolicy;
import dev.procession.sync.ProcessBarrier;
import dev.procession.sync.ProcessEvent;
import dev.procession.sync.ProcessLatch;
import dev.procession.sync.ProcessLock;
import dev.procession.sync.ProcessSemaphore;

/** Of a real session, in shared memory. */
final class SessionSynchronizers implements Synchronizers {
    private final Procession px = Procession.local();

    @Override
    public ProcessLock lock(OwnerDeathPolicy policy) {
        return px.lock(policy);
    }

    @Override
    public ProcessSemaphore semaphore(int permits) {
        return px.semaphore(permits);
    }

    @Override
    public ProcessLatch latch(int count) {
        return px.latch(count);
    }

    @Override
    public ProcessBarrier barrier(int parties) {
        return px.barrier(parties);
    }

    @Override
    public ProcessEvent event() {
        return px.event();
    }

    @Override
    public void close() {
        px.close();
    }
}

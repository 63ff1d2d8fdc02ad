package dev.procession.internal.sync;

import dev.procession.sync.OwnerDeathPolicy;
import dev.procession.sync.ProcessBarrier;
import dev.procession.sync.ProcessEvent;
import dev.procession.sync.ProcessLatch;
import dev.procession.sync.ProcessLock;
import dev.procession.sync.ProcessSemaphore;

/** Where the synchronizers of a contract test come from; each call makes a new one. */
interface Synchronizers extends AutoCloseable {
    ProcessLock lock(OwnerDeathPolicy policy);

    default ProcessLock lock() {
        return lock(OwnerDeathPolicy.RELEASE);
    }

    ProcessSemaphore semaphore(int permits);

    ProcessLatch latch(int count);

    ProcessBarrier barrier(int parties);

    ProcessEvent event();

    @Override
    void close();
}
